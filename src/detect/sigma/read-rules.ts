/**
 * Reads a file of Sigma documents: rules, correlations, filters, and collections with `action: global` (what follows has its
 * fields), `repeat` (the rule before with changes) and `reset`. What can't be read is a refusal with file, line and reason;
 * all else goes on. Nothing here throws for what a file holds.
 * https://github.com/SigmaHQ/sigma-specification/tree/main/specification
 */
import { isUtf8 } from "node:buffer";
import { detectionLevels } from "../../model/index.js";
import { readCorrelation } from "./correlation-document.js";
import { readDetection } from "./detection.js";
import { DocumentReader } from "./document-reader.js";
import { readHead, readLogSource } from "./head.js";
import { documentsMax, fileBytesMax } from "./limits.js";
import type { Placeholders } from "./placeholders.js";
import { Refused } from "./refused.js";
import type { RuleRefusal, SigmaDocument, SigmaFilter, SigmaRule } from "./rule.js";
import { readYaml, type YamlEntry, type YamlMap, type YamlNode, yamlTexts } from "./yaml-tree.js";

export interface ReadRulesOptions {
  readonly placeholders?: Placeholders;
}

export interface ReadRules {
  readonly documents: readonly SigmaDocument[];
  readonly refusals: readonly RuleRefusal[];
}

/** `file` is how refusals and rules name it. */
export function readRules(
  bytes: Uint8Array | string,
  file: string,
  { placeholders = {} }: ReadRulesOptions = {},
): ReadRules {
  const documents: SigmaDocument[] = [];
  const refusals: RuleRefusal[] = [];
  const refuse = (refused: Refused, map: YamlMap | null) =>
    refusals.push({
      file,
      line: refused.line,
      kind: refused.kind,
      reason: refused.message,
      id: textOf(map, "id"),
      title: textOf(map, "title"),
    });
  const text = textOfFile(bytes);
  if (text instanceof Refused) {
    refuse(text, null);
    return { documents, refusals };
  }
  const collection = new Collection();
  let count = 0;
  for (const part of yamlTexts(text)) {
    let map: YamlMap | null = null;
    try {
      if (++count > documentsMax)
        throw new Refused("too-large", part.firstLine, `The file has more than ${documentsMax} documents.`);
      const tree = readYaml(part);
      if (tree.kind === "scalar" && tree.value === null) continue;
      if (tree.kind !== "map")
        throw new Refused(
          "not-a-rule",
          tree.line,
          `The document is a ${tree.kind === "list" ? "list" : "single value"}, and no map.`,
        );
      map = collection.take(tree);
      if (map !== null) documents.push(readDocument(map, file, placeholders));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refuse(error, map);
      if (count > documentsMax) break;
    }
  }
  if (count === 0) refuse(new Refused("not-a-rule", 1, "The file has no document in it."), null);
  return { documents, refusals };
}

function textOfFile(bytes: Uint8Array | string): string | Refused {
  if (bytes.length > fileBytesMax)
    return new Refused("too-large", 1, `The file has ${bytes.length} bytes; ${fileBytesMax} are allowed.`);
  if (typeof bytes !== "string" && !isUtf8(bytes))
    return new Refused("not-yaml", 1, "The file is not UTF-8.");
  const text = typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("utf8");
  return text.replace(/^\uFEFF/, "");
}

function textOf(map: YamlMap | null, name: string): string | null {
  const value = map?.entries.find(({ key }) => key === name)?.value;
  return value?.kind === "scalar" && value.value !== null ? value.source.slice(0, 300) : null;
}

function readDocument(map: YamlMap, file: string, placeholders: Placeholders): SigmaDocument {
  const document = new DocumentReader(map);
  const kind = kindOf(document);
  if (kind === null)
    throw new Refused(
      "not-a-rule",
      map.line,
      "The document has neither `detection` nor `correlation` nor `filter`, as Sigma's have.",
    );
  const read =
    kind === "correlation"
      ? readCorrelation(document, file)
      : kind === "filter"
        ? readFilter(document, file, placeholders)
        : readRule(document, file, placeholders);
  if (read.taxonomy !== "sigma")
    throw new Refused(
      "taxonomy-unknown",
      document.lineOf("taxonomy"),
      `The document is written in the taxonomy ${JSON.stringify(read.taxonomy.slice(0, 80))}; only \`sigma\` is known.`,
    );
  return read;
}

function kindOf(document: DocumentReader): "rule" | "correlation" | "filter" | null {
  if (document.has("correlation")) return "correlation";
  if (document.has("filter") || document.text("type") === "filter") return "filter";
  // A rule that lacks its detection is told so.
  return document.has("detection") || (document.has("title") && document.has("logsource")) ? "rule" : null;
}

function readRule(document: DocumentReader, file: string, placeholders: Placeholders): SigmaRule {
  return {
    kind: "rule",
    ...readHead(document, file),
    level: document.oneOf("level", detectionLevels) ?? "medium",
    logSource: readLogSource(document),
    detection: readDetection(document.section("detection").map, placeholders),
    fields: document.texts("fields"),
    scope: document.texts("scope"),
  };
}

function readFilter(document: DocumentReader, file: string, placeholders: Placeholders): SigmaFilter {
  const section = document.section("filter");
  const rules = section.items("rules");
  if (!section.has("rules")) throw section.missing("rules");
  const isAny = rules.length === 0 || (rules.length === 1 && /^(?:all|any)$/i.test(rules[0]?.text ?? ""));
  return {
    kind: "filter",
    ...readHead(document, file),
    logSource: readLogSource(document),
    rules: isAny ? "any" : rules.map(({ text, line }) => ({ rule: text.trim(), line })),
    detection: readDetection(section.map, placeholders, ["rules"]),
  };
}

/** What `action` documents have said so far. */
class Collection {
  #global: YamlMap | null = null;
  #before: YamlMap | null = null;
  #taken = 0;

  /** The document with what it takes over from others; null for one that only says something to others. */
  take(map: YamlMap): YamlMap | null {
    const action = map.entries.find(({ key }) => key === "action");
    if (action === undefined)
      return this.#remember(this.#global === null ? map : this.#merge(this.#global, map));
    const rest = { ...map, entries: map.entries.filter((entry) => entry !== action) };
    const word = action.value.kind === "scalar" ? action.value.value : null;
    if (word === "global") {
      this.#global = this.#global === null ? rest : this.#merge(this.#global, rest);
      return null;
    }
    if (word === "reset") {
      this.#global = null;
      return rest.entries.length === 0 ? null : this.#remember(rest);
    }
    if (word !== "repeat")
      throw new Refused("field-invalid", action.line, "`action` must be global, repeat or reset.");
    if (this.#before === null)
      throw new Refused("field-invalid", action.line, "`action: repeat` has no rule before it.");
    return this.#remember(this.#merge(this.#before, rest));
  }

  #merge(under: YamlMap, over: YamlMap): YamlMap {
    this.#taken += sizeOf(under);
    if (this.#taken > takenOverMax)
      throw new Refused(
        "too-large",
        over.line,
        "The documents of the file take too much over from each other.",
      );
    return merged(under, over);
  }

  #remember(map: YamlMap): YamlMap {
    this.#before = map;
    return map;
  }
}

/** Fields that the documents of one file may take over from others, all together: 20,000 documents of 100. */
const takenOverMax = 2_000_000;

function sizeOf(node: YamlNode): number {
  if (node.kind !== "map") return 1;
  return node.entries.reduce((sum, { value }) => sum + sizeOf(value), 1);
}

/** The second over the first, maps into each other; lines are of where a thing stands. */
function merged(under: YamlMap, over: YamlMap): YamlMap {
  const entries = new Map<string, YamlEntry>(under.entries.map((entry) => [entry.key, entry]));
  for (const entry of over.entries) {
    const known = entries.get(entry.key);
    const value: YamlNode =
      known?.value.kind === "map" && entry.value.kind === "map"
        ? merged(known.value, entry.value)
        : entry.value;
    entries.set(entry.key, { ...entry, value });
  }
  return { kind: "map", line: over.line, entries: [...entries.values()] };
}
