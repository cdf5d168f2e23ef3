/**
 * What a rule is given toward whom: labels and source names that show a member are left out for everyone but that
 * member, before the rule words them. They come from feeds, and a feed may say "reported by Beta Shipping Line".
 * A source keeps its place under a number, so that how many list a value, and so which rules speak, stays the same.
 * Usually no text shows anybody and there is one input for all.
 */
import type { Sighting } from "../model/index.js";
import { aSource, type Gate } from "../share/index.js";
import type { RuleInput } from "./rule.js";

export interface UnnamedInput {
  readonly input: RuleInput;
  /** Of the drafts that rules make of it, those to these members count. */
  isFor(memberId: string): boolean;
}

export function unnamedInputs(input: RuleInput, gate: Pick<Gate, "shownBy">): readonly UnnamedInput[] {
  const all = [input.sighting, ...input.sameValue];
  const shown = new Map<string, readonly string[] | null>();
  for (const text of new Set(all.flatMap((s) => [...s.sources, ...s.labels]))) {
    const members = gate.shownBy(text);
    if (members === null || members.length > 0) shown.set(text, members);
  }
  if (shown.size === 0) return [{ input, isFor: () => true }];
  // One that is shown alone may read its own name; a text with several of them is read by none.
  const alone = [...shown.values()].flatMap((members) => (members?.length === 1 ? members : []));
  const named = new Set(alone);
  return [
    { input: without(input, new Set(shown.keys())), isFor: (memberId) => !named.has(memberId) },
    ...[...named].map((own) => ({
      input: without(
        input,
        new Set(
          [...shown].filter(([, members]) => members?.some((id) => id !== own) ?? true).map(([t]) => t),
        ),
      ),
      isFor: (memberId: string) => memberId === own,
    })),
  ];
}

function without(input: RuleInput, hidden: ReadonlySet<string>): RuleInput {
  const all = [input.sighting, ...input.sameValue];
  const sources = [...new Set(all.flatMap((s) => s.sources))].filter((source) => hidden.has(source)).sort();
  const spoken = new Map(sources.map((source, i) => [source, i === 0 ? aSource : `${aSource} (${i + 1})`]));
  const cut = (sighting: Sighting): Sighting => ({
    ...sighting,
    sources: sighting.sources.map((source) => spoken.get(source) ?? source),
    labels: sighting.labels.filter((label) => !hidden.has(label)),
  });
  return { ...input, sighting: cut(input.sighting), sameValue: input.sameValue.map(cut) };
}
