/**
 * Compares one value with one constant (STIX 2.1, section 9.6). Strings compare by code points without
 * normalization; integers and floats as numbers; instants as instants where the constant is one; binary values
 * (properties ending in `_bin` and `_hex`, constants in `b''` and `h''`) as octets, a string standing for octets where
 * all its characters are below U+0100. Values of kinds that can't be compared are unequal and in no order.
 */
import type { Constant } from "./ast.js";
import { readBase64, readHex, readInstant } from "./constants.js";
import type { ReachedValue } from "./path-values.js";

export type Operand =
  | { readonly kind: "text" | "octets"; readonly text: string }
  | { readonly kind: "number"; readonly value: number | bigint }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "instant"; readonly value: bigint };

export function operandOf(constant: Constant): Operand {
  switch (constant.kind) {
    case "string":
      return { kind: "text", text: constant.value };
    case "boolean":
      return constant;
    case "integer":
      return { kind: "number", value: BigInt(constant.text) };
    case "float":
      return { kind: "number", value: Number(constant.text) };
    case "timestamp":
      return { kind: "instant", value: readInstant(constant.text) as bigint };
    case "hex":
      return { kind: "octets", text: readHex(constant.text) as string };
    case "binary":
      return { kind: "octets", text: readBase64(constant.text) as string };
  }
}

/** What a value is compared as; null for lists, dictionaries and binary that can't be read: they meet no test. */
export function operandOfValue({ value, property }: ReachedValue): Operand | null {
  switch (typeof value) {
    case "number":
      return { kind: "number", value };
    case "boolean":
      return { kind: "boolean", value };
    case "string": {
      const octets = property.endsWith("_bin")
        ? readBase64(value)
        : property.endsWith("_hex")
          ? readHex(value)
          : undefined;
      if (octets === null) return null;
      return octets === undefined ? { kind: "text", text: value } : { kind: "octets", text: octets };
    }
    default:
      return null;
  }
}

/** Below 0, 0 or above 0 as the value is below, equal to or above the constant; null where they can't be compared. */
export function order(value: Operand, constant: Operand): number | null {
  if (value.kind === "text" && constant.kind === "instant") {
    const instant = readInstant(value.text);
    return instant === null ? null : sign(instant, constant.value);
  }
  if (value.kind === "number" && constant.kind === "number") return sign(value.value, constant.value);
  if (value.kind === "boolean" && constant.kind === "boolean")
    return value.value === constant.value ? 0 : null;
  if (!("text" in value) || !("text" in constant)) return null;
  if (value.kind !== constant.kind && !(isOctets(value.text) && isOctets(constant.text))) return null;
  return orderOfText(value.text, constant.text);
}

function isOctets(text: string): boolean {
  return /^[\x00-\xff]*$/.test(text);
}

function sign(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points; UTF-16 puts the surrogates of all beyond U+FFFF before U+E000. */
function orderOfText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
