/**
 * YAML, as rules are written in it, as a tree that knows the line of everything. Documents of a file are parted before they
 * are parsed, so that one that is broken, endless or made to explode costs itself and nothing else: each is bounded in bytes,
 * depth and nodes, with what aliases repeat counted each time it is repeated.
 *
 * YAML 1.2, core schema (https://yaml.org/spec/1.2.2/): `yes` and `2024-05-31` are texts.
 */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { documentBytesMax, nestingMax, nodesMax } from "./limits.js";
import { Refused } from "./refused.js";

export interface YamlMap {
  readonly kind: "map";
  readonly line: number;
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  readonly key: string;
  readonly line: number;
  readonly value: YamlNode;
}

export interface YamlList {
  readonly kind: "list";
  readonly line: number;
  readonly items: readonly YamlNode[];
}

export interface YamlScalar {
  readonly kind: "scalar";
  readonly line: number;
  readonly value: string | number | boolean | null;
  /** As it stands in the file; numbers lose their zeros when they are read. */
  readonly source: string;
}

export type YamlNode = YamlMap | YamlList | YamlScalar;

/** A document's text and the line it begins in. */
export interface YamlText {
  readonly text: string;
  readonly firstLine: number;
}

/** Parts a file at its `---` lines, which can stand at a line's beginning for nothing else. Empty documents are left out. */
export function* yamlTexts(file: string): Generator<YamlText> {
  let firstLine = 1;
  let line = 1;
  let from = 0;
  const isEmpty = (text: string) => !/^(?!%|\.\.\.\s*$)[ \t]*[^\s#]/m.test(text.replace(/^---/, ""));
  for (let at = 0; at <= file.length; ) {
    const end = file.indexOf("\n", at);
    const next = end < 0 ? file.length + 1 : end + 1;
    const isMark = file.startsWith("---", at) && /^---(?:\s|$)/.test(file.slice(at, at + 4));
    if (isMark && at > from) {
      const text = file.slice(from, at);
      if (!isEmpty(text)) yield { text, firstLine };
      from = at;
      firstLine = line;
    }
    at = next;
    line++;
  }
  const text = file.slice(from);
  if (!isEmpty(text)) yield { text, firstLine };
}

/** The tree of one document. Throws a `Refused`. */
export function readYaml({ text, firstLine }: YamlText): YamlNode {
  if (text.length > documentBytesMax)
    throw new Refused(
      "too-large",
      firstLine,
      `The document has ${text.length} characters; ${documentBytesMax} are allowed.`,
    );
  const lines = new LineCounter();
  const lineAt = (offset: number) => firstLine + Math.max(lines.linePos(offset).line, 1) - 1;
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
      stringKeys: false,
    });
    const [error] = document.errors;
    if (error !== undefined) {
      const said = error.message.split("\n")[0] as string;
      throw new Refused("not-yaml", lineAt(error.pos[0]), `It is no YAML: ${said}`);
    }
    return new TreeMaker(lineAt, (alias) => alias.resolve(document)).make(document.contents, 0, firstLine);
  } catch (error) {
    if (error instanceof RangeError)
      throw new Refused("too-large", firstLine, "It nests too deep to be read.");
    throw error;
  }
}

type Alias = Extract<Node, { readonly resolve: unknown }>;

class TreeMaker {
  readonly #lineAt: (offset: number) => number;
  readonly #resolve: (alias: Alias) => Node | undefined;
  #nodes = 0;

  constructor(lineAt: (offset: number) => number, resolve: (alias: Alias) => Node | undefined) {
    this.#lineAt = lineAt;
    this.#resolve = resolve;
  }

  make(node: unknown, depth: number, above: number): YamlNode {
    const { range } = (node ?? {}) as Node;
    const line = range ? this.#lineAt(range[0]) : above;
    if (++this.#nodes > nodesMax)
      throw new Refused(
        "too-large",
        line,
        `The document has more than ${nodesMax} values, what aliases repeat counted each time.`,
      );
    if (depth > nestingMax)
      throw new Refused("too-large", line, `The document nests more than ${nestingMax} deep.`);
    if (isAlias(node)) {
      const target = this.#resolve(node);
      if (target === undefined)
        throw new Refused("not-yaml", line, `Nothing is called ${JSON.stringify(node.source)} above.`);
      return this.make(target, depth + 1, line);
    }
    if (isMap(node)) return { kind: "map", line, entries: this.#entries(node.items, depth, line) };
    if (isSeq(node))
      return { kind: "list", line, items: node.items.map((item) => this.make(item, depth + 1, line)) };
    if (isScalar(node)) return scalar(node.value, node.source, line);
    return { kind: "scalar", line, value: null, source: "" };
  }

  #entries(
    items: readonly { readonly key: unknown; readonly value: unknown }[],
    depth: number,
    above: number,
  ): YamlEntry[] {
    const seen = new Set<string>();
    return items.map(({ key, value }) => {
      const named = this.make(key, depth + 1, above);
      if (named.kind !== "scalar")
        throw new Refused("field-invalid", named.line, "The name of a field is a list or a map.");
      const name = typeof named.value === "string" ? named.value : named.source;
      if (seen.has(name))
        throw new Refused(
          "field-invalid",
          named.line,
          `${JSON.stringify(name)} stands twice in the same map.`,
        );
      seen.add(name);
      return { key: name, line: named.line, value: this.make(value, depth + 1, named.line) };
    });
  }
}

function scalar(value: unknown, source: string | undefined, line: number): YamlScalar {
  if (typeof value === "number") {
    // Beyond 2^53 a number is not what was written; the text is.
    const text = source ?? String(value);
    return { kind: "scalar", line, value: isExact(value, text) ? value : text, source: text };
  }
  if (typeof value === "string" || typeof value === "boolean" || value === null)
    return { kind: "scalar", line, value, source: source ?? String(value) };
  return { kind: "scalar", line, value: source ?? String(value), source: source ?? String(value) };
}

function isExact(value: number, source: string): boolean {
  return Number.isFinite(value) && (Number.isSafeInteger(value) || !/^[-+]?\d+$/.test(source));
}
