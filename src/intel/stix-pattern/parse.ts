/**
 * Reads a STIX pattern (STIX 2.1, section 9, and its ANTLR grammar) by recursive descent: joins of one level are read
 * in a loop, so that only parentheses nest, and their depth is bounded. Time is linear in the length.
 *
 * STIX 2.0 patterns are read too: key words in any case, `START 'text' STOP 'text'` in plain strings, properties
 * with hyphens without quotes, `==`. Qualifiers may be chained in any number and apply from left to
 * right. Whether a path makes sense for its object is not judged, as objects may be extended.
 */
import { patternLengthMax } from "../limits.js";
import {
  type Comparison,
  type ComparisonOperator,
  type Constant,
  join,
  type ObjectPath,
  type Pattern,
  type Qualifier,
  type TimestampConstant,
} from "./ast.js";
import { timestampConstant } from "./constants.js";
import { foundAt, type PatternError, PatternFault, placeOf } from "./fault.js";
import { type Token, tokenize } from "./tokens.js";

/** Levels of parentheses. */
const depthMax = 64;
/** Qualifiers of one expression. */
const chainMax = 16;
/** Observations that one REPEATS may ask for. */
const repeatsMax = 1_000_000_000;

/** The pattern, or where it breaks the grammar. Never throws. */
export function parsePattern(text: string): Pattern | PatternError {
  if (text.length > patternLengthMax)
    return placeOf(new PatternFault(patternLengthMax, `at most ${patternLengthMax} characters`), text);
  try {
    return new Parser(text).read();
  } catch (error) {
    if (error instanceof PatternFault) return placeOf(error, text);
    throw error;
  }
}

const operators: Readonly<Record<string, ComparisonOperator>> = {
  "=": "=",
  "==": "=",
  "!=": "!=",
  "<>": "!=",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  LIKE: "LIKE",
  MATCHES: "MATCHES",
  ISSUBSET: "ISSUBSET",
  ISSUPERSET: "ISSUPERSET",
};

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  read(): Pattern {
    const pattern = this.#sequence();
    if (this.#at < this.#tokens.length) this.#fail("AND, OR, FOLLOWEDBY, a qualifier or nothing");
    return pattern;
  }

  /** FOLLOWEDBY binds least, then OR, then AND. */
  #sequence(): Pattern {
    return this.#joined("FOLLOWEDBY", "followed-by", () =>
      this.#joined("OR", "or", () => this.#joined("AND", "and", () => this.#observation())),
    );
  }

  #joined(word: string, kind: "and" | "or" | "followed-by", part: () => Pattern): Pattern {
    const parts = [part()];
    while (this.#takes("word", word)) parts.push(part());
    return join<typeof kind, Pattern>(kind, parts) as Pattern;
  }

  #observation(): Pattern {
    let pattern: Pattern;
    if (this.#takes("mark", "(")) {
      this.#enter();
      pattern = this.#sequence();
      this.#needs("mark", ")");
      this.#depth--;
    } else {
      if (!this.#takes("mark", "[")) this.#fail("[ or (");
      pattern = { kind: "observation", comparison: this.#alternatives() };
      this.#needs("mark", "]");
    }
    for (let chained = 0; ; chained++) {
      const qualifier = this.#qualifier();
      if (qualifier === null) return pattern;
      if (chained === chainMax) this.#failBefore(`at most ${chainMax} qualifiers in a row`);
      pattern = { kind: "qualified", of: pattern, qualifier };
    }
  }

  #qualifier(): Qualifier | null {
    if (this.#takes("word", "WITHIN")) {
      const seconds = this.#constant();
      if ((seconds.kind !== "integer" && seconds.kind !== "float") || Number(seconds.text) <= 0)
        this.#failBefore("a number of seconds above 0");
      this.#needs("word", "SECONDS");
      return { kind: "within", seconds };
    }
    if (this.#takes("word", "REPEATS")) {
      const times = this.#constant();
      const count = times.kind === "integer" ? Number(times.text) : 0;
      if (count < 1 || count > repeatsMax) this.#failBefore("a whole number of times above 0");
      this.#needs("word", "TIMES");
      return { kind: "repeats", times: count };
    }
    if (!this.#takes("word", "START")) return null;
    const start = this.#instant();
    this.#needs("word", "STOP");
    return { kind: "start-stop", start, stop: this.#instant() };
  }

  #instant(): TimestampConstant {
    const at = this.#tokens[this.#at]?.at ?? this.#text.length;
    const constant = this.#constant();
    if (constant.kind === "string") return timestampConstant(constant.value, at);
    if (constant.kind !== "timestamp") this.#failBefore("an instant");
    return constant;
  }

  #alternatives(): Comparison {
    const parts = [this.#together()];
    while (this.#takes("word", "OR")) parts.push(this.#together());
    return join<"or", Comparison>("or", parts);
  }

  #together(): Comparison {
    const parts = [this.#comparison()];
    while (this.#takes("word", "AND")) parts.push(this.#comparison());
    return join<"and", Comparison>("and", parts);
  }

  #comparison(): Comparison {
    if (this.#takes("mark", "(")) {
      this.#enter();
      const inner = this.#alternatives();
      this.#needs("mark", ")");
      this.#depth--;
      return inner;
    }
    const absent = this.#takes("word", "NOT");
    if (this.#takes("word", "EXISTS")) return { kind: "exists", path: this.#path(), negated: absent };
    if (absent) this.#fail("EXISTS");
    const path = this.#path();
    const negated = this.#takes("word", "NOT");
    if (this.#takes("word", "IN")) return { kind: "in", path, negated, set: this.#set() };
    const token = this.#tokens[this.#at];
    const operator =
      token === undefined || token.kind === "constant" || token.kind === "path"
        ? undefined
        : operators[token.text];
    if (operator === undefined) return this.#fail("a comparison");
    this.#at++;
    const constant = this.#constant();
    if (/[A-Z]/.test(operator) && constant.kind !== "string") this.#failBefore("a string");
    if (constant.kind === "boolean" && /[<>]/.test(operator))
      this.#failBefore("a constant that has an order");
    return { kind: "test", path, negated, operator, constant };
  }

  #set(): readonly Constant[] {
    this.#needs("mark", "(");
    const set = [this.#constant()];
    while (this.#takes("mark", ",")) set.push(this.#constant());
    this.#needs("mark", ")");
    return set;
  }

  #enter(): void {
    if (++this.#depth > depthMax)
      throw new PatternFault(
        this.#tokens[this.#at - 1]?.at ?? 0,
        `at most ${depthMax} levels of parentheses`,
      );
  }

  #path(): ObjectPath {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "path") return this.#fail("an object path such as file:name");
    this.#at++;
    return token.path;
  }

  #constant(): Constant {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "constant") return this.#fail("a constant");
    this.#at++;
    return token.constant;
  }

  #takes(kind: "mark" | "word", text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #needs(kind: "mark" | "word", text: string): void {
    if (!this.#takes(kind, text)) this.#fail(text);
  }

  #fail(expected: string): never {
    const at = this.#tokens[this.#at]?.at ?? this.#text.length;
    throw new PatternFault(at, expected, foundAt(this.#text, at));
  }

  /** As `#fail`, of what was just taken. */
  #failBefore(expected: string): never {
    this.#at--;
    this.#fail(expected);
  }
}
