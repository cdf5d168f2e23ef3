/** Finds a member by what a person types: its id, or its name in any case. */
import { Problem } from "../base/index.js";
import type { Member } from "../model/index.js";
import type { Asking } from "./asking.js";
import { cliProblem } from "./problems.js";

/** Names by id, for answers that people read; an id that names nobody stands for itself. */
export async function memberNames(asking: Asking): Promise<(id: string) => string> {
  const answer = await asking.ask("member-list", {});
  const rows = answer instanceof Problem ? [] : (answer as { readonly rows: readonly Member[] }).rows;
  const names = new Map(rows.map((row) => [row.id, row.name]));
  return (id) => names.get(id) ?? id;
}

export async function memberNamed(asking: Asking, text: string): Promise<Member | Problem> {
  const answer = await asking.ask("member-list", {});
  if (answer instanceof Problem) return answer;
  const { rows } = answer as { readonly rows: readonly Member[] };
  const wanted = text.trim().toLowerCase();
  const found = rows.find((row) => row.id === text) ?? rows.find((row) => row.name.toLowerCase() === wanted);
  return (
    found ?? cliProblem("member-unknown", `There is no member named ${JSON.stringify(text.slice(0, 120))}.`)
  );
}
