/**
 * A search as SQL. Field names come from a closed table and values only as bound parameters (`{p0:String}`), so
 * that nothing from outside stands in the text. Every expression here is what an index of the table was made
 * over (`schema.ts`): change them together.
 */
import { isoTime } from "../../base/index.js";
import type { SearchOperator, SearchTerm, TimeRange } from "./event-store.js";
import type { SearchField } from "./row.js";

export type Parameters = Record<string, string | number>;

export const searchExpressions = {
  address: "arrayConcat([source_address, destination_address], addresses)",
} as const;

type Kind = "text" | "number" | "list";

const fields: Readonly<Record<SearchField, readonly [Kind, string]>> = {
  member: ["text", "member"],
  door: ["text", "door"],
  origin: ["text", "origin"],
  mark: ["text", "mark"],
  log: ["text", "log"],
  source_address: ["text", "source_address"],
  source_port: ["number", "source_port"],
  destination_address: ["text", "destination_address"],
  destination_port: ["number", "destination_port"],
  protocol: ["text", "protocol"],
  service: ["text", "service"],
  action: ["text", "action"],
  address: ["list", searchExpressions.address],
  name: ["list", "names"],
  url: ["list", "urls"],
  hash: ["list", "hashes"],
  mail: ["list", "mails"],
  user: ["text", "user"],
  message: ["text", "message"],
  text: ["text", "native"],
};

/** Fields the five-minute projection knows, so that a histogram filtered by them is still answered from it. */
export const projected: ReadonlySet<SearchField> = new Set(["log", "member", "action", "mark"]);

/** One condition of a WHERE, its value bound under `name`. */
export function termSql(term: SearchTerm, name: string, parameters: Parameters): string {
  const [kind, expression] = fields[term.field];
  if (kind === "number") {
    const number = Number(term.value);
    parameters[name] = Number.isSafeInteger(number) && number >= 0 ? number : 0;
    if (!Number.isSafeInteger(number) || number < 0) return term.op === "is-not" ? "1" : "0";
    return compare(expression, term.op, `{${name}:UInt64}`, true);
  }
  parameters[name] = term.value;
  const bound = `{${name}:String}`;
  if (kind === "text") return compare(expression, term.op, bound, false);
  if (term.op === "is") return `has(${expression}, ${bound})`;
  if (term.op === "is-not") return `NOT has(${expression}, ${bound})`;
  return `arrayExists(entry -> ${compare("entry", term.op, bound, false)}, ${expression})`;
}

function compare(left: string, op: SearchOperator, right: string, number: boolean): string {
  const text = number ? `toString(${left})` : left;
  const value = number ? `toString(${right})` : right;
  switch (op) {
    case "is":
      return `${left} = ${right}`;
    case "is-not":
      return `${left} != ${right}`;
    case "contains":
      return `positionCaseInsensitiveUTF8(${text}, ${value}) > 0`;
    case "starts-with":
      return `startsWith(${text}, ${value})`;
    case "ends-with":
      return `endsWith(${text}, ${value})`;
    case "at-least":
      return `${left} >= ${right}`;
    case "at-most":
      return `${left} <= ${right}`;
  }
}

/** `column` within the range; times are bound as quoted text, as a bare number means seconds to the engine. */
export function rangeSql(range: TimeRange, parameters: Parameters, column = "time"): string {
  parameters["from"] = timeText(range.fromUs);
  parameters["to"] = timeText(range.toUs);
  return `${column} >= {from:DateTime64(6, 'UTC')} AND ${column} < {to:DateTime64(6, 'UTC')}`;
}

const timeUsMax = Date.UTC(2200, 0, 1) * 1000;

/** `2026-11-22 10:00:00.123456`, kept within what the column can hold. */
export function timeText(us: number): string {
  const bounded = Number.isFinite(us)
    ? Math.min(Math.max(Math.round(us), 0), timeUsMax)
    : us > 0
      ? timeUsMax
      : 0;
  return isoTime(bounded).replace("T", " ").replace("Z", "");
}
