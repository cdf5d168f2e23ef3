/**
 * Tokens of a STIX pattern: marks, key words, object paths and constants, each with its place. Object paths are read
 * whole, as key words may be properties (`network-traffic:start`). White space and comments are left out. A text that
 * has anything else is refused with its place. One pass, no look back.
 */
import type { Constant, ObjectPath, PathStep } from "./ast.js";
import { binaryConstant, hexConstant, numberConstant, timestampConstant } from "./constants.js";
import { foundAt, PatternFault } from "./fault.js";

export type Token =
  | { readonly kind: "mark" | "word"; readonly text: string; readonly at: number }
  | { readonly kind: "path"; readonly text: string; readonly at: number; readonly path: ObjectPath }
  | { readonly kind: "constant"; readonly text: string; readonly at: number; readonly constant: Constant };

/** Tokens of one pattern; an OR of hashes has four each, and the longest pattern has room for no more of them. */
const tokensMax = 65_536;
/** Steps of one object path; the deepest property of the specification has seven. */
const stepsMax = 64;

/** White space of the grammar and comments, as much as there is. */
const space =
  /(?:[ \t\r\n\v\f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]|\/\/[^\r\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/)+/y;
const mark = /!=|<>|<=|>=|==|[[\]()=<>,]/y;
const prefixed = /([hbt])'([^'\\]*)'/y;
const quoted = /'([^'\\]*(?:\\['\\][^'\\]*)*)'/y;
const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?![\w-])/y;
const name = /[A-Za-z_][A-Za-z0-9_-]*/y;
const bareKey = /[A-Za-z0-9_-]+/y;
const index = /(?:0|[1-9]\d{0,8})(?!\d)/y;

/** @throws PatternFault */
export function tokenize(text: string): readonly Token[] {
  return new Lexer(text).read();
}

class Lexer {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): readonly Token[] {
    const tokens: Token[] = [];
    for (;;) {
      this.#take(space);
      if (this.#at >= this.#text.length) return tokens;
      if (tokens.length >= tokensMax) throw new PatternFault(this.#at, `at most ${tokensMax} tokens`);
      tokens.push(this.#token());
    }
  }

  #token(): Token {
    const at = this.#at;
    const sign = this.#take(mark);
    if (sign !== null) return { kind: "mark", text: sign[0], at };
    const string = this.#take(quoted);
    if (string !== null)
      return {
        kind: "constant",
        text: string[0],
        at,
        constant: { kind: "string", value: unescaped(string[1] as string) },
      };
    const special = this.#take(prefixed);
    if (special !== null)
      return {
        kind: "constant",
        text: special[0],
        at,
        constant: prefixedConstant(special[1] as string, special[2] as string, at),
      };
    const digits = this.#take(number);
    if (digits !== null)
      return { kind: "constant", text: digits[0], at, constant: numberConstant(digits[0], at) };
    const word = this.#take(name);
    if (word === null)
      throw new PatternFault(
        at,
        this.#text[at] === "'"
          ? "the end of the string, or \\' or \\\\ for its backslash"
          : "a bracket, an operator, a path or a constant",
        foundAt(this.#text, this.#at),
      );
    const end = this.#at;
    this.#take(space);
    if (this.#text[this.#at] === ":") return this.#path(word[0], at);
    this.#at = end;
    const upper = word[0].toUpperCase();
    return upper === "TRUE" || upper === "FALSE"
      ? { kind: "constant", text: word[0], at, constant: { kind: "boolean", value: upper === "TRUE" } }
      : { kind: "word", text: upper, at };
  }

  #path(type: string, at: number): Token {
    this.#at++;
    this.#take(space);
    const steps: PathStep[] = [this.#key()];
    let end = this.#at;
    for (;;) {
      this.#take(space);
      const next = this.#text[this.#at];
      if (next !== "." && next !== "[") break;
      if (steps.length >= stepsMax) throw new PatternFault(this.#at, `at most ${stepsMax} steps in a path`);
      this.#at++;
      this.#take(space);
      steps.push(next === "." ? this.#key() : this.#place());
      end = this.#at;
    }
    this.#at = end;
    return { kind: "path", text: this.#text.slice(at, end), at, path: { type, steps } };
  }

  #key(): PathStep {
    const string = this.#take(quoted);
    if (string !== null) return { kind: "key", name: unescaped(string[1] as string) };
    const bare = this.#take(bareKey);
    if (bare !== null) return { kind: "key", name: bare[0] };
    throw new PatternFault(this.#at, "a property", foundAt(this.#text, this.#at));
  }

  #place(): PathStep {
    let step: PathStep;
    if (this.#text[this.#at] === "*") {
      this.#at++;
      step = { kind: "any" };
    } else {
      const digits = this.#take(index);
      if (digits === null)
        throw new PatternFault(this.#at, "* or a place in a list, from 0", foundAt(this.#text, this.#at));
      step = { kind: "index", at: Number(digits[0]) };
    }
    this.#take(space);
    if (this.#text[this.#at] !== "]") throw new PatternFault(this.#at, "]", foundAt(this.#text, this.#at));
    this.#at++;
    return step;
  }

  #take(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const match = expression.exec(this.#text);
    if (match !== null) this.#at = expression.lastIndex;
    return match;
  }
}

function unescaped(text: string): string {
  return text.includes("\\") ? text.replace(/\\(['\\])/g, "$1") : text;
}

function prefixedConstant(prefix: string, text: string, at: number): Constant {
  if (prefix === "t") return timestampConstant(text, at);
  return prefix === "h" ? hexConstant(text, at) : binaryConstant(text, at);
}
