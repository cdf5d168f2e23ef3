/**
 * The feeds that a center reads: their names, addresses, formats, markings and confidence. No secrets, no users, no
 * server of a private network, nothing that was brought as a file or told by another center, as that has no address to
 * read it from, and nothing that a feed said. A feed whose content is for few is itself nobody else's
 * to know: it is marked as its content is. What needs no secret is read by the center that takes the pack at once.
 */
import type { Kysely } from "kysely";
import { z } from "zod";
import { tlpLabels } from "../../../model/index.js";
import type { Tables } from "../../../store/index.js";
import { addressFault, feedAddressMax, looksSecret } from "../feed-address.js";
import { type Configured, type ConfiguredFeed, type Held, held, lineShape, type PackPart } from "../part.js";

const common = {
  tlp: z.enum(tlpLabels),
  confidence: z.number().int().min(0).max(100),
};

const entry = z.discriminatedUnion("kind", [
  /** Read from files that somebody brings. */
  z.strictObject({
    kind: z.literal("file"),
    name: lineShape(200).min(1),
    format: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/),
    ...common,
  }),
  z.strictObject({
    kind: z.enum(["taxii", "misp"]),
    name: z.string().regex(/^[\w .-]{1,100}$/),
    address: z
      .string()
      .max(feedAddressMax)
      .refine((text) => addressFault(text) === null, "is no address of a public server without a secret"),
    needs: z.enum(["nothing", "token", "password"]),
    everyMinutes: z.number().int().min(1).max(10_080),
    ...common,
  }),
]);
type Entry = z.infer<typeof entry>;

/** A feed of AMBER+STRICT or RED is no more to be told of than what it says. */
const markingOf = ({ tlp }: Entry): string =>
  tlp === "TLP:AMBER+STRICT" || tlp === "TLP:RED" ? tlp : "TLP:CLEAR";

function heldFeed(feed: Entry, near: boolean, fixed: boolean): Held<Entry> {
  const fault = near ? "Its server stands in a private network." : faultOf(feed);
  return held(feed, { tlp: markingOf(feed), stays: fault, fixed });
}

const faultOf = (feed: Entry): string | null => {
  // Nobody can read it from there; and what is imported by hand, or told by another center, may be one member's.
  if (feed.kind === "file") return "It was brought here as a file and has no address.";
  return (
    addressFault(feed.address) ??
    (looksSecret(feed.address) ? "A part of its address looks like a key." : null)
  );
};

/** Feeds that came with packs. */
export async function keptFeeds(db: Kysely<Tables>): Promise<readonly Entry[]> {
  const rows = await db.selectFrom("kept_feed").selectAll().orderBy("name").execute();
  return rows.flatMap(({ name, kind, address, format, needs, every_minutes, tlp, confidence }) => {
    const read = entry.safeParse(
      kind === "file"
        ? { kind, name, format, tlp, confidence }
        : { kind, name, address, needs, everyMinutes: every_minutes, tlp, confidence },
    );
    return read.success ? [read.data] : [];
  });
}

export interface ListedFeed {
  readonly name: string;
  readonly kind: Entry["kind"];
  /** Null for one that is brought as a file. */
  readonly address: string | null;
  readonly needs: ConfiguredFeed["needs"];
  readonly tlp: Entry["tlp"];
  readonly confidence: number;
  readonly isOfPack: boolean;
}

/** All feeds by name, for the center's own people. */
export async function listFeeds(db: Kysely<Tables>, configured: Configured): Promise<readonly ListedFeed[]> {
  return (await readFeeds(db, configured)).map(({ entry: feed, fixed }) => ({
    name: feed.name,
    kind: feed.kind,
    address: feed.kind === "file" ? null : feed.address,
    needs: feed.kind === "file" ? "nothing" : feed.needs,
    tlp: feed.tlp,
    confidence: feed.confidence,
    isOfPack: !fixed,
  }));
}

async function readFeeds(db: Kysely<Tables>, configured: Configured): Promise<readonly Held<Entry>[]> {
  const known = new Map<string, Held<Entry>>();
  const add = (feed: Held<Entry>) => {
    const key = feed.entry.name.toLowerCase();
    if (!known.has(key)) known.set(key, feed);
  };
  for (const feed of configured.feeds) add(heldFeed(ofConfigured(feed), feed.near, true));
  for (const feed of await keptFeeds(db)) add(heldFeed(feed, false, false));
  const rows = await db
    .selectFrom("intel_source")
    .selectAll()
    .where("mark", "is", null)
    .orderBy("name")
    .execute();
  // What another server's indicators are listed under is that server's (`share/taxii/others`).
  const pulled = new Set([...known.keys()].map((name) => `taxii ${name}`));
  // What was imported by hand stands in the list of sources, not in one that could be changed.
  for (const { name, format, tlp, confidence } of rows)
    if (!pulled.has(name.toLowerCase()))
      add(heldFeed({ kind: "file", name, format, tlp: tlp as Entry["tlp"], confidence }, false, true));
  return [...known.values()];
}

const ofConfigured = ({ near: _, everyMinutes, ...feed }: ConfiguredFeed): Entry =>
  ({ ...feed, everyMinutes: Math.max(1, Math.round(everyMinutes)) }) as Entry;

export const feeds = {
  id: "feeds",
  title: "Feeds",
  explains: "Where indicators come from: names, public addresses, markings; no secrets and no indicators.",
  onlyWhenAsked: false,
  entry,
  entriesMax: 500,
  apart: [],
  keyOf: ({ name }) => name.toLowerCase(),
  read: ({ db, configured }) => readFeeds(db, configured),
  async write({ db }, entries) {
    for (const feed of entries) {
      const { name, kind, tlp, confidence } = feed;
      const more =
        feed.kind === "file"
          ? { address: "", format: feed.format, needs: "nothing", every_minutes: 0 }
          : { address: feed.address, format: feed.kind, needs: feed.needs, every_minutes: feed.everyMinutes };
      const row = { kind, tlp, confidence, ...more };
      await db
        .deleteFrom("kept_feed")
        .where((eb) => eb(eb.fn("lower", ["name"]), "=", name.toLowerCase()))
        .execute();
      await db
        .insertInto("kept_feed")
        .values({ name, ...row })
        .execute();
    }
    return null;
  },
} satisfies PackPart<Entry>;
