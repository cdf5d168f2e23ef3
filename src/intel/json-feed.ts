/**
 * JSON feeds as values: one document, or one a line. A document that is not JSON is refused with the line and
 * column where it stops being it; nothing of it is used, as half a report misleads. Depth is bounded before
 * anything walks the value.
 */
import { deepestAt, type Problem } from "../base/index.js";
import { jsonBytesMax, jsonDepthMax } from "./limits.js";
import { intelProblem } from "./problems.js";

export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonDocument {
  /** 1, or the line where there is one document a line. */
  readonly line: number;
  readonly value: unknown;
}

export interface JsonRefusal {
  readonly line: number;
  readonly problem: Problem;
}

export function* readJson(text: string): Generator<JsonDocument | JsonRefusal> {
  if (text.length > jsonBytesMax) {
    const detail = `${text.length} characters of JSON; ${jsonBytesMax} are read.`;
    yield { line: 1, problem: intelProblem("feed-too-large", detail) };
    return;
  }
  const whole = readDocument(text, 1);
  const newline = text.indexOf("\n");
  if ("value" in whole || newline < 0 || !("value" in readDocument(text.slice(0, newline), 1))) {
    yield whole;
    return;
  }
  let line = 0;
  for (const row of text.split("\n")) {
    line++;
    if (row.trim() !== "") yield readDocument(row, line);
  }
}

function readDocument(text: string, firstLine: number): JsonDocument | JsonRefusal {
  const deep = deepestAt(text, jsonDepthMax);
  if (deep !== null) {
    const detail = `${placeOf(text, deep, firstLine)}: more than ${jsonDepthMax} levels.`;
    return { line: firstLine + countLines(text, deep), problem: intelProblem("json-too-deep", detail) };
  }
  try {
    return { line: firstLine, value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch {
    const at = brokenAt(text);
    const seen = at >= text.length ? "the text ends here" : `${JSON.stringify(text[at])} can't stand here`;
    const detail = `${placeOf(text, at, firstLine)}: ${seen}.`;
    return { line: firstLine + countLines(text, at), problem: intelProblem("json-invalid", detail) };
  }
}

function countLines(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

function placeOf(text: string, at: number, firstLine: number): string {
  const column = at - text.lastIndexOf("\n", at - 1);
  return `Line ${firstLine + countLines(text, at)}, column ${at === 0 ? 1 : column}`;
}

const literal = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.])/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** The position of the first character that JSON (RFC 8259) does not allow; the length where the text ends early. */
export function brokenAt(text: string): number {
  const open: string[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  /** What may come: a value, a key, the colon, or a comma or end. */
  let want: "value" | "first" | "key" | "colon" | "next" = "value";
  for (;;) {
    while (at < text.length && " \t\r\n".includes(text[at] as string)) at++;
    if (at >= text.length) return at;
    const char = text[at] as string;
    const inside = open.at(-1);
    if (want === "next") {
      if (inside === undefined) return at;
      if (char === ",") want = inside === "{" ? "key" : "value";
      else if (char === (inside === "{" ? "}" : "]")) open.pop();
      else return at;
      at++;
    } else if (want === "colon") {
      if (char !== ":") return at;
      want = "value";
      at++;
    } else if (want === "first" && char === (inside === "{" ? "}" : "]")) {
      open.pop();
      want = "next";
      at++;
    } else if (want === "key" || (want === "first" && inside === "{")) {
      const end = endOf(string, text, at);
      if (end === at) return at;
      at = end;
      want = "colon";
    } else if (char === "{" || char === "[") {
      open.push(char);
      want = "first";
      at++;
    } else {
      const end = endOf(char === '"' ? string : literal, text, at);
      if (end === at) return at;
      at = end;
      want = "next";
    }
  }
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function objectsOf(value: unknown): readonly JsonObject[] {
  return listOf(value).filter(isObject);
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((one): one is string => typeof one === "string");
}
