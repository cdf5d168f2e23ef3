/**
 * Writes a pattern as text, in the form of STIX 2.1: key words in capitals, one space between words, parentheses only
 * where they are needed. Reading it again gives the same tree.
 */
import type { Comparison, Constant, ObjectPath, Pattern, Qualifier } from "./ast.js";

export function printPattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case "observation":
      return `[${printComparison(pattern.comparison)}]`;
    case "qualified": {
      const inner = printPattern(pattern.of);
      const simple = pattern.of.kind === "observation" || pattern.of.kind === "qualified";
      return `${simple ? inner : `(${inner})`} ${printQualifier(pattern.qualifier)}`;
    }
    default: {
      const word = { and: " AND ", or: " OR ", "followed-by": " FOLLOWEDBY " }[pattern.kind];
      const looser: readonly Pattern["kind"][] =
        pattern.kind === "and" ? ["or", "followed-by"] : pattern.kind === "or" ? ["followed-by"] : [];
      return pattern.parts
        .map((part) => (looser.includes(part.kind) ? `(${printPattern(part)})` : printPattern(part)))
        .join(word);
    }
  }
}

function printQualifier(qualifier: Qualifier): string {
  switch (qualifier.kind) {
    case "within":
      return `WITHIN ${qualifier.seconds.text} SECONDS`;
    case "repeats":
      return `REPEATS ${qualifier.times} TIMES`;
    case "start-stop":
      return `START ${printConstant(qualifier.start)} STOP ${printConstant(qualifier.stop)}`;
  }
}

export function printComparison(comparison: Comparison): string {
  switch (comparison.kind) {
    case "or":
      return comparison.parts.map(printComparison).join(" OR ");
    case "and":
      return comparison.parts
        .map((part) => (part.kind === "or" ? `(${printComparison(part)})` : printComparison(part)))
        .join(" AND ");
    case "exists":
      return `${comparison.negated ? "NOT " : ""}EXISTS ${printPath(comparison.path)}`;
    case "in":
      return `${printPath(comparison.path)}${comparison.negated ? " NOT" : ""} IN (${comparison.set.map(printConstant).join(", ")})`;
    case "test":
      return `${printPath(comparison.path)}${comparison.negated ? " NOT" : ""} ${comparison.operator} ${printConstant(comparison.constant)}`;
  }
}

/** `file:hashes.'SHA-256'`, `email-message:to_refs[*].value`. */
export function printPath(path: ObjectPath): string {
  const steps = path.steps.map((step, at) => {
    if (step.kind === "any") return "[*]";
    if (step.kind === "index") return `[${step.at}]`;
    const name = /^[A-Za-z_][A-Za-z0-9_]*$/.test(step.name) ? step.name : quote(step.name);
    return at === 0 ? name : `.${name}`;
  });
  return `${path.type}:${steps.join("")}`;
}

function printConstant(constant: Constant): string {
  switch (constant.kind) {
    case "string":
      return quote(constant.value);
    case "boolean":
      return String(constant.value);
    case "timestamp":
      return `t'${constant.text}'`;
    case "hex":
      return `h'${constant.text}'`;
    case "binary":
      return `b'${constant.text}'`;
    default:
      return constant.text;
  }
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
