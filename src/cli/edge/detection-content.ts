/**
 * What the center gave to detect by, made into what detection runs: the files of rules are read here as at the center,
 * and run by what the center set for them. Nothing of it is this edge's own.
 */
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import type { Problem } from "../../base/index.js";
import {
  builtInRules,
  type DecidedRule,
  defaultPolicy,
  makeBook,
  type RuleBook,
  type RulesAtWork,
  RulesCompiler,
  readSource,
} from "../../detect/index.js";
import {
  type EdgeRuleSettings,
  edgeRuleBytesMax,
  edgeRuleSettings,
  ruleFilesBlob,
  ruleSettingsBlob,
} from "../../share/index.js";
import { cliProblem } from "../problems.js";
import type { Blob } from "./set-index.js";

export interface DetectionContent {
  /** Of the files and what is set for them, as it is told. */
  readonly version: string;
  /** Rules that run. */
  readonly rules: number;
  readonly work: RulesAtWork;
}

const ruleTexts = z.array(z.string());

export class ContentReader {
  readonly #compiler = new RulesCompiler();
  #book: { readonly version: string; readonly book: RuleBook } | null = null;

  /** Null where the center gave nothing to detect by. */
  async read(blobs: Readonly<Record<string, Blob>>): Promise<DetectionContent | null | Problem> {
    const settingsBlob = blobs[ruleSettingsBlob];
    const filesBlob = blobs[ruleFilesBlob];
    if (settingsBlob === undefined || filesBlob === undefined) return null;
    try {
      const settings = edgeRuleSettings.parse(JSON.parse(bytesOf(settingsBlob).toString("utf8")));
      if (this.#book?.version !== filesBlob.version)
        this.#book = { version: filesBlob.version, book: await bookOf(filesBlob) };
      const { book } = this.#book;
      const decided = decidedBy(settings, book);
      const builtIn = builtInRules();
      const tuning = tuningOf(settings);
      return {
        version: `${filesBlob.version.slice(0, 8)}.${settingsBlob.version.slice(0, 8)}`,
        rules: [...decided.values()].filter(({ runs }) => runs).length,
        work: this.#compiler.compile({ book, decided, tuning, builtIn }),
      };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return cliProblem("edge-center", `What it gave to detect by can't be read: ${why.slice(0, 200)}`);
    }
  }
}

const bytesOf = ({ content }: Blob): Buffer => Buffer.from(content, "base64");

/** Twice the text: it is JSON, where line ends and quotes are two characters. */
async function bookOf(blob: Blob): Promise<RuleBook> {
  const packed = gunzipSync(bytesOf(blob), { maxOutputLength: 2 * edgeRuleBytesMax });
  const texts = ruleTexts.parse(JSON.parse(packed.toString("utf8")));
  const files = texts.map((text, at) => ({ file: `${at + 1}.yml`, text }));
  return makeBook([await readSource("center", { files, unread: [], passedOver: 0 })]);
}

function decidedBy({ rules, detectors }: EdgeRuleSettings, book: RuleBook): ReadonlyMap<string, DecidedRule> {
  const levels = new Map(Object.entries(rules));
  const decided = new Map<string, DecidedRule>();
  for (const { key, document } of book.rules) {
    const level = levels.get(key);
    decided.set(key, {
      key,
      runs: level !== undefined,
      isOn: level !== undefined && level !== null,
      why: "policy",
      level: level ?? document.level ?? "medium",
    });
  }
  const set = new Map(Object.entries(detectors));
  for (const { id, level } of builtInRules()) {
    const isOn = set.get(id) !== null;
    decided.set(id, { key: id, runs: isOn, isOn, why: "policy", level: set.get(id) ?? level });
  }
  return decided;
}

function tuningOf({ detectors, exceptions }: EdgeRuleSettings) {
  return {
    settings: new Map(
      Object.entries(detectors).map(([id, level]) => [id, { isOn: null, level, reason: "", atUs: 0 }]),
    ),
    // Those of other members never came, so all are this member's.
    exceptions: exceptions.map((one, at) => ({
      ...one,
      id: String(at),
      memberId: null,
      reason: "",
      owner: "",
      createdUs: 0,
    })),
    policy: defaultPolicy,
  };
}
