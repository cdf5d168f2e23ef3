/**
 * Rows that the center keeps of a member, or of itself, on their way to a person: the gate decides, as on everything
 * that leaves. What it refuses answers as what never was.
 */
import type { Problem } from "../base/index.js";
import type { Person } from "../model/index.js";
import type { RecordKind } from "../share/index.js";
import { loadCommunity } from "../warn/index.js";
import type { Center } from "./center.js";
import { apiProblem } from "./problems.js";

/** `memberId` is whose all the rows are; null where they are the center's, or of all members. */
export async function recordsFor<Row extends object>(
  center: Center,
  person: Person,
  { record, memberId }: { readonly record: RecordKind; readonly memberId: string | null | undefined },
  rows: readonly Row[],
): Promise<readonly Row[] | Problem> {
  const { gate } = await loadCommunity(center.state.db);
  const decision = gate.decide({
    object: { kind: "record", id: memberId ?? "", record, memberId: memberId ?? null, rows },
    recipient: { kind: "person", person },
    channel: "console",
  });
  return decision.released ? rows : apiProblem("not-found", "No member of yours has this id.");
}

/** As `recordsFor`, for what is one thing and no list. */
export async function recordFor<Form extends object>(
  center: Center,
  person: Person,
  of: { readonly record: RecordKind; readonly memberId: string | null | undefined },
  form: Form,
): Promise<Form | Problem> {
  const told = await recordsFor(center, person, of, [form]);
  return Array.isArray(told) ? form : (told as Problem);
}
