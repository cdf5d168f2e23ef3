/**
 * JSON as nobody writes it on purpose: keys twice, escapes where none is needed, white space of every kind,
 * values of the wrong type, sometimes a text that is no JSON at all. A record is a tree with ordered pairs, so
 * that the same key can stand in it again.
 */
import type { Draw } from "../../base/index.js";

export type Json =
  | { readonly kind: "text"; readonly text: string }
  /** Written as it stands. */
  | { readonly kind: "raw"; readonly raw: string }
  | { readonly kind: "list"; readonly items: readonly Json[] }
  | JsonPairs;

export interface JsonPairs {
  readonly kind: "object";
  readonly pairs: (readonly [string, Json])[];
}

export const text = (value: string): Json => ({ kind: "text", text: value });
export const raw = (value: string): Json => ({ kind: "raw", raw: value });
export const list = (items: readonly Json[]): Json => ({ kind: "list", items });
export const object = (pairs: (readonly [string, Json])[] = []): JsonPairs => ({ kind: "object", pairs });

/** How one record is laid out. */
export interface Layout {
  /** Percent of the characters of keys, and of values, that are escaped without need. */
  readonly keyEscapes: number;
  readonly valueEscapes: number;
  /** Old Suricata: every slash escaped. */
  readonly slashes: boolean;
  /** White space that may stand between two tokens. */
  readonly blanks: readonly string[];
  /** Percent of the places where one does. */
  readonly blankness: number;
  /** Percent of the strings with something in them that JSON forbids. */
  readonly broken: number;
}

export function drawLayout(draw: Draw): Layout {
  return {
    keyEscapes: draw.chance(12) ? draw.pick([3, 30, 100]) : 0,
    valueEscapes: draw.chance(25) ? draw.pick([2, 10, 100]) : 0,
    slashes: draw.chance(15),
    blanks: draw.chance(60)
      ? [" "]
      : draw.pick([[" ", "  "], ["\t"], ["\r"], [" ", "\t", "\r"], [" ".repeat(70)]]),
    blankness: draw.chance(50) ? 0 : draw.pick([5, 50, 100]),
    broken: draw.chance(3) ? 10 : 0,
  };
}

export function writeJson(draw: Draw, value: Json, layout: Layout): string {
  const blank = () => (layout.blankness > 0 && draw.chance(layout.blankness) ? draw.pick(layout.blanks) : "");
  const write = (node: Json): string => {
    switch (node.kind) {
      case "raw":
        return node.raw;
      case "text":
        return writeText(draw, node.text, layout.valueEscapes, layout);
      case "list":
        return `[${blank()}${node.items.map(write).join(`${blank()},${blank()}`)}${blank()}]`;
      case "object": {
        const pairs = node.pairs.map(
          ([key, child]) =>
            `${writeText(draw, key, layout.keyEscapes, layout)}${blank()}:${blank()}${write(child)}`,
        );
        return `{${blank()}${pairs.join(`${blank()},${blank()}`)}${blank()}}`;
      }
    }
  };
  return write(value);
}

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

function writeText(draw: Draw, value: string, escapes: number, layout: Layout): string {
  let out = "";
  for (let at = 0; at < value.length; at++) {
    const unit = value[at] as string;
    const code = unit.charCodeAt(0);
    const lone = isLone(value, at);
    if (unit === "/" && layout.slashes) out += "\\/";
    else if (code < 32 || unit === '"' || unit === "\\" || lone || (escapes > 0 && draw.chance(escapes))) {
      const known = unit === "/" ? "\\/" : short[unit];
      const hex = code.toString(16).padStart(4, "0");
      out +=
        known !== undefined && draw.chance(70) ? known : `\\u${draw.chance(50) ? hex : hex.toUpperCase()}`;
    } else out += unit;
  }
  if (layout.broken > 0 && draw.chance(layout.broken)) {
    const at = draw.below(out.length + 1);
    out = out.slice(0, at) + draw.pick(["\t", '"', "\\", "\\x41", "\\u12", "\u0001", "\\'"]) + out.slice(at);
  }
  return `"${out}"`;
}

/** Half of a surrogate pair without the other: can stand in JSON as an escape only. */
function isLone(value: string, at: number): boolean {
  const code = value.charCodeAt(at);
  if (code < 0xd800 || code > 0xdfff) return false;
  if (code < 0xdc00) return !/[\udc00-\udfff]/.test(value[at + 1] ?? "");
  return !/[\ud800-\udbff]/.test(value[at - 1] ?? "");
}

/** Values that are no strings, where one is expected. */
export const oddValues: readonly Json[] = [
  raw("null"),
  raw("true"),
  raw("false"),
  raw("0"),
  raw("-1.5e3"),
  raw("443"),
  raw("203.0"),
  raw("{}"),
  raw("[]"),
  raw("[[]]"),
  raw("[null,1]"),
  raw('""'),
  raw('{"":""}'),
];

/** Puts a value at a path: nested in what is there, or beside it; sometimes with lists on the way. */
export function place(draw: Draw, root: JsonPairs, path: readonly string[], value: Json): void {
  let here = root;
  for (const name of path.slice(0, -1)) {
    const there = here.pairs.find(([key, child]) => key === name && child.kind === "object")?.[1];
    if (there?.kind === "object" && draw.chance(85)) {
      here = there;
      continue;
    }
    const next = object();
    const wrapped = draw.chance(20)
      ? list(draw.shuffled([next, ...draw.picks(draw.below(3), oddValues)]))
      : next;
    here.pairs.push([name, draw.chance(3) ? list([wrapped]) : wrapped]);
    here = next;
  }
  here.pairs.push([path.at(-1) ?? "", value]);
}
