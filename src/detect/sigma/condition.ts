/**
 * Conditions: `selection and not 1 of filter_*`. From weakest to strongest bind `or`, `and`, `not`, `1 of …`, brackets. Names
 * and patterns of names are resolved here, so that a condition that names what is not there is refused and not forgotten.
 * https://github.com/SigmaHQ/sigma-specification/blob/main/specification/sigma-rules-specification.md#condition
 */
import { conditionCharsMax, conditionDepthMax } from "./limits.js";
import { Refused } from "./refused.js";
import type { Condition } from "./rule.js";

interface Token {
  readonly text: string;
  /** Its small letters, for the words of the language. */
  readonly word: string;
}

/** `names` are what the condition may name, in order; `line` is where it stands. */
export function parseCondition(text: string, names: readonly string[], line: number): Condition {
  if (text.length > conditionCharsMax)
    throw new Refused(
      "too-large",
      line,
      `The condition has ${text.length} characters; ${conditionCharsMax} are allowed.`,
    );
  if (text.includes("|"))
    throw new Refused(
      "condition-invalid",
      line,
      "The condition counts with `|`, which correlations have replaced.",
    );
  const tokens = [...text.matchAll(/[()]|[^\s()]+/g)].map(([token]) => ({
    text: token,
    word: token.toLowerCase(),
  }));
  return new ConditionParser(tokens, names, line).parse();
}

const operators = new Set(["and", "or", "not", "of", "(", ")"]);

class ConditionParser {
  readonly #tokens: readonly Token[];
  readonly #names: readonly string[];
  readonly #line: number;
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], names: readonly string[], line: number) {
    this.#tokens = tokens;
    this.#names = names;
    this.#line = line;
  }

  parse(): Condition {
    const condition = this.#or();
    const left = this.#tokens[this.#at];
    if (left !== undefined)
      throw this.#refuse(`${JSON.stringify(left.text)} stands where nothing may follow`);
    return condition;
  }

  #or(): Condition {
    return this.#joined("or", () => this.#joined("and", () => this.#not()));
  }

  #joined(op: "or" | "and", next: () => Condition): Condition {
    const of = [next()];
    while (this.#take(op)) of.push(next());
    return of.length === 1 ? (of[0] as Condition) : { op, of };
  }

  #not(): Condition {
    if (!this.#take("not")) return this.#operand();
    return this.#deeper(() => ({ op: "not", of: this.#not() }));
  }

  #operand(): Condition {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#refuse("it ends where a search should follow");
    if (this.#take("("))
      return this.#deeper(() => {
        const inner = this.#or();
        if (!this.#take(")")) throw this.#refuse("a bracket is not closed");
        return inner;
      });
    if (this.#tokens[this.#at + 1]?.word === "of" && /^(?:\d+|all|any)$/.test(token.word))
      return this.#some(token);
    if (operators.has(token.word))
      throw this.#refuse(`${JSON.stringify(token.text)} stands where a search should`);
    this.#at++;
    if (!this.#names.includes(token.text))
      throw new Refused(
        "search-missing",
        this.#line,
        `The condition names ${JSON.stringify(token.text)}, and there is no such search.`,
      );
    return { op: "search", name: token.text };
  }

  /** `1 of selection*`, `all of them`. */
  #some(quantifier: Token): Condition {
    const pattern = this.#tokens[this.#at + 2];
    if (pattern === undefined || operators.has(pattern.word))
      throw this.#refuse(`nothing that is meant follows \`${quantifier.text} of\``);
    this.#at += 3;
    const meant = namesMeant(pattern.text, this.#names);
    if (meant.length === 0)
      throw new Refused(
        "search-missing",
        this.#line,
        `The condition says \`${quantifier.text} of ${pattern.text}\`, and there is no such search.`,
      );
    const of = meant.map((name): Condition => ({ op: "search", name }));
    const count =
      quantifier.word === "all" ? of.length : quantifier.word === "any" ? 1 : Number(quantifier.word);
    if (count < 1 || count > of.length)
      throw this.#refuse(
        `\`${quantifier.text} of ${pattern.text}\` can't be, as ${of.length} searches are meant`,
      );
    if (of.length === 1) return of[0] as Condition;
    if (count === of.length) return { op: "and", of };
    return count === 1 ? { op: "or", of } : { op: "atLeast", count, of };
  }

  #deeper<T>(inner: () => T): T {
    if (++this.#depth > conditionDepthMax)
      throw new Refused("too-large", this.#line, `The condition nests more than ${conditionDepthMax} deep.`);
    const result = inner();
    this.#depth--;
    return result;
  }

  #take(word: string): boolean {
    const token = this.#tokens[this.#at];
    // A search may be called `and`; what stands there is the word all the same, as everywhere.
    if (token?.word !== word) return false;
    this.#at++;
    return true;
  }

  #refuse(reason: string): Refused {
    return new Refused("condition-invalid", this.#line, `The condition can't be read: ${reason}.`);
  }
}

/** Names that begin with `_` are meant only by patterns that begin so too. */
function namesMeant(pattern: string, names: readonly string[]): readonly string[] {
  const open = pattern.startsWith("_") ? names : names.filter((name) => !name.startsWith("_"));
  if (pattern.toLowerCase() === "them") return open;
  const pieces = pattern.split("*");
  return open.filter((name) => isMeant(pieces, name));
}

function isMeant(pieces: readonly string[], name: string): boolean {
  const [first = "", ...rest] = pieces;
  if (!name.startsWith(first)) return false;
  if (rest.length === 0) return name === first;
  let at = first.length;
  const last = rest.pop() as string;
  for (const piece of rest) {
    at = name.indexOf(piece, at);
    if (at < 0) return false;
    at += piece.length;
  }
  return name.length - at >= last.length && name.endsWith(last);
}
