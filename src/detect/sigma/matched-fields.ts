/**
 * What of a record made a rule hold, for people: the fields of the searches that hold and count towards it, by the names the
 * record has for them, with the text that was met. Fields under a `not` are what is not there, so they are not told.
 */
import type { Event } from "../../model/index.js";
import type { Entry, ItemPlan, Node, Program, TestPlan } from "./program.js";
import { collectSource, type RecordAnswers } from "./record-answers.js";
import { noValues } from "./record-path.js";

const fieldsMax = 20;
const charsMax = 500;

export function matchedFields(
  program: Program,
  answers: RecordAnswers,
  entry: Entry,
  event: Event,
): Readonly<Record<string, string>> {
  const fields = new Map<string, string>();
  const tell = (name: string, text: string) => {
    if (fields.size < fieldsMax && !fields.has(name))
      fields.set(name.slice(0, charsMax), text.slice(0, charsMax));
  };
  const walk = (node: Node): void => {
    if (fields.size >= fieldsMax || node.op === "not" || !answers.holds(node)) return;
    if (node.op !== "item") {
      for (const each of node.of) walk(each);
      return;
    }
    const item = program.items[node.item] as ItemPlan;
    if (item.negated) return;
    for (const group of item.groups)
      for (const number of group) {
        const met = answers.test(number);
        if (met < 0) continue;
        const test = program.tests[number] as TestPlan;
        const text = answers.values(test.field).texts[met] as string;
        tell(nameOf(program, test.field, text, event), text);
      }
  };
  if (entry.when !== null) walk(entry.when);
  walk(entry.holds);
  return Object.fromEntries([...fields].map(([name, text]) => [copy(name), copy(text)]));
}

/** The name of the first of a field's sources that has the text. */
function nameOf(program: Program, field: number, text: string, event: Event): string {
  const plan = program.fields[field] as Program["fields"][number];
  for (const source of plan.sources) {
    const values = noValues();
    collectSource(event, source, values);
    if (values.texts.includes(text))
      return source.kind === "path" ? source.path.whole : source.column.slice(1);
  }
  return nameOfText(event.native, text) ?? "";
}

/** Where in a record a text stands; null where it stands nowhere. */
function nameOfText(record: unknown, text: string): string | null {
  const walk = (value: unknown, path: string): string | null => {
    if (typeof value !== "object" || value === null) return String(value) === text ? path : null;
    for (const [name, each] of Object.entries(value)) {
      const step = Array.isArray(value) ? path : path === "" ? name : `${path}.${name}`;
      const found = walk(each, step);
      if (found !== null) return found;
    }
    return null;
  };
  return walk(record, "");
}

/** A slice of a record's text would keep the whole batch in memory. */
function copy(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}
