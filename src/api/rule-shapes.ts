/** The forms of detection rules on the API: rules, sources and what would change, exceptions, replays. */
import { z } from "zod";
import { refusalKinds, ruleReasons, ruleStatuses, sourceKinds } from "../detect/index.js";
import { detectionLevels } from "../model/index.js";
import { idShape, listOf, textShape, timeShape } from "./shapes.js";

/** A rule by its id, its name, or its title. */
export const ruleKeyInput = textShape.min(1).max(512);
/** Why something is set; it stands beside it for those who come later. */
export const ruleReasonInput = textShape.max(1_000).default("");
export const sourceNameInput = textShape
  .max(60)
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, "must be small letters, digits, dots and hyphens");
export const levelShape = z.enum(detectionLevels);

export const ruleRowShape = z.object({
  key: z.string(),
  title: z.string(),
  kind: z.enum(["rule", "correlation", "behaviour", "ot"]),
  level: levelShape,
  status: z.enum(ruleStatuses).nullable(),
  source: z.string(),
  /** Tells what it finds. */
  isOn: z.boolean(),
  /** Is evaluated, be it only for a correlation. */
  runs: z.boolean(),
  why: z.enum(ruleReasons),
  techniques: listOf(z.string()),
  /** Exceptions that have not ended. */
  exceptions: z.number(),
});

/** Of the last thirty days, for operators alone; null for others, and where there were none. */
export const detectedShape = z.object({ count: z.number(), lastUs: timeShape }).nullable();

export const policyShape = z.object({
  levelLeast: levelShape,
  statuses: z.array(z.enum(ruleStatuses)).readonly(),
});

export const refusalShape = z.object({
  source: z.string(),
  file: z.string(),
  line: z.number(),
  kind: z.enum(refusalKinds),
  reason: z.string(),
  id: z.string().nullable(),
  title: z.string().nullable(),
});

export const exceptionShape = z.object({
  id: z.string(),
  rule: z.string(),
  memberId: z.string().nullable(),
  field: z.string().nullable(),
  value: z.string().nullable(),
  reason: z.string(),
  owner: z.string(),
  createdUs: timeShape,
  expiresUs: timeShape,
});

export const exceptionInput = z.object({
  rule: ruleKeyInput,
  /** Of one member; of all where left out. */
  memberId: idShape.optional(),
  field: textShape.min(1).max(512).optional(),
  /** A value, or a network in CIDR notation. */
  value: textShape.max(2_000).optional(),
  reason: textShape.min(1).max(1_000),
  /** Who answers for it; who asks where left out. */
  owner: textShape.min(1).max(200).optional(),
  expiresUs: timeShape,
});

const versionShape = z.object({
  version: z.number(),
  label: z.string(),
  sha256: z.string(),
  fetchedUs: timeShape,
  takenUs: timeShape.nullable(),
  files: z.number(),
  rules: z.number(),
  refused: z.number(),
});

export const sourceShape = z.object({
  name: z.string(),
  kind: z.enum(sourceKinds),
  place: z.string(),
  checkedUs: timeShape.nullable(),
  /** What went wrong when it was checked last; empty where nothing did. */
  note: z.string(),
  version: z.number().nullable(),
  /** Waits to be looked at and taken. */
  staged: z.number().nullable(),
  versions: listOf(versionShape),
});

const changedShape = z.object({
  kind: z.enum(["rule", "correlation", "filter"]),
  key: z.string(),
  title: z.string(),
  file: z.string(),
  level: levelShape.nullable(),
});

/** Lists of what would change are cut at so many; the counts are whole. */
export const changesShown = 500;

export const checkedShape = z.object({
  name: z.string(),
  /** Null where the source is as it was and nothing waits. */
  sha256: z.string().nullable(),
  isTaken: z.boolean(),
  counts: z.object({
    new: z.number(),
    changed: z.number(),
    gone: z.number(),
    same: z.number(),
    refused: z.number(),
    passedOver: z.number(),
  }),
  new: listOf(changedShape),
  changed: listOf(changedShape),
  gone: listOf(changedShape),
  refused: listOf(refusalShape.omit({ source: true })),
});

const countedShape = z.object({ name: z.string(), count: z.number() });

export const replayShape = z.object({
  state: z.enum(["none", "running", "done", "stopped", "failed"]),
  rule: z.string(),
  title: z.string(),
  fromUs: timeShape,
  toUs: timeShape,
  startedUs: timeShape,
  /** All before was looked at. */
  reachedUs: z.number(),
  events: z.number(),
  note: z.string(),
  findings: z.object({
    detections: z.number(),
    excepted: z.number(),
    days: listOf(z.object({ dayUs: timeShape, count: z.number() })),
    members: listOf(z.object({ memberId: z.string().nullable(), count: z.number() })),
    sources: listOf(countedShape),
    destinations: listOf(countedShape),
    examples: listOf(
      z.object({
        timeUs: timeShape,
        memberId: z.string().nullable(),
        log: z.string(),
        source: z.string(),
        destination: z.string(),
        fields: z.record(z.string(), z.string()),
        record: z.string(),
      }),
    ),
  }),
});
