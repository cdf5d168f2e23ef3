/**
 * A group's words as a member may read them. Operators write them for all in the group, and who is in a group is not
 * told: words that show a member the reader may not know of are left out, by whatever they show it.
 */
import type { Group } from "../model/index.js";
import type { Gate } from "../share/index.js";

/** What a group is called toward whoever may not read its name. */
export const unnamedGroup = "A group you are in";

export function groupWordsFor(
  gate: Gate,
  { name, purpose }: Group,
  known: ReadonlySet<string>,
): { readonly name: string; readonly purpose: string } {
  const isFine = (text: string): boolean => gate.shownBy(text)?.every((id) => known.has(id)) ?? false;
  return { name: isFine(name) ? name : unnamedGroup, purpose: isFine(purpose) ? purpose : "" };
}
