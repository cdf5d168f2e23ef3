/**
 * Makes an observation expression's comparisons ready to be met many times: constants read once, LIKE and MATCHES
 * compiled. A compiled comparison asks one object: all comparisons of an observation expression that AND joins must
 * hold for the same object, OR needs one of them to (STIX 2.1, section 9.5).
 */
import { type Network, networkContains, Problem, parseNetwork } from "../../base/index.js";
import type { Comparison, ComparisonOperator, PropertyTest, SetTest } from "./ast.js";
import type { Budget } from "./budget.js";
import { type Operand, operandOf, operandOfValue, order } from "./compare.js";
import type { Observation, SeenObject } from "./observation.js";
import { valuesAt } from "./path-values.js";
import { likeTest, matchesTest, type TextTest } from "./text-tests.js";

/** Does it hold for this object of this observation? */
export type ObjectTest = (object: SeenObject, observation: Observation, budget: Budget) => boolean;

type ValueTest = (value: Operand) => boolean;

export interface CompileOptions {
  /**
   * Whether `=` and `IN` with a network (`198.51.100.0/24`) also hold for the addresses in it, which is how most
   * authors mean it and how the index of indicators reads it. By the specification such strings are equal to
   * themselves only, which is what holds where this is left out.
   */
  readonly networks?: boolean;
}

export function compileComparison(comparison: Comparison, options: CompileOptions): ObjectTest | Problem {
  if ("parts" in comparison) {
    const parts: ObjectTest[] = [];
    for (const part of comparison.parts) {
      const test = compileComparison(part, options);
      if (test instanceof Problem) return test;
      parts.push(test);
    }
    return comparison.kind === "and"
      ? (...asked) => parts.every((part) => part(...asked))
      : (...asked) => parts.some((part) => part(...asked));
  }
  const { path, negated } = comparison;
  if (comparison.kind === "exists")
    return (object, observation, budget) => {
      if (object["type"] !== path.type) return false;
      budget.spend(path.steps.length);
      return valuesAt(path, object, observation).length > 0 !== negated;
    };
  const exact =
    comparison.kind === "in" ? compileSet(comparison.set.map(operandOf)) : compileTest(comparison);
  if (exact instanceof Problem) return exact;
  const test = options.networks === true ? orInNetwork(comparison, exact) : exact;
  return (object, observation, budget) => {
    if (object["type"] !== path.type) return false;
    const values = valuesAt(path, object, observation);
    budget.spend(path.steps.length + values.length);
    return values.some((reached) => {
      const value = operandOfValue(reached);
      if (value === null) return false;
      if ("text" in value) budget.spend(value.text.length >> 6);
      return test(value) !== negated;
    });
  };
}

/** `=` and `IN` as the index reads them. */
function orInNetwork(comparison: PropertyTest | SetTest, exact: ValueTest): ValueTest {
  if (comparison.kind === "test" && comparison.operator !== "=") return exact;
  const constants = comparison.kind === "in" ? comparison.set : [comparison.constant];
  const networks = constants.flatMap((one) => {
    const network = one.kind === "string" && one.value.includes("/") ? parseNetwork(one.value) : null;
    return network === null ? [] : [network];
  });
  if (networks.length === 0) return exact;
  return (value) => {
    if (exact(value)) return true;
    const own = value.kind === "text" ? parseNetwork(value.text) : null;
    return own !== null && networks.some((network) => within(own, network));
  };
}

/** Sets of one kind, a list of hashes above all, are looked up; others are compared one by one. */
function compileSet(set: readonly Operand[]): ValueTest {
  const texts = new Set(set.flatMap((one) => (one.kind === "text" ? [one.text] : [])));
  const others = set.filter((one) => one.kind !== "text");
  return (value) =>
    value.kind === "text"
      ? texts.has(value.text) || others.some((one) => order(value, one) === 0)
      : set.some((one) => order(value, one) === 0);
}

const orders: Readonly<Record<string, (sign: number) => boolean>> = {
  "=": (sign) => sign === 0,
  "<": (sign) => sign < 0,
  "<=": (sign) => sign <= 0,
  ">": (sign) => sign > 0,
  ">=": (sign) => sign >= 0,
};

function compileTest({ operator, constant }: PropertyTest): ValueTest | Problem {
  if (constant.kind === "string") {
    const special = compileTextual(operator, constant.value);
    if (special !== null) return special;
  }
  const operand = operandOf(constant);
  if (operator === "!=") return (value) => order(value, operand) !== 0;
  const holds = orders[operator] as (sign: number) => boolean;
  return (value) => {
    const sign = order(value, operand);
    return sign !== null && holds(sign);
  };
}

function compileTextual(operator: ComparisonOperator, text: string): ValueTest | Problem | null {
  switch (operator) {
    case "LIKE":
      return textual(likeTest, text);
    case "MATCHES":
      return textual(matchesTest, text);
    case "ISSUBSET":
    case "ISSUPERSET": {
      const constant = parseNetwork(text);
      return (value) => {
        const network = value.kind === "text" ? parseNetwork(value.text) : null;
        if (network === null || constant === null) return false;
        return operator === "ISSUBSET" ? within(network, constant) : within(constant, network);
      };
    }
    default:
      return null;
  }
}

function textual(make: (pattern: string) => TextTest | Problem, pattern: string): ValueTest | Problem {
  const onText = make(pattern.normalize("NFC"));
  if (onText instanceof Problem) return onText;
  const onOctets = /^[\x00-\xff]*$/.test(pattern) ? make(pattern) : () => false;
  if (onOctets instanceof Problem) return onOctets;
  return (value) => {
    if (value.kind === "text") return onText(value.text.normalize("NFC"));
    return value.kind === "octets" && onOctets(value.text);
  };
}

/** Is the first network in the second, or the same? */
function within(inner: Network, outer: Network): boolean {
  return inner.prefix >= outer.prefix && networkContains(outer, inner.address);
}
