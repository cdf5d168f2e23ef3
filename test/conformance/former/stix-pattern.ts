/**
 * What of a STIX pattern a single value of telemetry can answer (STIX 2.1, section 9). `=`, `IN` and `ISSUBSET`
 * on values we know, joined by OR at any level, are each an indicator of its own. What needs two things at once,
 * an order, a count or a wildcard (AND, FOLLOWEDBY, REPEATS, NOT, LIKE, MATCHES …) is named as a reason, so that
 * the pattern can be kept. Depth and length are bounded.
 */

import { patternLengthMax } from "../../../src/intel/limits.js";
import { refang } from "../../../src/intel/refang.js";
import {
  normalizeDomain,
  normalizeEmail,
  normalizeHash,
  normalizeNetwork,
  normalizeUrl,
  type Observable,
} from "../../../src/model/index.js";
import { type Token, tokenize } from "./stix-tokens.js";

export interface PatternReading {
  readonly met: readonly Observable[];
  /** Why parts of it can't be met on a single value, each once. */
  readonly unmet: readonly string[];
}

/** The pattern breaks the grammar; says how. */
export interface PatternError {
  readonly error: string;
}

const depthMax = 64;

export function readPattern(pattern: string): PatternReading | PatternError {
  if (pattern.length > patternLengthMax) return { error: `it has ${pattern.length} characters` };
  const tokens = tokenize(pattern);
  if ("brokenAt" in tokens) return { error: `character ${tokens.brokenAt + 1} can't stand there` };
  const parser = new PatternParser(tokens);
  try {
    const reading = parser.read();
    return { met: reading.met, unmet: [...new Set(reading.unmet)] };
  } catch (error) {
    if (error instanceof GrammarError) return { error: error.message };
    throw error;
  }
}

class GrammarError extends Error {}

const nothing: PatternReading = { met: [], unmet: [] };

function either(a: PatternReading, b: PatternReading): PatternReading {
  return { met: [...a.met, ...b.met], unmet: [...a.unmet, ...b.unmet] };
}

/** Recursive descent; joins of one level are read in a loop, so that only parentheses nest. */
class PatternParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  read(): PatternReading {
    const reading = this.#observations();
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new GrammarError(`"${rest.text.slice(0, 40)}" can't stand after its end`);
    return reading;
  }

  #observations(): PatternReading {
    // FOLLOWEDBY binds least, then OR, then AND (section 9.4)
    const parts = [this.#observationOr()];
    while (this.#takeWord("FOLLOWEDBY")) parts.push(this.#observationOr());
    return parts.length === 1 ? (parts[0] as PatternReading) : unmet("FOLLOWEDBY needs events in an order");
  }

  #observationOr(): PatternReading {
    const parts = [this.#observationAnd()];
    while (this.#takeWord("OR")) parts.push(this.#observationAnd());
    return union(parts);
  }

  #observationAnd(): PatternReading {
    const parts = [this.#observation()];
    while (this.#takeWord("AND")) parts.push(this.#observation());
    return parts.length === 1 ? (parts[0] as PatternReading) : unmet("AND needs two events");
  }

  #observation(): PatternReading {
    this.#enter();
    let reading: PatternReading;
    if (this.#takeMark("(")) {
      reading = this.#observations();
      this.#needMark(")");
    } else {
      this.#needMark("[");
      reading = this.#comparisonOr();
      this.#needMark("]");
    }
    this.#depth--;
    return this.#qualifiers(reading);
  }

  #qualifiers(reading: PatternReading): PatternReading {
    let result = reading;
    for (;;) {
      if (this.#takeWord("WITHIN")) {
        this.#constant();
        if (!this.#takeWord("SECONDS")) throw new GrammarError("WITHIN needs SECONDS");
      } else if (this.#takeWord("REPEATS")) {
        const times = this.#constant();
        if (!this.#takeWord("TIMES")) throw new GrammarError("REPEATS needs TIMES");
        if (times.text !== "1") result = unmet("REPEATS needs a count of events");
      } else if (this.#takeWord("START")) {
        this.#constant();
        if (!this.#takeWord("STOP")) throw new GrammarError("START needs STOP");
        this.#constant();
        result = unmet("START and STOP need a window of time");
      } else return result;
    }
  }

  #comparisonOr(): PatternReading {
    const parts = [this.#comparisonAnd()];
    while (this.#takeWord("OR")) parts.push(this.#comparisonAnd());
    return union(parts);
  }

  #comparisonAnd(): PatternReading {
    const parts = [this.#comparison()];
    while (this.#takeWord("AND")) parts.push(this.#comparison());
    return parts.length === 1 ? (parts[0] as PatternReading) : unmet("AND needs two fields of one event");
  }

  #comparison(): PatternReading {
    this.#enter();
    if (this.#takeMark("(")) {
      const reading = this.#comparisonOr();
      this.#needMark(")");
      this.#depth--;
      return reading;
    }
    this.#depth--;
    if (this.#takeWord("EXISTS")) {
      this.#path();
      return unmet("EXISTS names no value");
    }
    const path = this.#path();
    const not = this.#takeWord("NOT");
    const operator = this.#tokens[this.#at++];
    if (operator === undefined) throw new GrammarError("it ends within a comparison");
    const values = operator.text === "IN" ? this.#set() : [this.#constant().text];
    if (not) return unmet("NOT names what it is not");
    return compare(path, operator, values);
  }

  #set(): readonly string[] {
    this.#needMark("(");
    const values: string[] = [];
    do values.push(this.#constant().text);
    while (this.#takeMark(","));
    this.#needMark(")");
    return values;
  }

  #enter(): void {
    if (++this.#depth > depthMax) throw new GrammarError(`it nests more than ${depthMax} deep`);
  }

  #path(): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== "path")
      throw new GrammarError(`an object path must stand before "${token?.text.slice(0, 40) ?? ""}"`);
    return token.text;
  }

  #constant(): Token & { kind: "constant" } {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== "constant")
      throw new GrammarError(`a constant must stand at "${token?.text.slice(0, 40) ?? ""}"`);
    return token;
  }

  #takeWord(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "word" || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #takeMark(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "mark" || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #needMark(text: string): void {
    if (!this.#takeMark(text))
      throw new GrammarError(
        `"${text}" is missing before "${this.#tokens[this.#at]?.text.slice(0, 40) ?? "its end"}"`,
      );
  }
}

function union(parts: readonly PatternReading[]): PatternReading {
  if (parts.length === 1) return parts[0] as PatternReading;
  return { met: parts.flatMap((part) => part.met), unmet: parts.flatMap((part) => part.unmet) };
}

function unmet(reason: string): PatternReading {
  return { met: [], unmet: [reason] };
}

const comparators = [
  "=",
  "==",
  "!=",
  "<>",
  "<",
  ">",
  "<=",
  ">=",
  "IN",
  "LIKE",
  "MATCHES",
  "ISSUBSET",
  "ISSUPERSET",
];

function compare(path: string, operator: Token, values: readonly string[]): PatternReading {
  if (operator.kind === "constant" || !comparators.includes(operator.text))
    throw new GrammarError(`"${operator.text.slice(0, 40)}" is no comparison`);
  const reader = readerOf(path);
  if (reader === null) return unmet(`${path.slice(0, 80)} is no single value of telemetry`);
  if (operator.text === "ISSUBSET" && reader !== normalizeNetwork)
    throw new GrammarError("ISSUBSET needs an address");
  if (!["=", "==", "IN", "ISSUBSET"].includes(operator.text))
    return unmet(`${operator.text} is not equality`);
  return values.reduce<PatternReading>((reading, value) => {
    const observable = reader(refang(value));
    return either(
      reading,
      observable === null
        ? unmet(`${JSON.stringify(value.slice(0, 80))} is no value of ${path.slice(0, 80)}`)
        : { met: [observable], unmet: [] },
    );
  }, nothing);
}

type ValueReader = (value: string) => Observable | null;

const domain: ValueReader = (value) => {
  const name = normalizeDomain(value.replace(/^\*\./, ""));
  return name === null ? null : { type: "domain", value: name };
};
const url: ValueReader = (value) => {
  const href = normalizeUrl(value.includes("://") ? value : `http://${value}`);
  return href === null ? null : { type: "url", value: href };
};
const email: ValueReader = (value) => {
  const address = normalizeEmail(value);
  return address === null ? null : { type: "email", value: address };
};
const anyHost: ValueReader = (value) => normalizeNetwork(value) ?? domain(value);

/** Object paths that are one value of ours, by their ends; everything else is kept. */
const readers: readonly (readonly [RegExp, ValueReader])[] = [
  [/^ipv[46]-addr:value$/, normalizeNetwork],
  [/^domain-name:value$/, domain],
  [/^domain-name:resolves_to_refs\[[*\d]+\]\.value$/, anyHost],
  [/^url:value$/, url],
  [/^email-addr:value$/, email],
  [/^email-message:(?:from|sender|to|cc|bcc)_refs?(?:\[[*\d]+\])?\.value$/, email],
  [/^network-traffic:(?:src|dst)_ref\.value$/, anyHost],
  [/^network-traffic:extensions\.'?http-request-ext'?\.request_header\.'?Host'?$/i, anyHost],
  [
    /^(?:file|artifact|x509-certificate|process|email-message|network-traffic):(?:[\w.[\]*-]+\.)?hashes\.'?(?:MD5|SHA-?1|SHA-?256|SHA-?512)'?$/i,
    normalizeHash,
  ],
];

function readerOf(path: string): ValueReader | null {
  return readers.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}
