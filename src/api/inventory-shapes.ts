/** What the API says of a control network's assets, relations, vendors' sessions and baseline. */
import { z } from "zod";
import { assetRoles, otKinds, reviewStates, sessionVerdicts } from "../model/index.js";
import { idShape, listOf, textShape, timeShape } from "./shapes.js";

const changeShape = z.object({
  version: z.number(),
  atUs: timeShape,
  /** Empty where the network showed it. */
  by: z.string(),
  changes: listOf(z.object({ field: z.string(), from: z.string(), to: z.string() })),
});

const reviewedShape = {
  review: z.enum(reviewStates),
  /** The person's name; empty where nobody did or who did is gone. */
  reviewedBy: z.string(),
  reviewedUs: timeShape.nullable(),
  note: z.string(),
  version: z.number(),
  /** Since it was reviewed, the latest first; its whole history where it was not. At most 20. */
  changes: listOf(changeShape),
  mark: z.string().nullable(),
};

export const assetShape = z.object({
  id: idShape,
  memberId: idShape,
  /** IP address; MAC address where it has none. */
  address: z.string(),
  mac: z.string(),
  macVendor: z.string(),
  role: z.enum(assetRoles),
  /** Why, the strongest first. */
  evidence: listOf(z.object({ role: z.enum(assetRoles), weight: z.number(), says: z.string() })),
  identity: z.object({
    vendor: z.string(),
    product: z.string(),
    firmware: z.string(),
    serial: z.string(),
    name: z.string(),
  }),
  protocols: listOf(z.string()),
  zone: z.string(),
  zoneKind: z.string(),
  craneId: z.string().nullable(),
  listedId: z.string().nullable(),
  talksTo: z.number(),
  firstUs: timeShape,
  lastUs: timeShape,
  ...reviewedShape,
});

export const relationShape = z.object({
  id: idShape,
  memberId: idShape,
  sender: z.string(),
  receiver: z.string(),
  senderAssetId: z.string().nullable(),
  receiverAssetId: z.string().nullable(),
  /** `tcp`, `udp`, `icmp`, `layer 2`. */
  transport: z.string(),
  /** 0 where there is none. */
  port: z.number(),
  protocols: listOf(z.string()),
  functions: listOf(
    z.object({ name: z.string(), kind: z.enum(otKinds), count: z.number(), firstUs: timeShape }),
  ),
  messages: z.number(),
  bytes: z.number(),
  /** Messages by hour of the day (UTC), 24 of them. */
  hours: listOf(z.number()),
  firstUs: timeShape,
  lastUs: timeShape,
  /** Beyond the baseline: first seen after it was learned, and not confirmed. */
  isNew: z.boolean(),
  newFunctions: listOf(z.string()),
  ...reviewedShape,
});

export const reviewInput = z.object({
  id: idShape,
  state: z.enum(reviewStates),
  note: textShape.max(1000).default(""),
});

export const reviewCountsShape = z.object({
  new: z.number(),
  confirmed: z.number(),
  "not expected": z.number(),
});

export const vendorSessionShape = z.object({
  id: idShape,
  memberId: idShape,
  vendor: z.string(),
  accounts: listOf(z.string()),
  source: z.string(),
  targets: listOf(z.string()),
  services: listOf(z.string()),
  craneIds: listOf(z.string()),
  startUs: timeShape,
  /** Of the last that was seen of it. */
  endUs: timeShape,
  isOpen: z.boolean(),
  orders: listOf(z.object({ id: z.string(), number: z.string(), title: z.string() })),
  verdict: z.enum(sessionVerdicts),
  /** What was written, started, stopped or loaded meanwhile, by whoever came in. */
  changes: listOf(
    z.object({ receiver: z.string(), function: z.string(), kind: z.enum(otKinds), count: z.number() }),
  ),
  mark: z.string().nullable(),
});

/** A baseline that is learned from stored events. */
export const learnStateShape = z.object({
  state: z.enum(["running", "done", "stopped", "failed"]),
  memberId: idShape,
  fromUs: timeShape,
  toUs: timeShape,
  reachedUs: timeShape,
  events: z.number(),
  messages: z.number(),
  /** Why it did not come to its end, or what was left out; empty where nothing was. */
  note: z.string(),
});

export const learningShape = z.object({
  memberId: idShape,
  memberName: z.string(),
  sinceUs: timeShape,
  untilUs: timeShape,
  days: z.number(),
  /** Of its time, from 0 to 1, by the records' own clocks. */
  share: z.number(),
  messages: z.number(),
  lastUs: timeShape,
  assets: z.number(),
  relations: z.number(),
  newRelations: z.number(),
  mark: z.string().nullable(),
});
