/** Finds a person by id or name; the first operator where nobody is named. */
import { Problem } from "../base/index.js";
import type { Person } from "../model/index.js";
import type { Asking } from "./asking.js";
import { cliProblem } from "./problems.js";

export async function personNamed(asking: Asking, text: string | undefined): Promise<Person | Problem> {
  const answer = await asking.ask("person-list", {});
  if (answer instanceof Problem) return answer;
  const { rows } = answer as { readonly rows: readonly Person[] };
  if (text === undefined)
    return (
      rows.find((row) => row.role === "operator") ?? cliProblem("person-unknown", "There is no operator.")
    );
  const wanted = text.trim().toLowerCase();
  const found = rows.filter((row) => row.id === text || row.name.toLowerCase() === wanted);
  if (found.length === 1) return found[0] as Person;
  const several = `Several people are named ${JSON.stringify(text)}; give the id: ${found.map((row) => row.id).join(", ")}.`;
  return cliProblem(
    "person-unknown",
    found.length === 0 ? `Nobody is named ${JSON.stringify(text.slice(0, 120))}.` : several,
  );
}
