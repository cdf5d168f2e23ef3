/**
 * What a member chose to show of itself to the other members: nothing, until its admin says otherwise. Whoever is not
 * listed does not exist for others, in no list, count or order.
 */
import type { Kysely } from "kysely";
import type { Clock, Problem } from "../../base/index.js";
import type { DirectoryEntry } from "../../model/index.js";
import { appendAudit, centerActor, inTransaction, type Tables } from "../../store/index.js";
import { lockMembers } from "../locking.js";
import { hasUnseen } from "../names.js";
import { membersProblem } from "../problems.js";

const textMax = 600;

export async function writeDirectoryEntry(
  db: Kysely<Tables>,
  clock: Clock,
  memberId: string,
  entry: DirectoryEntry,
  actor: string = centerActor,
): Promise<DirectoryEntry | Problem> {
  const text = entry.text
    .normalize("NFC")
    .replace(/[\t ]+/g, " ")
    .trim();
  if (text.length > textMax || hasUnseen(text.replaceAll("\n", "")))
    return membersProblem("member-invalid", `The text has at most ${textMax} characters, all visible.`);
  return inTransaction(db, async (tx) => {
    await lockMembers(tx);
    const { numUpdatedRows } = await tx
      .updateTable("member")
      .set({ directory_listed: entry.listed, directory_text: text })
      .where("id", "=", memberId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return membersProblem("member-unknown", "No member has this id.");
    await appendAudit(tx, clock, [
      { kind: "directory-set", actor, subject: memberId, detail: { listed: entry.listed } },
    ]);
    return { listed: entry.listed, text };
  });
}
