/**
 * Reading and answering one warning by a link: what the link's session says is asked of the gate each time, so that a
 * warning no longer released, a lowered ceiling or a changed role takes effect at once.
 */
import { type Clock, Problem } from "../base/index.js";
import {
  checkWarningSession,
  createWarningLink,
  holdPeople,
  isMakerStanding,
  type Maker,
  makerGone,
  makerPerson,
  type OpenedWarningLink,
  readEmail,
  readPerson,
  redeemWarningLink,
  type Sender,
  warningLinkRefused,
} from "../members/index.js";
import type { Language, Person, Reaction, ReleasedWarning } from "../model/index.js";
import { appendAudit, inTransaction, type State } from "../store/index.js";
import { mayAnswer, react } from "./answering.js";
import { warnProblem } from "./problems.js";
import { findWarning } from "./reading.js";

export interface LinkedWarning {
  readonly warning: ReleasedWarning;
  readonly person: Person;
  readonly language: Language;
  readonly timeZone: string;
  readonly mayAnswer: boolean;
}

/** Spends a link. Every refusal is the same Problem. */
export function openByLink(
  state: State,
  clock: Clock,
  token: string,
  sender: Sender,
): Promise<OpenedWarningLink | Problem> {
  return redeemWarningLink(
    state.db,
    clock,
    token,
    sender,
    async (tx, person, warningId) => !((await findWarning(tx, person, warningId)) instanceof Problem),
  );
}

/** The warning of a link's session; refused as the link itself would be. */
export async function readLinked(
  state: State,
  clock: Clock,
  session: string,
): Promise<LinkedWarning | Problem> {
  const checked = await checkWarningSession(state.db, clock, session);
  if (checked === null) return warningLinkRefused();
  const { person, warningId } = checked;
  const found = await findWarning(state.db, person, warningId);
  if (found instanceof Problem) return warningLinkRefused();
  const member = found.community.byId.get(person.memberId ?? "");
  return {
    warning: found.released,
    person,
    language: member?.language ?? "en",
    timeZone: member?.timeZone ?? "UTC",
    mayAnswer: mayAnswer(person) && found.released.state === "open",
  };
}

export async function reactLinked(
  state: State,
  clock: Clock,
  session: string,
  kind: string,
): Promise<Reaction | Problem> {
  const checked = await checkWarningSession(state.db, clock, session);
  if (checked === null) return warningLinkRefused();
  const answer = await react(state, clock, checked.person, checked.warningId, kind);
  return answer instanceof Problem && answer.code === "warn.warning-unknown" ? warningLinkRefused() : answer;
}

/** A link to hand over by other means, by an operator: for a person of the warning's member who may read it. */
export async function makeWarningLink(
  state: State,
  clock: Clock,
  asking: Person,
  input: { readonly warningId: string; readonly email: string },
  actor: string,
  maker: Maker,
): Promise<{ readonly token: string; readonly expiresUs: number; readonly person: Person } | Problem> {
  const found = await findWarning(state.db, asking, input.warningId);
  if (found instanceof Problem) return found;
  const email = readEmail(input.email);
  if (email instanceof Problem) return email;
  const memberId = found.object.draft.recipientMemberId;
  const nobody = warnProblem(
    "link-refused",
    "The warning's member has no person with this address who may read it.",
  );
  const row = await state.db
    .selectFrom("person")
    .select("id")
    .where("email", "=", email)
    .where("member_id", "=", memberId)
    .executeTakeFirst();
  const person = row === undefined ? null : await readPerson(state.db, row.id);
  if (person === null) return nobody;
  if ((await findWarning(state.db, person, input.warningId)) instanceof Problem) return nobody;
  return inTransaction(state.db, async (tx) => {
    await holdPeople(tx, { stay: [person.id, makerPerson(maker)] });
    if (!(await isMakerStanding(tx, clock, maker))) return makerGone();
    if ((await readPerson(tx, person.id)) === null) return nobody;
    const { id, token, expiresUs } = await createWarningLink(tx, clock, {
      warningId: input.warningId,
      personId: person.id,
      madeBy: actor,
    });
    const detail = { warningId: input.warningId, personId: person.id };
    await appendAudit(tx, clock, [{ kind: "warning-link", actor, subject: id, detail }]);
    return { token, expiresUs, person };
  });
}
