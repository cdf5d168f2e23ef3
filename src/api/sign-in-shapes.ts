/** The forms of sign-in on the API: people with what they sign in with, invitations, sessions, methods. */
import { z } from "zod";
import { idShape, personShape, roleShape, textShape, timeShape } from "./shapes.js";

const listOf = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** Longer than any address, so that a wrong one is refused by what is wrong with it. */
export const emailInput = textShape.trim().max(320);
export const tokenInput = textShape.min(1).max(200);
/** Six digits of the app, or a recovery code with its dashes. */
export const codeInput = textShape.trim().min(1).max(100);
export const passwordInput = textShape.min(1).max(1_000);

/** What an authenticator answers, but for its response; the library reads and checks the rest. */
export const passkeyAnswerInput = z.object({
  id: textShape.min(1).max(2_000),
  rawId: textShape.min(1).max(2_000),
  type: z.enum(["public-key"]),
});
/** What the browser is to ask of its authenticator, as the library made it. */
export const passkeyOptionsShape = z.record(z.string(), z.unknown());
export const passkeyShape = z.object({
  id: z.string(),
  name: z.string(),
  createdUs: timeShape,
  usedUs: timeShape.nullable(),
});

export const accountShape = personShape.extend({
  email: z.string().nullable(),
  secondFactor: z.boolean(),
  seenUs: timeShape.nullable(),
});

export const invitationShape = z.object({
  id: idShape,
  name: z.string(),
  email: z.string(),
  role: roleShape,
  memberId: z.string().nullable(),
  createdUs: timeShape,
  expiresUs: timeShape,
  state: z.enum(["open", "accepted", "revoked", "expired"]),
});

export const openedInvitationShape = z.object({
  name: z.string(),
  email: z.string(),
  role: roleShape,
  memberName: z.string().nullable(),
  expiresUs: timeShape,
});

export const sessionRowShape = z.object({
  id: idShape,
  createdUs: timeShape,
  seenUs: timeShape,
  expiresUs: timeShape,
  way: z.string(),
  secondFactor: z.boolean(),
  address: z.string(),
  device: z.string(),
  newDevice: z.boolean(),
});

export const ownShape = z.object({
  email: z.string().nullable(),
  passwordUs: timeShape.nullable(),
  passkeys: listOf(passkeyShape),
  recoveryCodesLeft: z.number(),
  /** Whether warnings are mailed to the person; null where there is no address, and for the center's people. */
  mailWarnings: z.boolean().nullable(),
  /** Null for a command on the machine itself. */
  sessionId: z.string().nullable(),
  sessions: listOf(sessionRowShape),
  /** True where methods may be changed only after a second factor was met in this session. */
  confirmFirst: z.boolean(),
});

export const waysShape = z.object({
  /** What the button of the company's own sign-in says; null where there is none. */
  oidc: z.string().nullable(),
  /** False where the address is one of numbers, for which browsers keep no passkeys. */
  passkeys: z.boolean(),
  /** Where passkeys would work instead; null where they work here or nowhere. */
  passkeysAt: z.string().nullable(),
});

export const signedInShape = z.object({
  sessionToken: z.string(),
  expiresUs: timeShape,
  person: personShape,
});
