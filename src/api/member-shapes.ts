/** The forms of what a center keeps of its members: contacts, agreements, groups, policy, the register of exposures. */
import { z } from "zod";
import { contactsMax, contributionKinds, groupMembersMax, settlements } from "../members/index.js";
import { consentScopes, exposureKinds } from "../model/index.js";
import { idShape, textShape, timeShape, tlpShape } from "./shapes.js";

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();
const dayShape = z.number().int();

export const contactShape = z.object({
  name: textShape.max(200),
  title: textShape.max(200).default(""),
  mail: textShape.max(300).default(""),
  phone: textShape.max(100).default(""),
  onCall: z.boolean().default(false),
  note: textShape.max(1000).default(""),
});
/** One more than there can be, so that the room says how many. */
export const contactsInput = z.array(contactShape).max(contactsMax + 1);

export const consentInput = z.object({
  to: z.enum(consentScopes),
  groupId: idShape.nullable().default(null),
});

export const agreementInput = z.object({
  name: textShape.max(200),
  version: textShape.max(100),
  signedBy: textShape.max(200),
  signedUs: timeShape,
  note: textShape.max(1000).default(""),
});
export const agreementShape = agreementInput.extend({
  id: idShape,
  memberId: idShape,
  endedUs: timeShape.nullable(),
});

export const agreementTextInput = z.object({
  name: textShape.max(200),
  version: textShape.max(100),
  text: textShape.max(60_000).default(""),
});
export const agreementTextShape = z.object({ name: z.string(), version: z.string(), text: z.string() });

export const legalBasisInput = z.object({
  name: textShape.max(400),
  fromUs: timeShape,
  untilUs: timeShape.nullable().default(null),
  note: textShape.max(2000).default(""),
});
export const legalBasisShape = legalBasisInput.extend({ id: idShape });
export const legalBasisRowShape = legalBasisShape.extend({ holds: z.boolean() });

export const groupInput = z.object({
  name: textShape.max(200),
  purpose: textShape.max(1000).optional(),
  tlpCeiling: tlpShape.optional(),
  memberIds: z.array(idShape).max(groupMembersMax).default([]),
});
/** `memberIds` is for the center's people; a member is told of those alone that chose to be listed, by name. */
export const groupShape = z.object({
  id: idShape,
  name: z.string(),
  purpose: z.string(),
  tlpCeiling: tlpShape,
  memberIds: listOf(idShape),
  listed: listOf(z.string()),
});

const kindShape = z.enum(contributionKinds);

export const policyInput = z.object({
  on: z.boolean(),
  counted: z.array(kindShape).max(10),
  kindsNeeded: z.number().int(),
  windowDays: dayShape,
  graceDays: dayShape,
  remindDays: z.array(dayShape).max(20),
});
export const policyShape = policyInput.extend({
  counted: listOf(kindShape),
  remindDays: listOf(dayShape),
  sinceUs: timeShape,
});
export const participationShape = z.object({
  memberId: idShape,
  standing: z.enum(["sharing", "grace", "not sharing"]),
  untilUs: timeShape.nullable(),
  kinds: listOf(kindShape),
  given: z.partialRecord(kindShape, timeShape),
  /** The reminder that has come due, null where none has. */
  reminderUs: timeShape.nullable(),
});

export const exposureKindShape = z.enum(exposureKinds);
export const exposureInput = z.object({
  kind: exposureKindShape,
  value: textShape.max(400),
  also: z.array(textShape.max(400)).max(50).default([]),
  note: textShape.max(1000).default(""),
});
export const exposureShape = z.object({
  id: idShape,
  memberId: idShape,
  kind: exposureKindShape,
  value: z.string(),
  also: listOf(z.string()),
  note: z.string(),
});
/** What waits for the center, the same whatever it waits for. */
export const waitingExposureShape = exposureShape.omit({ id: true }).extend({ atUs: timeShape });
export const importReportShape = z.object({
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  refused: z.number(),
  faults: listOf(z.object({ line: z.number(), code: z.string(), detail: z.string() })),
  dryRun: z.boolean(),
});
export const suggestionShape = z.object({
  kind: exposureKindShape,
  value: z.string(),
  also: listOf(z.string()),
  why: z.string(),
});
export const conflictShape = exposureShape.extend({
  holderIds: listOf(idShape),
  tries: z.number(),
  atUs: timeShape,
});
export const settlementShape = z.enum(settlements);

export const removalShape = z.object({
  openWarnings: z.number(),
  warnings: z.number(),
  sightings: z.number(),
  people: z.number(),
  tokens: z.number(),
  contacts: z.number(),
  agreements: z.number(),
  exposures: z.number(),
  groups: z.number(),
});
