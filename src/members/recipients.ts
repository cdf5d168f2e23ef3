/**
 * Whom a member has written to, in the order in which it wants to be reached: contacts on call, other contacts, then
 * people who asked for it. A contact whose address is a person's of the member is that person. Where that leaves
 * nobody, the member's admins are written to: somebody must hear of a warning.
 */
import { type Kysely, sql } from "kysely";
import type { Tables } from "../store/index.js";
import { normalEmail } from "./sign-in/email.js";

export interface MailRecipient {
  readonly memberId: string;
  /** `person:<id>`, or `address:<address>` for a contact who is no person of the member. */
  readonly key: string;
  readonly personId: string | null;
  readonly address: string;
}

interface PersonRow {
  readonly id: string;
  readonly member_id: string | null;
  readonly role: string;
  readonly email: string | null;
  readonly mail_warnings: boolean;
}

/** By member, each address once, the first to be reached first. */
export async function listMailRecipients(
  db: Kysely<Tables>,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, readonly MailRecipient[]>> {
  const any = sql<string>`any(${[...new Set(memberIds)]}::text[])`;
  const people = await db
    .selectFrom("person")
    .select(["id", "member_id", "role", "email", "mail_warnings"])
    .where("member_id", "=", any)
    .where("email", "is not", null)
    .orderBy("created_us")
    .orderBy("id")
    .execute();
  const contacts = await db
    .selectFrom("member_contact")
    .select(["member_id", "mail"])
    .where("member_id", "=", any)
    .where("mail", "<>", "")
    .orderBy("on_call", "desc")
    .orderBy("position")
    .execute();
  const found = new Map<string, readonly MailRecipient[]>();
  for (const memberId of new Set(memberIds)) {
    const own = people.filter((person) => person.member_id === memberId);
    const mails = contacts.filter((contact) => contact.member_id === memberId).map(({ mail }) => mail);
    found.set(memberId, ofMember(memberId, own, mails));
  }
  return found;
}

function ofMember(
  memberId: string,
  people: readonly PersonRow[],
  mails: readonly string[],
): readonly MailRecipient[] {
  const byKey = new Map<string, MailRecipient>();
  const add = (recipient: MailRecipient): void => {
    if (!byKey.has(recipient.key)) byKey.set(recipient.key, recipient);
  };
  const asPerson = ({ id, email }: PersonRow): MailRecipient => ({
    memberId,
    key: `person:${id}`,
    personId: id,
    address: email ?? "",
  });
  for (const mail of mails) {
    const address = normalEmail(mail);
    if (address === null) continue;
    const person = people.find(({ email }) => email === address);
    add(
      person === undefined
        ? { memberId, key: `address:${address}`, personId: null, address }
        : asPerson(person),
    );
  }
  for (const person of people) if (person.mail_warnings) add(asPerson(person));
  if (byKey.size === 0) for (const person of people) if (person.role === "admin") add(asPerson(person));
  return [...byKey.values()];
}
