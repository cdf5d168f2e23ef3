/**
 * A STIX pattern as a tree (STIX 2.1, section 9). Trees are canonical: what one operator joins is one node with two
 * or more parts, none of them a node of the same operator; numbers and instants have one text. So two patterns that
 * differ only in spacing, comments, case of key words or needless parentheses are equal trees. Trees are plain
 * values without bytes or big integers, so that they can be kept as JSON.
 */

/** `text` is canonical: no plus sign, no needless zeros; a float has at least one digit on each side of its point. */
export interface NumberConstant {
  readonly kind: "integer" | "float";
  readonly text: string;
}

export interface TimestampConstant {
  readonly kind: "timestamp";
  /** `2026-01-02T03:04:05.678Z`, zeros at the end of the fraction cut off. */
  readonly text: string;
}

export type Constant =
  | { readonly kind: "string"; readonly value: string }
  | NumberConstant
  | { readonly kind: "boolean"; readonly value: boolean }
  | TimestampConstant
  /** `text` is lower-case hexadecimal, two digits an octet. */
  | { readonly kind: "hex"; readonly text: string }
  /** `text` is base64 with its padding. */
  | { readonly kind: "binary"; readonly text: string };

/** A property of an object or key of a dictionary, a place in a list from 0, or any place in a list. */
export type PathStep =
  | { readonly kind: "key"; readonly name: string }
  | { readonly kind: "index"; readonly at: number }
  | { readonly kind: "any" };

export interface ObjectPath {
  /** Type of the object it starts at: `file`. */
  readonly type: string;
  /** The first step is a key. */
  readonly steps: readonly PathStep[];
}

export type OrderOperator = "<" | "<=" | ">" | ">=";
export type TextOperator = "LIKE" | "MATCHES" | "ISSUBSET" | "ISSUPERSET";
export type ComparisonOperator = "=" | "!=" | OrderOperator | TextOperator;

export interface PropertyTest {
  readonly kind: "test";
  readonly path: ObjectPath;
  readonly negated: boolean;
  readonly operator: ComparisonOperator;
  readonly constant: Constant;
}

export interface SetTest {
  readonly kind: "in";
  readonly path: ObjectPath;
  readonly negated: boolean;
  /** At least one. */
  readonly set: readonly Constant[];
}

export interface ExistsTest {
  readonly kind: "exists";
  readonly path: ObjectPath;
  readonly negated: boolean;
}

/** What stands between brackets. */
export type Comparison =
  | PropertyTest
  | SetTest
  | ExistsTest
  | { readonly kind: "and" | "or"; readonly parts: readonly Comparison[] };

export type Qualifier =
  | { readonly kind: "within"; readonly seconds: NumberConstant }
  | { readonly kind: "repeats"; readonly times: number }
  | { readonly kind: "start-stop"; readonly start: TimestampConstant; readonly stop: TimestampConstant };

export type Pattern =
  | { readonly kind: "observation"; readonly comparison: Comparison }
  | { readonly kind: "and" | "or" | "followed-by"; readonly parts: readonly Pattern[] }
  | { readonly kind: "qualified"; readonly of: Pattern; readonly qualifier: Qualifier };

type Joined<Kind extends string, Node> = { readonly kind: Kind; readonly parts: readonly Node[] };

/** Joins nodes with one operator, the parts of equal joins taken up; one node alone stays as it is. */
export function join<Kind extends string, Node extends { readonly kind: string }>(
  kind: Kind,
  nodes: readonly (Node | Joined<Kind, Node>)[],
): Node | Joined<Kind, Node> {
  if (nodes.length === 1) return nodes[0] as Node;
  const parts = nodes.flatMap((node) =>
    node.kind === kind && "parts" in node ? (node as Joined<Kind, Node>).parts : [node as Node],
  );
  return { kind, parts };
}
