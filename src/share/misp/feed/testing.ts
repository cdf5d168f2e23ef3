/**
 * The MISP core format as a schema (draft-dulaunoy-misp-core-format, section 2, and the JSON schema that PyMISP ships:
 * every member it requires, every type it gives), and a MISP that pulls a feed as MISP's own `Feed` model does: an
 * event is fetched where the manifest's timestamp is higher than that of the event it has; attributes are matched by
 * their UUID, and one that came deleted is.
 */
import { z } from "zod";

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const unsigned = z.string().regex(/^(0|[1-9][0-9]*)$/);
const date = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00$/);
const org = z.strictObject({ id: unsigned, name: z.string().min(1), uuid });
const tag = z.strictObject({
  name: z.string().min(1),
  colour: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  exportable: z.boolean(),
});

/** The part of the table of categories and types (2.4.2.3) that this feed uses. */
const typesOf: Readonly<Record<string, readonly string[]>> = {
  "Network activity": ["ip-dst", "domain", "url"],
  "Payload delivery": ["email", "md5", "sha1", "sha256", "sha512"],
  Other: ["other"],
};

const attribute = z
  .strictObject({
    id: unsigned,
    event_id: unsigned,
    uuid,
    type: z.string(),
    category: z.enum(["Network activity", "Payload delivery", "Other"]),
    to_ids: z.boolean(),
    deleted: z.boolean(),
    timestamp: unsigned,
    distribution: z.enum(["0", "1", "2", "3", "4", "5"]),
    sharing_group_id: unsigned,
    disable_correlation: z.boolean(),
    comment: z.string(),
    value: z.string().min(1),
    first_seen: time.nullable().optional(),
    last_seen: time.nullable().optional(),
    Tag: z.array(tag).optional(),
    Sighting: z
      .array(
        z.strictObject({ uuid, type: z.enum(["0", "1", "2"]), date_sighting: unsigned, source: z.string() }),
      )
      .optional(),
  })
  .refine(({ category, type }) => typesOf[category]?.includes(type));

const described = {
  info: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[^\n]*$/),
  date,
  analysis: z.enum(["0", "1", "2"]),
  threat_level_id: z.enum(["1", "2", "3", "4"]),
  timestamp: unsigned,
  Orgc: org,
  Tag: z.array(tag),
};

const emptyList = z.array(z.never());

export const coreEvent = z.strictObject({
  Event: z
    .strictObject({
      ...described,
      id: unsigned,
      orgc_id: unsigned,
      org_id: unsigned,
      uuid,
      published: z.boolean(),
      publish_timestamp: unsigned,
      attribute_count: unsigned,
      distribution: z.enum(["0", "1", "2", "3", "4"]),
      sharing_group_id: unsigned,
      extends_uuid: z.literal(""),
      locked: z.boolean(),
      proposal_email_lock: z.boolean(),
      disable_correlation: z.boolean(),
      Org: org,
      ShadowAttribute: emptyList,
      RelatedEvent: emptyList,
      Galaxy: emptyList,
      Object: emptyList,
      Attribute: z.array(attribute),
    })
    .refine(({ attribute_count, Attribute }) => Number(attribute_count) === Attribute.length),
});

export const coreManifest = z.record(uuid, z.strictObject(described));

type Attribute = z.infer<typeof attribute>;

interface Held {
  readonly timestamp: number;
  readonly attributes: Map<string, Attribute>;
}

/** `ask` answers the text of a file of the feed; null where there is none. */
export class PullingMisp {
  readonly events = new Map<string, Held>();
  readonly #ask: (file: string) => Promise<string | null>;

  constructor(ask: (file: string) => Promise<string | null>) {
    this.#ask = ask;
  }

  /** `between` goes on between any two requests. Answers how many events it fetched. */
  async pull(between: () => Promise<void> = async () => undefined): Promise<number> {
    const manifest = coreManifest.parse(JSON.parse((await this.#ask("manifest.json")) ?? "{}"));
    let fetched = 0;
    for (const [id, { timestamp }] of Object.entries(manifest)) {
      const known = this.events.get(id);
      if (known !== undefined && known.timestamp >= Number(timestamp)) continue;
      await between();
      const text = await this.#ask(`${id}.json`);
      if (text === null) throw new Error(`The manifest has ${id}, and the feed has not.`);
      const { Event } = coreEvent.parse(JSON.parse(text));
      if (Number(Event.timestamp) < Number(timestamp))
        throw new Error(`${id} is older than in the manifest.`);
      const attributes = known?.attributes ?? new Map<string, Attribute>();
      for (const each of Event.Attribute) attributes.set(each.uuid, each);
      this.events.set(id, { timestamp: Number(Event.timestamp), attributes });
      fetched++;
    }
    return fetched;
  }

  /** The values it would detect by, sorted. */
  values(): readonly string[] {
    const all = [...this.events.values()].flatMap(({ attributes }) => [...attributes.values()]);
    return [...new Set(all.filter(({ deleted }) => !deleted).map(({ value }) => value))].sort();
  }
}
