/** A command about one member: finds it by name, asks one action with its id, prints the answer. */
import type { Member } from "../../model/index.js";
import { type CommonOptions, orRefuse, print } from "../answering.js";
import { type Asking, openAsking } from "../asking.js";
import { memberNamed } from "../naming.js";

export async function askAbout<Output>(
  options: CommonOptions,
  memberName: string,
  ask: (asking: Asking, member: Member) => Promise<unknown>,
  lines: (output: Output, member: Member) => readonly string[],
): Promise<void> {
  const asking = orRefuse(await openAsking(options));
  try {
    const member = orRefuse(await memberNamed(asking, memberName));
    const output = orRefuse(await ask(asking, member)) as Output;
    print(options, output, lines(output, member));
  } finally {
    await asking.close();
  }
}

/** `2026-11-22` as the first instant of that day in UTC; null where it is no day. */
export function dayUs(text: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) ? null : ms * 1000;
}
