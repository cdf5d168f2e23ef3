/**
 * Whom to reach at a member, in the order in which they are called when it is urgent. The list is written as a whole:
 * its order is the on-call order, and half an order is none.
 */
import type { Kysely } from "kysely";
import { type Clock, newId, Problem } from "../../base/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { lockMembers } from "../locking.js";
import { readMember } from "../member-rows.js";
import { hasUnseen } from "../names.js";
import { membersProblem } from "../problems.js";

export interface Contact {
  readonly name: string;
  /** What the contact is there: `Night shift`, `Head of IT`. */
  readonly title: string;
  readonly mail: string;
  readonly phone: string;
  /** Called in the order of the list; the others are there to be written to. */
  readonly onCall: boolean;
  readonly note: string;
}

/** A call list that is longer is no order any more. */
export const contactsMax = 50;
const bounds = { name: 120, title: 120, mail: 254, phone: 40, note: 400 } as const;

function readContact(contact: Contact, at: number): Contact | Problem {
  const refuse = (why: string) => membersProblem("contact-invalid", `Contact ${at + 1}: ${why}`);
  const texts = { name: "", title: "", mail: "", phone: "", note: "" };
  for (const field of Object.keys(texts) as (keyof typeof texts)[]) {
    const text = contact[field].normalize("NFC").replace(/\s+/g, " ").trim();
    if (text.length > bounds[field] || hasUnseen(text))
      return refuse(`the ${field} has at most ${bounds[field]} characters, all visible.`);
    texts[field] = text;
  }
  if (texts.name === "") return refuse("it has no name.");
  if (texts.mail !== "" && !/^[^\s@"<>(),;:]{1,64}@[^\s@"<>(),;:]+\.[^\s@"<>(),;:]{2,}$/.test(texts.mail))
    return refuse("the mail address can't be read; write it as ana@pier7.example.");
  if (texts.phone !== "" && !/^\+?[0-9 ().\-/x#]{3,40}$/i.test(texts.phone))
    return refuse("the telephone number can't be read; write it as +1 310 555 0100.");
  if (contact.onCall && texts.phone === "") return refuse("whoever is on call needs a telephone number.");
  return { ...texts, onCall: contact.onCall };
}

export async function writeContacts(
  db: Kysely<Tables>,
  clock: Clock,
  memberId: string,
  contacts: readonly Contact[],
  actor: string = centerActor,
): Promise<readonly Contact[] | Problem> {
  if (contacts.length > contactsMax)
    return membersProblem("contact-invalid", `${contacts.length} contacts; ${contactsMax} are allowed.`);
  const kept: Contact[] = [];
  for (const [at, each] of contacts.entries()) {
    const contact = readContact(each, at);
    if (contact instanceof Problem) return contact;
    kept.push(contact);
  }
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    if ((await readMember(tx, memberId)) === null)
      return membersProblem("member-unknown", "No member has this id.");
    await tx.deleteFrom("member_contact").where("member_id", "=", memberId).execute();
    const rows = kept.map(({ onCall, ...texts }, position) => ({
      id: newId(),
      member_id: memberId,
      position,
      ...texts,
      on_call: onCall,
    }));
    if (rows.length > 0) await tx.insertInto("member_contact").values(rows).execute();
    const detail = { contacts: kept.length, onCall: kept.filter(({ onCall }) => onCall).length };
    await appendAudit(tx, clock, [{ kind: "contact-set", actor, subject: memberId, detail }]);
    return kept;
  });
}

/** In the order they are called. */
export async function listContacts(db: Kysely<Tables>, memberId: string): Promise<readonly Contact[]> {
  const rows = await db
    .selectFrom("member_contact")
    .select(["name", "title", "mail", "phone", "on_call", "note"])
    .where("member_id", "=", memberId)
    .orderBy("position")
    .execute();
  return rows.map(({ on_call, ...texts }) => ({ ...texts, onCall: on_call }));
}
