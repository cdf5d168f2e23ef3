/**
 * Tests, ready to be asked of texts. Each is made once for all rules that ask it. A regular expression is compiled when it is
 * first asked, as most never are.
 */
import {
  assert,
  type LinearRegExp,
  linearRegExp,
  type Network,
  networkContains,
  Problem,
  parseAddress,
  parseNetwork,
} from "../../base/index.js";
import { momentPart } from "./moment.js";
import { anything, joinParts, matcherOf } from "./pattern.js";
import type { ValueTest } from "./rule.js";

/** Whether a text, as it came and in small letters, meets a test. */
export type TextTest = (text: string, small: string) => boolean;

export type TextValueTest = Exclude<ValueTest, { readonly kind: "null" | "exists" | "field" }>;

/** A keyword may stand anywhere in a text. */
export function textTest(test: TextValueTest, isKeyword: boolean): TextTest {
  switch (test.kind) {
    case "text": {
      const parts = isKeyword ? joinParts([anything, ...test.pattern, anything]) : test.pattern;
      const meets = matcherOf(parts);
      return test.cased ? (text) => meets(text) : (_, small) => meets(small);
    }
    case "regexp":
      return regExpTest(test.source, test.flags);
    case "cidr": {
      const network = parseNetwork(test.network) as Network;
      return (text) => {
        const address = parseAddress(text);
        return address !== null && networkContains(network, address);
      };
    }
    case "compare":
      return (text) => isMet(numberIn(text), test.op, test.value);
    case "time":
      return (text) => isMet(momentPart(text, test.part), test.op, test.value);
  }
}

function regExpTest(source: string, flags: string): TextTest {
  let compiled: LinearRegExp | null = null;
  return (text) => {
    if (compiled === null) {
      const made = linearRegExp(source, flags);
      assert(!(made instanceof Problem), "a rule's regular expressions were compiled when it was read");
      compiled = made;
    }
    return compiled.test(text);
  };
}

/** A decimal number that a text is as a whole; null where it is none. */
export function numberIn(text: string): number | null {
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?\s*$/.test(text) ? Number(text) : null;
}

export function isMet(value: number | null, op: "lt" | "lte" | "gt" | "gte" | "eq", wanted: number): boolean {
  if (value === null) return false;
  switch (op) {
    case "lt":
      return value < wanted;
    case "lte":
      return value <= wanted;
    case "gt":
      return value > wanted;
    case "gte":
      return value >= wanted;
    case "eq":
      return value === wanted;
  }
}

/** Whether two fields' texts are the same, or one a part of the other. */
export function fieldsMeet(
  how: "equals" | "startswith" | "endswith" | "contains",
  text: string,
  other: string,
): boolean {
  switch (how) {
    case "equals":
      return text === other;
    case "startswith":
      return text.startsWith(other);
    case "endswith":
      return text.endsWith(other);
    case "contains":
      return text.includes(other);
  }
}
