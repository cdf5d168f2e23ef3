/** Warnings of detections in English: what a rule or a detector of behaviour saw, whom to look for, and what to do. */
import type { Urgency, WarningWords } from "../../model/index.js";
import { countStepInWords } from "../../share/index.js";
import {
  blockPlace,
  capital,
  listInWords,
  nounOf,
  shortValue,
  spanInWords,
  timeInWords,
  timesInWords,
} from "../wording.js";
import { behavioursInEnglish } from "./behaviours-english.js";
import type { DetectedFacts, NextInLineFacts } from "./sentences.js";

const tell = "Press “We are on it”, so that the center knows.";

export function detected(facts: DetectedFacts): WarningWords {
  const { rule, subject, machines, count, firstUs, lastUs, fields } = facts;
  const own = behavioursInEnglish[rule.id];
  const noun = subject === null ? "" : nounOf(subject);
  const about = subject === null ? "" : ` by the ${noun} ${shortValue(subject.value)}`;
  const on = machines.length === 0 ? "" : ` on ${listInWords(machines)}`;
  return {
    sentence: own?.sentence ?? `A rule for attacks fired on your records: ${shortValue(rule.title)}.`,
    story: [
      `It was seen ${timesInWords(count)}${about}${on}, ${spanInWords(firstUs, lastUs)}.`,
      ...(own === undefined ? [] : [own.means]),
    ].join(" "),
    facts: [
      { label: "Detected", value: rule.title },
      ...(subject === null ? [] : [{ label: capital(noun), value: subject.value }]),
      ...(machines.length === 0 ? [] : [{ label: "Your computers", value: listInWords(machines, 10) }]),
      { label: "Times", value: String(count) },
      { label: "First", value: timeInWords(firstUs) },
      { label: "Last", value: timeInWords(lastUs) },
      ...Object.entries(fields).map(([label, value]) => ({ label, value: shortValue(value) })),
      ...(rule.techniques.length === 0
        ? []
        : [{ label: "ATT&CK techniques", value: listInWords(rule.techniques, 10) }]),
    ],
    doNow: [
      ...(own?.doNow ?? [
        "Look at the records in this warning and find out whether one of your own people or suppliers did this.",
        "If nobody did, take the computer off the network. If it runs a crane, a gate or other machinery, call the center first.",
      ]),
      ...(subject === null || !isOutside(facts)
        ? []
        : [`Block ${shortValue(subject.value)} ${blockPlace(subject)}.`]),
      tell,
    ],
  };
}

/** Whether the one it is about is none of the member's own machines. */
const isOutside = ({ subject, machines }: DetectedFacts): boolean =>
  subject !== null && !machines.includes(subject.value);

const deeds: Readonly<Record<Urgency, string>> = {
  low: "So far it only knocked: no service sent it any data, and it logged in nowhere.",
  medium: "Some of what it tried answered it.",
  high: "It logged in at one of them, or tried to use a weakness there.",
  critical: "It logged in at one of them, or tried to use a weakness there.",
};

export function nextInLine({ subject, others, urgency }: NextInLineFacts): WarningWords {
  const noun = nounOf(subject);
  const value = shortValue(subject.value);
  return {
    sentence:
      urgency === "low"
        ? "Somebody is knocking at the members of this port one after the other, and was let in nowhere so far."
        : "Somebody is trying the members of this port one after the other; you may be next.",
    story: `${capital(countStepInWords(others))} of this port met the ${noun} ${value} within a day, one after the other. ${deeds[urgency]} It has not been seen in your own telemetry.`,
    facts: [
      { label: capital(noun), value: subject.value },
      { label: "Met by", value: countStepInWords(others) },
    ],
    doNow: [
      `Block ${value} ${blockPlace(subject)}.`,
      `Search your logs of the last seven days for ${value}.`,
      tell,
    ],
  };
}
