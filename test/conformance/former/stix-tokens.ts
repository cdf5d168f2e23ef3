/**
 * Tokens of a STIX pattern (STIX 2.1, section 9): brackets, comparison operators, key words, object paths and
 * constants. A text that has anything else has no tokens, and says where.
 */

export type Token =
  | { readonly kind: "mark"; readonly text: string }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "path"; readonly text: string }
  | { readonly kind: "constant"; readonly text: string; readonly quoted: boolean };

const space = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const mark = /!=|<>|<=|>=|==|[[\]()=<>,]/y;
const quoted = /[hbt]?'((?:[^'\\]|\\['\\])*)'/y;
const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?![\w-])/y;
/** `file:hashes.'SHA-256'`, `email-message:to_refs[*].value`, `x509-certificate:…`. */
const path =
  /[a-zA-Z][a-zA-Z0-9_-]*:(?:'(?:[^'\\]|\\['\\])*'|[\w-]+)(?:\.(?:'(?:[^'\\]|\\['\\])*'|[\w-]+)|\[(?:\*|\d+)\])*/y;
const word = /[A-Za-z]+/y;

export interface BrokenPattern {
  /** Position of what could not be read. */
  readonly brokenAt: number;
}

export function tokenize(pattern: string): readonly Token[] | BrokenPattern {
  const tokens: Token[] = [];
  let at = 0;
  const take = (expression: RegExp): RegExpExecArray | null => {
    expression.lastIndex = at;
    const match = expression.exec(pattern);
    if (match !== null) at = expression.lastIndex;
    return match;
  };
  while (at < pattern.length) {
    if (take(space) !== null) continue;
    const start = take(mark);
    if (start !== null) {
      tokens.push({ kind: "mark", text: start[0] });
      continue;
    }
    const text = take(quoted);
    if (text !== null) {
      tokens.push({ kind: "constant", quoted: true, text: (text[1] as string).replace(/\\(['\\])/g, "$1") });
      continue;
    }
    const named = take(path);
    if (named !== null) {
      tokens.push({ kind: "path", text: named[0] });
      continue;
    }
    const digits = take(number);
    if (digits !== null) {
      tokens.push({ kind: "constant", quoted: false, text: digits[0] });
      continue;
    }
    const key = take(word);
    if (key === null) return { brokenAt: at };
    const upper = key[0].toUpperCase();
    if (upper === "TRUE" || upper === "FALSE") tokens.push({ kind: "constant", quoted: false, text: key[0] });
    else tokens.push({ kind: "word", text: upper });
  }
  return tokens;
}
