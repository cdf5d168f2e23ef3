/**
 * Modifiers: what stands behind a field's name, `CommandLine|contains|windash`, applied to each value in order. A value is a
 * draft while they are; what comes out is the tests that are asked of a record. A modifier that nobody knows, or that makes no
 * sense where it stands, refuses the rule: leaving one out would make it find something else.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-modifiers.md
 */
import { linearRegExp, Problem, parseNetwork } from "../../base/index.js";
import {
  type ByteText,
  base64,
  base64Offsets,
  countDashVariants,
  dashVariants,
  utf8,
  utf16,
} from "./encoding.js";
import { valueCharsMax, variantsMax } from "./limits.js";
import { anything, joinParts, parsePattern, plainText } from "./pattern.js";
import {
  countExpanded,
  expandParts,
  expandRegExp,
  namesIn,
  type Placeholders,
  valuesOf,
} from "./placeholders.js";
import { Refused } from "./refused.js";
import { type PatternPart, type TimePart, timeParts, type ValueTest } from "./rule.js";
import type { YamlScalar } from "./yaml-tree.js";

/** What reading the values of one item needs. */
export interface ModifierContext {
  /** Without those that are the item's: `all`, `neq`. */
  readonly modifiers: readonly string[];
  readonly placeholders: Placeholders;
  /** Hears of placeholders that nothing was given for; the rule is then refused with all of their names. */
  readonly missing: (name: string, line: number) => void;
  /** For sentences: the item as the rule writes it. */
  readonly item: string;
  readonly line: number;
}

type Draft =
  | { readonly kind: "text"; readonly parts: readonly PatternPart[]; readonly isBytes: boolean }
  | { readonly kind: "regexp"; readonly source: string; readonly flags: string }
  | { readonly kind: "cidr"; readonly network: string }
  | { readonly kind: "field"; readonly field: string; readonly begins: boolean; readonly ends: boolean }
  | { readonly kind: "compare"; readonly op: CompareOp; readonly value: number }
  | { readonly kind: "time"; readonly part: TimePart; readonly op: CompareOp | "eq"; readonly value: number };

type CompareOp = "lt" | "lte" | "gt" | "gte";

const compareOps: readonly string[] = ["lt", "lte", "gt", "gte"];
const flagOf: Readonly<Record<string, string>> = {
  i: "i",
  m: "m",
  s: "s",
  ignorecase: "i",
  multiline: "m",
  dotall: "s",
};

/** All that the values of a field may carry; `all` and `neq` say how they are joined. */
export const modifierNames: readonly string[] = [
  ..."all neq contains startswith endswith cased exists re i m s ignorecase multiline dotall cidr".split(" "),
  ..."base64 base64offset utf16 utf16le utf16be wide windash fieldref expand".split(" "),
  ...compareOps,
  ...timeParts,
];

/** The tests of one value; one of them is enough. Throws a `Refused`. */
export function testsOf(scalar: YamlScalar, context: ModifierContext): ValueTest[] {
  const { modifiers } = context;
  const line = scalar.line;
  if (modifiers.includes("exists")) return [existsTest(scalar, context)];
  if (scalar.value === null) {
    if (modifiers.some((name) => name !== "cased")) throw misused(context, line, "it has no value to change");
    return [{ kind: "null" }];
  }
  if (scalar.source.length > valueCharsMax)
    throw new Refused(
      "too-large",
      line,
      `A value of ${context.item} has ${scalar.source.length} characters; ${valueCharsMax} are allowed.`,
    );
  let drafts: readonly Draft[] = firstDrafts(scalar, modifiers);
  const cased = modifiers.includes("cased");
  for (const [at, name] of modifiers.entries()) {
    if (name === "cased") continue;
    drafts = drafts.flatMap((draft) => applied(name, draft, { ...context, line }, { at, scalar }));
    if (drafts.length > variantsMax) throw tooMany(context, line);
  }
  if (cased && drafts.some(({ kind }) => kind !== "text" && kind !== "field"))
    throw misused(context, line, "only texts have capitals");
  return drafts.map((draft) => testOf(draft, cased, context, line));
}

/** A number that is written otherwise than it reads (`1.0`) is met both ways. */
function firstDrafts({ value, source }: YamlScalar, modifiers: readonly string[]): Draft[] {
  const text = (parts: readonly PatternPart[]): Draft => ({ kind: "text", parts, isBytes: false });
  if (typeof value === "string") return [text(parsePattern(value))];
  if (typeof value !== "number") return [text([String(value)])];
  const isPlain = modifiers.every((name) => name === "cased");
  return isPlain && source !== String(value) ? [text([String(value)]), text([source])] : [text([source])];
}

function existsTest({ value, line }: YamlScalar, context: ModifierContext): ValueTest {
  if (context.modifiers.length > 1) throw misused(context, line, "`exists` stands alone");
  if (typeof value !== "boolean") throw misused(context, line, "`exists` is true or false");
  return { kind: "exists", wanted: value };
}

interface Applying {
  readonly at: number;
  readonly scalar: YamlScalar;
}

function applied(name: string, draft: Draft, context: ModifierContext, { at, scalar }: Applying): Draft[] {
  const no = (why: string) => misused(context, context.line, `\`${name}\` ${why}`);
  const flag = flagOf[name];
  if (flag !== undefined) {
    if (draft.kind !== "regexp") throw no("belongs to `re`");
    return [{ ...draft, flags: draft.flags.includes(flag) ? draft.flags : draft.flags + flag }];
  }
  if (name === "re") {
    if (at > 0 && context.modifiers[0] !== "cased") throw no("is for values as they stand");
    return [{ kind: "regexp", source: rawText(scalar), flags: "" }];
  }
  if (name === "cidr") {
    if (at > 0) throw no("is for values as they stand");
    return [{ kind: "cidr", network: rawText(scalar) }];
  }
  if (name === "expand") return expanded(draft, context);
  if (name === "contains" || name === "startswith" || name === "endswith") return [anchored(name, draft, no)];
  if (compareOps.includes(name)) return [compared(name as CompareOp, draft, scalar, no)];
  if ((timeParts as readonly string[]).includes(name)) return [timed(name as TimePart, draft, scalar, no)];
  if (draft.kind !== "text") throw no("is for texts");
  if (name === "windash") {
    if (countDashVariants(draft.parts) > variantsMax) throw tooMany(context, context.line);
    return dashVariants(draft.parts).map((parts) => ({ ...draft, parts }));
  }
  const text = plainText(draft.parts);
  if (text === null) throw no("can't be done to a text with wildcards");
  if (name === "fieldref") return [{ kind: "field", field: text, begins: false, ends: false }];
  return encoded(name, text, draft.isBytes);
}

function encoded(name: string, text: string, isBytes: boolean): Draft[] {
  const bytes: ByteText = isBytes ? text : utf8(text);
  const plain = (made: string): Draft => ({ kind: "text", parts: [made], isBytes: false });
  const wide = (made: ByteText): Draft => ({ kind: "text", parts: [made], isBytes: true });
  switch (name) {
    case "base64":
      return [plain(base64(bytes))];
    case "base64offset":
      return base64Offsets(bytes).map(plain);
    case "utf16be":
      return [wide(utf16(text, "be"))];
    case "utf16":
      return [wide(utf16(text, "marked"))];
    default:
      return [wide(utf16(text, "le"))];
  }
}

function anchored(
  name: "contains" | "startswith" | "endswith",
  draft: Draft,
  no: (why: string) => Refused,
): Draft {
  const front = name !== "startswith";
  const back = name !== "endswith";
  if (draft.kind === "field") return { ...draft, begins: draft.begins || back, ends: draft.ends || front };
  // A regular expression is looked for anywhere already; `^` and `$` say where.
  if (draft.kind === "regexp" && name === "contains") return draft;
  if (draft.kind === "regexp")
    return { ...draft, source: name === "startswith" ? `^(?:${draft.source})` : `(?:${draft.source})$` };
  if (draft.kind !== "text") throw no("is for texts");
  return {
    ...draft,
    parts: joinParts([...(front ? [anything] : []), ...draft.parts, ...(back ? [anything] : [])]),
  };
}

function expanded(draft: Draft, context: ModifierContext): Draft[] {
  if (draft.kind !== "text" && draft.kind !== "regexp")
    throw misused(context, context.line, "`expand` is for texts");
  const texts =
    draft.kind === "regexp" ? [draft.source] : draft.parts.filter((part) => typeof part === "string");
  const names = texts.flatMap(namesIn).filter((name) => valuesOf(context.placeholders, name).length === 0);
  for (const name of names) context.missing(name, context.line);
  if (names.length > 0) return [];
  if (draft.kind === "regexp")
    return [{ ...draft, source: expandRegExp(draft.source, context.placeholders) }];
  if (countExpanded(draft.parts, context.placeholders) > variantsMax) throw tooMany(context, context.line);
  return expandParts(draft.parts, context.placeholders).map((parts) => ({
    ...draft,
    parts: joinParts(parts),
  }));
}

function compared(op: CompareOp, draft: Draft, scalar: YamlScalar, no: (why: string) => Refused): Draft {
  if (draft.kind === "time" && draft.op === "eq") return { ...draft, op };
  if (draft.kind !== "text") throw no("is for numbers");
  return { kind: "compare", op, value: numberOf(scalar, no) };
}

function timed(part: TimePart, draft: Draft, scalar: YamlScalar, no: (why: string) => Refused): Draft {
  const op = draft.kind === "compare" ? draft.op : "eq";
  if (draft.kind !== "text" && draft.kind !== "compare") throw no("is for numbers");
  return { kind: "time", part, op, value: numberOf(scalar, no) };
}

function numberOf(scalar: YamlScalar, no: (why: string) => Refused): number {
  const text = rawText(scalar).trim();
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) throw no(`needs a number, and ${JSON.stringify(text)} is none`);
  return value;
}

function rawText({ value, source }: YamlScalar): string {
  return typeof value === "string" ? value : source;
}

function testOf(draft: Draft, cased: boolean, context: ModifierContext, line: number): ValueTest {
  switch (draft.kind) {
    case "text": {
      const pattern = joinParts(draft.parts);
      if (cased) return { kind: "text", pattern, cased };
      const small = pattern.map((part) => (typeof part === "string" ? part.toLowerCase() : part));
      return { kind: "text", pattern: small, cased };
    }
    case "regexp": {
      const compiled = linearRegExp(draft.source, draft.flags);
      if (compiled instanceof Problem)
        throw new Refused(
          "pattern-refused",
          line,
          `${context.item} has a regular expression that can't be met in linear time: ${compiled.detail}`,
        );
      return draft;
    }
    case "cidr": {
      if (parseNetwork(draft.network) === null)
        throw misused(
          context,
          line,
          `${JSON.stringify(draft.network.slice(0, 80))} is no network in CIDR notation`,
        );
      return draft;
    }
    case "field": {
      const { field, begins, ends } = draft;
      const how = begins && ends ? "contains" : begins ? "startswith" : ends ? "endswith" : "equals";
      return { kind: "field", field, how, cased };
    }
    default:
      return draft;
  }
}

function misused({ item }: ModifierContext, line: number, why: string): Refused {
  return new Refused("modifier-misused", line, `${item} can't be understood: ${why}.`);
}

function tooMany({ item }: ModifierContext, line: number): Refused {
  return new Refused(
    "too-large",
    line,
    `A value of ${item} becomes more than ${variantsMax} values with its modifiers.`,
  );
}
