/**
 * What the modifiers `base64`, `base64offset`, `utf16le`, `utf16be`, `utf16`, `wide` and `windash` make of texts.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-appendix-modifiers.md
 */
import type { PatternPart } from "./rule.js";

/** A text's bytes, one a character, as `Buffer.toString("latin1")` has them. */
export type ByteText = string;

export function base64(bytes: ByteText): string {
  return Buffer.from(bytes, "latin1").toString("base64");
}

/**
 * The part of the text's base64 that is the same whatever stands around it, for each of the three places it can begin at. The
 * first characters also hold bits of what stands before, the last ones bits of what follows.
 */
export function base64Offsets(bytes: ByteText): string[] {
  return [0, 1, 2].map((shift) => {
    const whole = base64(" ".repeat(shift) + bytes);
    const begin = [0, 2, 3][shift];
    const cut = [0, 3, 2][(bytes.length + shift) % 3] as number;
    return whole.slice(begin, whole.length - cut);
  });
}

export function utf16(text: string, order: "le" | "be" | "marked"): ByteText {
  const bytes = Buffer.from(text, "utf16le");
  if (order === "be") bytes.swap16();
  return (order === "marked" ? "\xff\xfe" : "") + bytes.toString("latin1");
}

export function utf8(text: string): ByteText {
  return Buffer.from(text, "utf8").toString("latin1");
}

/** What Windows takes for the beginning of a parameter, and a person may type for it. */
const dashes = ["-", "/", "\u2013", "\u2014", "\u2015"] as const;
/** A dash that begins a word and ends none. */
const dash = /(?<![\p{L}\p{N}_])[-/\u2013\u2014\u2015](?=[\p{L}\p{N}_])/gu;

/** How many texts `dashVariants` makes. */
export function countDashVariants(parts: readonly PatternPart[]): number {
  let places = 0;
  for (const part of parts) if (typeof part === "string") places += [...part.matchAll(dash)].length;
  return dashes.length ** places;
}

/** All ways to write the dashes of a pattern, the pattern itself among them. */
export function dashVariants(parts: readonly PatternPart[]): PatternPart[][] {
  let variants: PatternPart[][] = [[]];
  for (const part of parts) {
    const choices = typeof part === "string" ? dashChoices(part) : [part];
    variants = variants.flatMap((variant) => choices.map((choice) => [...variant, choice]));
  }
  return variants;
}

function dashChoices(text: string): string[] {
  let made = [""];
  let from = 0;
  for (const { index } of text.matchAll(dash)) {
    const before = text.slice(from, index);
    made = made.flatMap((start) => dashes.map((one) => start + before + one));
    from = index + 1;
  }
  const rest = text.slice(from);
  return made.map((start) => start + rest);
}
