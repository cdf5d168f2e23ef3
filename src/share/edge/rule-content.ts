/**
 * Detection content for a member's edges: the files of rules that run at the center and what is set for them, as this
 * member may have them. A file goes whole or not at all, by the gate: a rule may be marked (`tlp.amber` among its tags)
 * or name another member. Files lose their names and places, which are the center's. An exception goes without its reason
 * and who answers for it; one of another member does not go.
 */
import { setImmediate as letOthersGo } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import type { RuleException } from "../../detect/index.js";
import { type DetectionLevel, detectionLevels } from "../../model/index.js";
import type { Gate } from "../gate/gate.js";
import { edgeRuleBytesMax } from "./limits.js";
import type { EdgeBlob } from "./serve-set.js";

export const ruleFilesBlob = "rules/sigma.json.gz";
export const ruleSettingsBlob = "settings/rules.json";

const level = z.enum(detectionLevels).nullable();
const key = z.string().min(1).max(500);

/** What is set for the rules in the files, and for detectors of behaviour. */
export const edgeRuleSettings = z.strictObject({
  /** Rules that run, with the level they tell with; null for one that only serves correlations. Others do not run. */
  rules: z.record(key, level),
  /** Detectors that something is set for: their level, or null for one that is off. */
  detectors: z.record(key, level),
  exceptions: z
    .array(
      z.strictObject({
        rule: key,
        field: z.string().max(500).nullable(),
        value: z.string().max(10_000).nullable(),
        expiresUs: z.number().int().min(0).max(9e15),
      }),
    )
    .max(5_000)
    .readonly(),
});
export type EdgeRuleSettings = z.infer<typeof edgeRuleSettings>;

/** A file of rules that are at work. */
export interface RuleContentFile {
  readonly text: string;
  /** It came with the program, so that anybody has it. */
  readonly isOwn: boolean;
  /** The rules in it that run. */
  readonly rules: readonly { readonly key: string; readonly level: DetectionLevel | null }[];
}

export interface RuleContent {
  /** What matters most first: what has no room is left out from the end. */
  readonly files: readonly RuleContentFile[];
  readonly detectors: Readonly<Record<string, DetectionLevel | null>>;
  readonly exceptions: readonly RuleException[];
}

/** `tlp.amber+strict` and the like as a label; one that is unknown counts as TLP:RED. */
const labelsIn = (text: string): readonly string[] =>
  [...text.matchAll(/\btlp[.:]([a-z]+(?:[+_-]strict)?)/gi)].map(
    ([, word = ""]) => `TLP:${word.toUpperCase().replace(/[_-]STRICT/, "+STRICT")}`,
  );

const markingsOf = ({ text, isOwn }: RuleContentFile): readonly string[] => {
  const labels = labelsIn(text);
  // What the center runs without a marking is for its community.
  return labels.length > 0 ? labels : [isOwn ? "TLP:CLEAR" : "TLP:GREEN"];
};

function mayHave(gate: Gate, memberId: string, tlps: readonly string[], content: object): boolean {
  return tlps.every(
    (tlp) =>
      gate.decide({
        object: { kind: "exchange", id: "rules", memberId: null, tlp, content },
        recipient: { kind: "member", memberId },
        channel: "edge",
      }).released,
  );
}

function exceptionsFor(
  gate: Gate,
  memberId: string,
  exceptions: readonly RuleException[],
  nowUs: number,
): EdgeRuleSettings["exceptions"] {
  return exceptions
    .filter(({ expiresUs }) => expiresUs > nowUs)
    .filter(({ memberId: of }) => of === null || of === memberId)
    .map(({ memberId: of, rule, field, value, expiresUs }) => ({
      isOwn: of !== null,
      form: { rule, field, value, expiresUs },
    }))
    .filter(({ isOwn, form }) => isOwn || mayHave(gate, memberId, ["TLP:GREEN"], form))
    .map(({ form }) => form);
}

/**
 * What each of some members may have. Each file is read once for all of them, and others go between two files, as
 * looking through thousands takes seconds.
 */
export async function ruleBlobsFor(
  gate: Gate,
  memberIds: readonly string[],
  content: RuleContent,
  nowUs: number,
): Promise<ReadonlyMap<string, readonly EdgeBlob[]>> {
  const given = new Map(memberIds.map((id) => [id, [] as RuleContentFile[]]));
  const bytes = new Map<string, number>();
  for (const file of content.files) {
    await letOthersGo();
    for (const [memberId, files] of given) {
      const after = (bytes.get(memberId) ?? 0) + Buffer.byteLength(file.text);
      if (after > edgeRuleBytesMax || !mayHave(gate, memberId, markingsOf(file), { text: file.text }))
        continue;
      bytes.set(memberId, after);
      files.push(file);
    }
  }
  return new Map(
    [...given].map(([memberId, files]) => {
      const settings: EdgeRuleSettings = {
        rules: Object.fromEntries(files.flatMap(({ rules }) => rules.map((one) => [one.key, one.level]))),
        detectors: content.detectors,
        exceptions: exceptionsFor(gate, memberId, content.exceptions, nowUs),
      };
      return [
        memberId,
        [
          { name: ruleSettingsBlob, content: Buffer.from(`${JSON.stringify(settings)}\n`) },
          { name: ruleFilesBlob, content: gzipSync(JSON.stringify(files.map(({ text }) => text))) },
        ],
      ];
    }),
  );
}
