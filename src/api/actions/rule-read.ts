/** One rule: its text as it came, where it stands, what is set for it, and its exceptions. */
import { z } from "zod";
import { type BuiltInRule, hasTelemetry, type KnownRule, ownTaxonomies } from "../../detect/index.js";
import { defineAction } from "../action.js";
import { ruleRows, unknownRule } from "../rule-answers.js";
import { exceptionShape, levelShape, ruleKeyInput, ruleRowShape } from "../rule-shapes.js";
import { listOf, timeShape } from "../shapes.js";

const builtIn = ({ explains, level }: BuiltInRule) => ({
  description: explains,
  file: "",
  line: 0,
  text: "",
  version: null,
  hash: "",
  ownLevel: level,
  references: [],
  falsePositives: [],
  author: "",
  license: "",
  filteredBy: [],
  hasTelemetry: true,
});

function ofBook({ document, hash, filteredBy }: KnownRule) {
  const { description, place, references, falsePositives, author, license, level } = document;
  const isSeen = document.kind === "correlation" || hasTelemetry(document.logSource, ownTaxonomies());
  return {
    description,
    ...place,
    hash,
    ownLevel: level,
    references,
    falsePositives,
    author,
    license,
    filteredBy,
    hasTelemetry: isSeen,
  };
}

export const ruleRead = defineAction({
  id: "rule-read",
  method: "GET",
  path: "/rules/rule",
  summary: "One rule: its text, where it comes from, what is set for it",
  roles: ["operator", "auditor"],
  scope: "read",
  input: z.object({ rule: ruleKeyInput }),
  output: ruleRowShape.omit({ exceptions: true }).extend({
    description: z.string(),
    /** As its source names it; empty for what is built in. */
    file: z.string(),
    line: z.number(),
    /** The whole file. */
    text: z.string(),
    version: z.number().nullable(),
    hash: z.string(),
    /** As the rule has it; null where it leaves that to its rules. */
    ownLevel: levelShape.nullable(),
    references: listOf(z.string()),
    falsePositives: listOf(z.string()),
    author: z.string(),
    license: z.string(),
    filteredBy: listOf(z.string()),
    /** A taxonomy knows its log source; otherwise only JSON with fields of the same names meets it. */
    hasTelemetry: z.boolean(),
    set: z
      .object({
        isOn: z.boolean().nullable(),
        level: levelShape.nullable(),
        reason: z.string(),
        atUs: timeShape,
      })
      .nullable(),
    exceptions: listOf(exceptionShape),
  }),
  async handle({ rules, clock }, _caller, { rule: asked }) {
    await rules.ready;
    const key = rules.keyOf(asked);
    if (key === null) return unknownRule(asked);
    const row = (await ruleRows(rules, clock.nowUs())).find((one) => one.key === key);
    const known = rules.book.rules.find((one) => one.key === key);
    const detector = rules.builtIn.find(({ id }) => id === key);
    if (row === undefined) return unknownRule(key);
    const about =
      known !== undefined
        ? { ...ofBook(known), ...(await rules.textOf(known)) }
        : detector !== undefined
          ? builtIn(detector)
          : null;
    if (about === null) return unknownRule(key);
    return {
      ...row,
      ...about,
      set: rules.tuning.settings.get(key) ?? null,
      exceptions: rules.tuning.exceptions.filter(({ rule }) => rule === key),
    };
  },
});
