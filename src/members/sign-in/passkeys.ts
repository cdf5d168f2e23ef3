/**
 * Passkeys (WebAuthn, https://www.w3.org/TR/webauthn-3/): one touch that is two factors, so the authenticator has to
 * verify its user. A challenge is good once and for minutes; who signs in is found by the key's id, so nothing is asked
 * by name and nothing can be learned by asking. No attestation is asked for: which make of key it is does not matter.
 */
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import type { Kysely } from "kysely";
import type { Clock, Problem } from "../../base/index.js";
import {
  type AuditEntry,
  appendAudit,
  inTransaction,
  type Tables,
  uniqueViolation,
} from "../../store/index.js";
import { membersProblem } from "../problems.js";
import { markSecondFactor, type SignedIn, signIn } from "../sessions.js";
import { type OwnSession, type PasskeyRow, readMethods, refuseChange } from "./methods.js";
import type { Place } from "./place.js";
import { newRecoveryCodes } from "./recovery-codes.js";
import type { Sender } from "./sender.js";
import { holdForSignIn, holdOwn, makerGone } from "./standing.js";
import { isOver, openStep, takeStep } from "./steps.js";

/** Nobody has more devices; each costs 500 bytes. */
const passkeysMax = 20;
const relyingParty = "Breakwater";

/** Loaded by the first who asks: it takes a quarter of a second, which every thread and command would wait for. */
const webauthn = () => import("@simplewebauthn/server");

const refusal = (): Problem =>
  membersProblem("passkey-refused", "It is unknown, or its answer is not to what was asked here.");

interface Asked {
  readonly challenge: string;
  readonly origin: string;
  readonly name: string;
}

export interface PasskeyAsked<Options> {
  readonly step: string;
  readonly options: Options;
}

export async function beginPasskey(
  db: Kysely<Tables>,
  clock: Clock,
  session: OwnSession,
  place: Place,
): Promise<PasskeyAsked<PublicKeyCredentialCreationOptionsJSON> | Problem> {
  const refused = await refuseChange(db, session);
  if (refused !== null) return refused;
  const { person } = session;
  const methods = await readMethods(db, person.id);
  if (methods.passkeys.length >= passkeysMax)
    return membersProblem("passkey-refused", `You have ${passkeysMax}; remove one first.`);
  const { generateRegistrationOptions } = await webauthn();
  const options = await generateRegistrationOptions({
    rpName: relyingParty,
    rpID: place.name,
    userName: methods.email ?? person.name,
    userDisplayName: person.name,
    userID: new TextEncoder().encode(person.id),
    attestationType: "none",
    excludeCredentials: methods.passkeys.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  const asked: Asked = { challenge: options.challenge, origin: place.origin, name: place.name };
  return { step: await openStep(db, clock, "passkey-add", person.id, asked), options };
}

export interface PasskeyAdded {
  readonly passkey: PasskeyRow;
  /** Ten where the person had none before; shown once. */
  readonly recoveryCodes: readonly string[];
}

export async function addPasskey(
  db: Kysely<Tables>,
  clock: Clock,
  session: OwnSession,
  input: { readonly step: string; readonly name: string; readonly answer: RegistrationResponseJSON },
): Promise<PasskeyAdded | Problem> {
  const refused = await refuseChange(db, session);
  if (refused !== null) return refused;
  const { person } = session;
  const step = await takeStep(db, clock, "passkey-add", input.step);
  if (step === null || step.personId !== person.id)
    return membersProblem("step-refused", "There is no set-up under way.");
  const asked = step.content as Asked;
  const { verifyRegistrationResponse } = await webauthn();
  // The library throws for whatever it can't read or does not accept; all of it is one refusal.
  const verified = await verifyRegistrationResponse({
    response: input.answer,
    expectedChallenge: asked.challenge,
    expectedOrigin: asked.origin,
    expectedRPID: asked.name,
    requireUserVerification: true,
  }).catch(() => null);
  if (verified === null || !verified.verified) return refusal();
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  const row = {
    id,
    person_id: person.id,
    name: input.name.normalize("NFC").trim().slice(0, 60) || "Passkey",
    public_key: Buffer.from(publicKey).toString("base64url"),
    counter,
    transports: [],
    created_us: clock.nowUs(),
    used_us: null,
  };
  try {
    return await inTransaction(db, async (tx) => {
      if (!(await holdOwn(tx, clock, session))) return makerGone();
      await tx.insertInto("passkey").values(row).execute();
      await markSecondFactor(tx, session.sessionHash);
      const { recoveryCodesLeft } = await readMethods(tx, person.id);
      const recoveryCodes = recoveryCodesLeft > 0 ? [] : await newRecoveryCodes(tx, person.id);
      const passkey = { id, name: row.name, createdUs: row.created_us, usedUs: null };
      await appendAudit(tx, clock, [
        passkeyEntry("passkey-add", person.id, { recoveryCodes: recoveryCodes.length }),
      ]);
      return { passkey, recoveryCodes };
    });
  } catch (error) {
    if (uniqueViolation(error) === "passkey_pkey") return refusal();
    throw error;
  }
}

/** Of the person's own: a key's id tells of a device, and is longer than a subject may be. */
const passkeyEntry = (kind: string, personId: string, detail: object): AuditEntry => ({
  kind,
  actor: personId,
  subject: personId,
  detail,
});

/** Asks any passkey of this place; the browser shows its person which there are. */
export async function askPasskey(
  db: Kysely<Tables>,
  clock: Clock,
  place: Place,
): Promise<PasskeyAsked<PublicKeyCredentialRequestOptionsJSON>> {
  const { generateAuthenticationOptions } = await webauthn();
  const options = await generateAuthenticationOptions({ rpID: place.name, userVerification: "required" });
  const asked: Asked = { challenge: options.challenge, origin: place.origin, name: place.name };
  return { step: await openStep(db, clock, "passkey-sign-in", null, asked), options };
}

async function readPasskey(db: Kysely<Tables>, id: string) {
  return db
    .selectFrom("passkey as k")
    .select(["k.id", "k.public_key", "k.counter", "k.person_id"])
    .where("k.id", "=", id)
    .executeTakeFirst();
}

export async function signInByPasskey(
  db: Kysely<Tables>,
  clock: Clock,
  input: { readonly step: string; readonly answer: AuthenticationResponseJSON },
  sender: Sender,
): Promise<SignedIn | Problem> {
  const step = await takeStep(db, clock, "passkey-sign-in", input.step);
  if (step === null) return membersProblem("step-refused", "No such sign-in is under way.");
  const asked = step.content as Asked;
  const row = await readPasskey(db, input.answer.id.slice(0, 2_000));
  if (row === undefined) return refusal();
  const { verifyAuthenticationResponse } = await webauthn();
  const verified = await verifyAuthenticationResponse({
    response: input.answer,
    expectedChallenge: asked.challenge,
    expectedOrigin: asked.origin,
    expectedRPID: asked.name,
    requireUserVerification: true,
    credential: {
      id: row.id,
      publicKey: new Uint8Array(Buffer.from(row.public_key, "base64url")),
      counter: row.counter,
    },
  }).catch(() => null);
  if (verified === null || !verified.verified) return refusal();
  const { newCounter } = verified.authenticationInfo;
  return inTransaction(db, async (tx) => {
    const person = await holdForSignIn(tx, row.person_id);
    if (person === null || isOver(step, person)) return refusal();
    // A counter that another sign-in has moved on meanwhile is a copy of the key.
    const moved = await tx
      .updateTable("passkey")
      .set({ counter: newCounter, used_us: clock.nowUs() })
      .where("id", "=", row.id)
      .where("counter", "=", row.counter)
      .returning("id")
      .executeTakeFirst();
    if (moved === undefined) return refusal();
    return signIn(tx, clock, person, "passkey", { secondFactor: true, sender });
  });
}

/** Removes one of the person's own; not the last way to sign in. */
export async function removePasskey(
  db: Kysely<Tables>,
  clock: Clock,
  session: OwnSession,
  id: string,
): Promise<{ readonly removed: boolean } | Problem> {
  return inTransaction(db, async (tx) => {
    if (!(await holdOwn(tx, clock, session))) return makerGone();
    const refused = await refuseChange(tx, session);
    if (refused !== null) return refused;
    const methods = await readMethods(tx, session.person.id);
    if (!methods.passkeys.some((passkey) => passkey.id === id))
      return membersProblem("passkey-unknown", "None of yours has this id.");
    if (methods.passkeys.length === 1 && methods.passwordUs === null)
      return membersProblem("last-method", "It is the only one.");
    await tx.deleteFrom("passkey").where("id", "=", id).execute();
    const left = methods.passkeys.length - 1;
    await appendAudit(tx, clock, [passkeyEntry("passkey-remove", session.person.id, { left })]);
    return { removed: true };
  });
}
