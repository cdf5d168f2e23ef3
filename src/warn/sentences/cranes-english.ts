/**
 * Warnings of what makers and coordinators publish, and of sister cranes, in English. Nobody is told to change anything on a
 * running crane: what an advisory says is done with the maker, at a planned time.
 */
import type { MatchReason, WarningWords } from "../../model/index.js";
import { capital, listInWords, numberInWords, shortValue } from "../wording.js";
import type { AdvisedItem, AdvisoryFacts, SisterCraneFacts } from "./sentences.js";

const tell = "Press “We are on it”, so that the center knows.";

const reasons: Readonly<Record<MatchReason, (item: AdvisedItem) => string>> = {
  "in range": ({ firmware, range }) =>
    `the firmware ${shortValue(firmware)} you run is in the range ${shortValue(range)}`,
  "every version": () => "every version of it is affected",
  "version unknown": ({ range }) =>
    `the product matches, its version is not known; affected is ${shortValue(range)}`,
  "version not comparable": ({ firmware, range }) =>
    `the product matches, and ${shortValue(firmware)} can't be compared with ${shortValue(range)}`,
  "range not readable": ({ range }) =>
    `the product matches; the advisory's own range (${shortValue(range)}) can't be used`,
};

const confidences = { exact: "exact", likely: "likely", possible: "possible" } as const;

export function advisory(facts: AdvisoryFacts): WarningWords {
  const { id, title, publisher, url, items, flaws, score, exploited } = facts;
  const several = items.length > 1;
  const isSure = items.some(({ confidence }) => confidence !== "possible");
  const who = several ? `${capital(numberInWords(items.length))} of your machines` : "A machine of yours";
  const has = isSure ? (several ? "have" : "has") : "may have";
  return {
    sentence:
      exploited.length > 0
        ? `${who} ${has} a weakness that attackers are known to use.`
        : `${who} ${has} a weakness that was published.`,
    story: [
      ...items.slice(0, 2).map((item) => `${shortValue(item.name)}: ${reasons[item.reason](item)}.`),
      ...(items.length > 2 ? [`The others stand below.`] : []),
      `The advisory is ${id}${publisher === "" ? "" : ` of ${publisher}`}: ${shortValue(title)}.`,
    ].join(" "),
    facts: [
      { label: "Advisory", value: url === "" ? id : `${id} ${url}` },
      ...items.slice(0, 10).map((item) => ({
        label: "Your machine",
        value: `${item.name} (${item.product}): ${reasons[item.reason](item)}; ${confidences[item.confidence]}`,
      })),
      { label: "Weaknesses", value: listInWords(flaws, 10) },
      ...(score === null ? [] : [{ label: "CVSS", value: `${score} of 10` }]),
      ...(exploited.length === 0
        ? []
        : [
            {
              label: "Known exploited",
              value: `${listInWords(exploited, 10)}${facts.isUsedForRansom ? "; also for ransom" : ""}`,
            },
          ]),
    ],
    doNow: advisorySteps(facts, isSure),
  };
}

function advisorySteps(
  { items, fixes, mitigations, isCrane }: AdvisoryFacts,
  isSure: boolean,
): readonly string[] {
  return [
    ...(isSure
      ? []
      : [
          `Find out which version ${listInWords(items.map(({ name }) => shortValue(name)))} has, and enter it in your list; this warning then goes or becomes certain.`,
        ]),
    isCrane
      ? "Change nothing on a running crane: plan with the maker what follows, for a maintenance window."
      : "Plan what follows with the maker or whoever maintains it, and change nothing in running operation.",
    ...fixes.map((text) => `The advisory says to mend it: “${text}”.`),
    ...mitigations.map((text) => `Until then it says: “${text}”.`),
    "Until it is mended let nothing reach it but what has to, above all nothing from the internet.",
    tell,
  ];
}

/** What to look at on a sister crane, by ATT&CK for ICS technique. */
const checks: Readonly<Record<string, string>> = {
  T0843: "Compare the program in its controllers with the copy that you approved.",
  T0845: "Find out whether somebody read the program out of its controllers.",
  T0889: "Compare the program in its controllers with the copy that you approved.",
  T0857: "Compare the firmware of its controllers with what the maker delivered.",
  T0839: "Compare the firmware of its controllers with what the maker delivered.",
  T0858: "See that the mode switch of each controller stands where it should.",
  T0816: "See in the controllers' own logs whether one was restarted or stopped, and by whom.",
  T0881: "See in the controllers' own logs whether one was restarted or stopped, and by whom.",
  T0836: "Compare its limits (hoist overload, wind, end positions) with what was engineered.",
  T0831: "Compare its limits (hoist overload, wind, end positions) with what was engineered.",
  T0855: "See in your records which machines sent commands to its controllers, and whether each should.",
  T0806: "See in your records which machines sent commands to its controllers, and whether each should.",
  T0822: "See who came in from outside, with which account, and whether each had a work order.",
  T0886: "See who came in from outside, with which account, and whether each had a work order.",
  T0883: "Look for a modem, a router or a gateway on it that nobody ordered.",
  T0860: "Look for a modem, a router or a gateway on it that nobody ordered.",
  T0846: "See in your records whether a machine has been looking for others near it.",
  T0888: "See in your records whether a machine has been looking for others near it.",
};

export function sisterCrane({ maker, model, cranes, found, techniques }: SisterCraneFacts): WarningWords {
  const kind = shortValue(`${maker} ${model}`.trim());
  const own = listInWords(cranes.map(shortValue));
  const several = cranes.length > 1;
  const asked = [...new Set(techniques.flatMap((technique) => checks[technique.slice(0, 5)] ?? []))];
  return {
    sentence: "Something was found on a crane elsewhere that is of the same maker and model as yours.",
    story: `On a crane of the kind ${kind} elsewhere this was found: ${shortValue(found)}. Your ${own} ${several ? "are" : "is"} of that kind. Nothing of it is known to have happened at yours.`,
    facts: [
      { label: "Kind", value: kind },
      { label: several ? "Your cranes" : "Your crane", value: listInWords(cranes, 20) },
      { label: "Found", value: found },
      ...(techniques.length === 0
        ? []
        : [{ label: "ATT&CK techniques", value: listInWords(techniques, 10) }]),
    ],
    doNow: [
      `Check ${own} for the same, without stopping work: look and compare, change nothing.`,
      ...(asked.length > 0
        ? asked
        : [
            "See in your records who reached its controllers in the last seven days, and whether each should.",
          ]),
      "If you find it, call the center first, then the maker; take nothing off the network with a load on the hook.",
      "Press “We looked: not here” if you find nothing, “I need help” if you find it.",
    ],
  };
}
