/**
 * The forms things have on the API, as Zod schemas shared by several actions. An output is cut to its schema, so
 * a field that is not named here does not leave. Instants are microseconds since 1970 (`…Us`).
 */
import { z } from "zod";
import {
  closeReasons,
  consentScopes,
  languages,
  observableTypes,
  reactionKinds,
  roles,
  sectors,
  tlpLabels,
  urgencies,
  warningStates,
} from "../model/index.js";
import { deliveryStates } from "../warn/index.js";

/** Lists leave as they are handed over: read only. */
export const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/**
 * Every text that comes in. What no store can keep is refused here with the field named: PostgreSQL's text has no
 * NUL, and half a surrogate pair has no UTF-8.
 */
export const textShape = z
  .string()
  .refine((text) => !/[\0\p{Cs}]/u.test(text), "has a NUL or half a character, which can't be kept");
export const idShape = textShape.min(1).max(100);
export const timeShape = z.number().int();
export const tlpShape = z.enum(tlpLabels);
export const urgencyShape = z.enum(urgencies);
export const sectorShape = z.enum(sectors);
export const roleShape = z.enum(roles);
export const reactionKindShape = z.enum(reactionKinds);
export const closeReasonShape = z.enum(closeReasons);

/** A page of a list: `next` goes back as `after`, null at the end. */
export const pageInput = {
  after: textShape.max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
export const nextShape = z.string().nullable();

export const base64Shape = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, "is not base64");
/** A file that is answered as it is (`download.ts`); no JSON. */
export const downloadShape = z.object({
  name: z.string(),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
});

export const observableShape = z.object({ type: z.enum(observableTypes), value: z.string() });

export const evidenceShape = z.object({
  timeUs: timeShape,
  log: z.string(),
  field: z.string(),
  sourceAddress: z.string(),
  sourcePort: z.number(),
  destinationAddress: z.string(),
  destinationPort: z.number(),
  record: z.string(),
});

export const reactionShape = z.object({
  kind: reactionKindShape,
  person: z.string(),
  note: z.string(),
  atUs: timeShape,
});

const namedShape = z.object({ id: z.string(), name: z.string() });

/** A warning as a row of the queue; `center` is there for the center's operators only. */
export const languageShape = z.enum(languages);

export const warningRowShape = z.object({
  id: idShape,
  rule: z.string(),
  observable: observableShape,
  urgency: urgencyShape,
  tlp: tlpShape,
  /** Of the sentence, the story, the facts and the steps. */
  language: languageShape,
  sentence: z.string(),
  state: z.enum(warningStates),
  closeReason: closeReasonShape.nullable(),
  createdUs: timeShape,
  updatedUs: timeShape,
  reactions: listOf(reactionShape),
  center: z
    .object({
      recipient: namedShape,
      origins: listOf(namedShape),
      sightingIds: listOf(z.string()),
      released: z.boolean(),
    })
    .nullable(),
  mark: z.string().nullable(),
});

export const warningShape = warningRowShape.extend({
  story: z.string(),
  facts: listOf(z.object({ label: z.string(), value: z.string() })),
  doNow: listOf(z.string()),
  evidence: listOf(evidenceShape),
});

export const directoryShape = z.object({ listed: z.boolean(), text: z.string() });

export const memberShape = z.object({
  id: idShape,
  name: z.string(),
  sector: sectorShape,
  networks: listOf(z.string()),
  providers: listOf(z.string()),
  tlpCeiling: tlpShape,
  groups: listOf(idShape),
  consents: listOf(z.object({ to: z.enum(consentScopes), groupId: idShape.nullable(), sinceUs: timeShape })),
  language: languageShape,
  timeZone: z.string(),
  directory: directoryShape,
  mark: z.string().nullable(),
});

/** What an operator gives to change a member, all of it optional; `members/` checks the networks themselves. */
export const memberChangeInput = z.object({
  name: textShape.trim().min(1, "Give the company's name").max(200).optional(),
  sector: sectorShape.optional(),
  networks: z.array(textShape.trim().max(100)).max(1000).optional(),
  providers: z.array(textShape.trim().max(200)).max(50).optional(),
  /** The one provider of before there could be several, still read where `providers` is left out. */
  provider: textShape.trim().max(200).nullable().optional(),
  tlpCeiling: tlpShape.optional(),
  language: languageShape.optional(),
  timeZone: textShape.trim().max(64).optional(),
});

/** The fields as the room takes them: the one provider of before stands for a list of it. */
export function withProviders<
  Given extends { provider?: string | null | undefined; providers?: readonly string[] | undefined },
>({ provider, ...given }: Given): Omit<Given, "provider"> {
  return given.providers !== undefined || provider === undefined
    ? given
    : { ...given, providers: provider === null ? [] : [provider] };
}

export const memberInput = memberChangeInput.extend({
  name: textShape.trim().min(1, "Give the company's name").max(200),
  sector: sectorShape,
  networks: z.array(textShape.trim().max(100)).max(1000).default([]),
});

export const personShape = z.object({
  id: idShape,
  name: z.string(),
  role: roleShape,
  memberId: z.string().nullable(),
});

export const tokenShape = z.object({
  id: idShape,
  name: z.string(),
  memberId: z.string().nullable(),
  scopes: listOf(z.string()),
  createdUs: timeShape,
  expiresUs: timeShape.nullable(),
  usedUs: timeShape.nullable(),
  revokedUs: timeShape.nullable(),
});

export const countsShape = z.object({
  atUs: timeShape,
  records: z.number(),
  refused: z.number(),
  hits: z.number(),
  sightings: z.number(),
  warnings: z.number(),
  recordsPerSecond: z.number(),
});

export const sourceShape = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(["well", "silent", "degraded", "down"]),
  sinceUs: timeShape,
  advice: z.string(),
});

export const demoShape = z.object({
  state: z.enum(["absent", "loading", "loaded", "removing"]),
  done: z.number(),
  note: z.string(),
});

export const sightingShape = z.object({
  id: idShape,
  memberId: idShape,
  memberName: z.string(),
  observable: observableShape,
  direction: z.enum(["outbound", "inbound", "internal", "unknown"]),
  count: z.number(),
  firstUs: timeShape,
  lastUs: timeShape,
  insideAddresses: listOf(z.string()),
  confidence: z.number(),
  sources: listOf(z.string()),
  labels: listOf(z.string()),
  allowedBy: z.string().nullable(),
  mark: z.string().nullable(),
});

export const refusedShape = z.object({
  id: z.number(),
  memberId: z.string().nullable(),
  origin: z.string(),
  line: z.number(),
  code: z.string(),
  detail: z.string(),
  sample: z.string(),
  atUs: timeShape,
});

export const sessionShape = z.object({
  person: personShape,
  memberName: z.string().nullable(),
  version: z.string(),
  /** True where nothing may be done but set up or confirm a second factor. */
  secondFactorNeeded: z.boolean(),
  /** True where recovery codes were made and nobody said yet that they are kept. */
  recoveryCodesUnkept: z.boolean(),
  /** True where this center sends mail. */
  isMailOn: z.boolean(),
});

/** One mail about a warning, for operators. */
export const deliveryShape = z.object({
  id: idShape,
  channel: z.string(),
  change: z.string(),
  /** Empty for a contact who is no person here. */
  name: z.string(),
  address: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.number(),
  problem: z.string(),
  createdUs: timeShape,
  nextUs: timeShape.nullable(),
  settledUs: timeShape.nullable(),
});

export const verdicts = ["known hostile", "suspicious", "allowed", "not known", "not a value"] as const;

export const lookupShape = z.object({
  text: z.string(),
  observable: observableShape.nullable(),
  verdict: z.enum(verdicts),
  /** What is known, one sentence. */
  sentence: z.string(),
  claims: listOf(
    z.object({
      value: z.string(),
      source: z.string(),
      confidence: z.number(),
      tlp: tlpShape,
      labels: listOf(z.string()),
      validUntilUs: timeShape.nullable(),
    }),
  ),
  allowedBy: z.string().nullable(),
  /** Sightings at the asker's member; for the center's people at all members. */
  sightings: z.number(),
});

/** The story of a warning: the rule, what it stood on, what is known of the value, what the gate decided. */
export const explanationShape = z.object({
  warning: warningShape,
  rule: z.object({ id: z.string(), title: z.string(), explains: z.string() }),
  sightings: listOf(
    z.object({
      memberId: z.string(),
      direction: z.string(),
      count: z.number(),
      firstUs: timeShape,
      lastUs: timeShape,
      insideAddresses: listOf(z.string()),
    }),
  ),
  claims: listOf(
    z.object({
      source: z.string(),
      confidence: z.number(),
      tlp: tlpShape,
      labels: listOf(z.string()),
      validUntilUs: timeShape.nullable(),
    }),
  ),
  receipts: listOf(
    z.object({
      id: z.number().nullable(),
      recipientKind: z.string(),
      recipientId: z.string(),
      channel: z.string(),
      released: z.boolean(),
      rule: z.string(),
      ruleSays: z.string(),
      atUs: timeShape,
    }),
  ),
});

export const sightingStoryShape = z.object({
  sighting: sightingShape.omit({ memberName: true }),
  evidence: listOf(
    z.object({
      timeUs: timeShape,
      log: z.string(),
      field: z.string(),
      sourceAddress: z.string(),
      sourcePort: z.number(),
      destinationAddress: z.string(),
      destinationPort: z.number(),
      record: z.string(),
    }),
  ),
  claims: explanationShape.shape.claims,
  warnings: listOf(z.object({ id: z.string(), rule: z.string(), sentence: z.string() })),
});

export const releaseStoryShape = z.object({
  receipt: z.object({
    id: z.number(),
    objectKind: z.string(),
    objectId: z.string(),
    recipientKind: z.string(),
    recipientId: z.string(),
    channel: z.string(),
    released: z.boolean(),
    rule: z.string(),
    reason: z.string(),
    formHash: z.string(),
    atUs: timeShape,
    community: z.string().nullable(),
  }),
  ruleSays: z.string(),
  communityStands: z.boolean(),
});

const endpointShape = z.object({ address: z.string(), port: z.number() });

export const eventShape = z.object({
  id: z.string(),
  timeUs: timeShape,
  timed: z.boolean(),
  memberId: z.string().nullable(),
  door: z.string(),
  origin: z.string(),
  log: z.string(),
  source: endpointShape,
  destination: endpointShape,
  protocol: z.string(),
  service: z.string(),
  action: z.string(),
  message: z.string(),
  native: z.string(),
});

/** The events that meet a pattern together. */
export const patternFoundShape = z.object({
  /** The events of each match, oldest first. */
  matches: z.array(z.array(eventShape)),
  /** How many events were looked at. */
  events: z.number(),
  /** Older events were too many to be looked at; `fromUs` where all were. */
  completeSinceUs: timeShape,
  /** What the pattern asks that no telemetry carries: it is never met there. */
  beyondTelemetry: z.array(z.string()),
});
