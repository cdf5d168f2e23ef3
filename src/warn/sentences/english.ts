/** Warnings in English. The phrases they share stand in `wording.ts`. */
import type { Observable, WarningWords } from "../../model/index.js";
import { countStepInWords } from "../../share/index.js";
import {
  blockPlace,
  capital,
  knownAsInWords,
  listedInWords,
  listInWords,
  nounOf,
  numberInWords,
  shortValue,
  spanInWords,
  timeInWords,
  timesInWords,
} from "../wording.js";
import { advisory, sisterCrane } from "./cranes-english.js";
import { detected, nextInLine } from "./detected-english.js";
import type {
  AttackServerFacts,
  PeerOwnFacts,
  PeerWarnsFacts,
  SecondMemberFacts,
  Sentences,
} from "./sentences.js";

/** Looking a name up is less than contacting it, and the reader should know which it was. */
const verb = ({ isLookUp }: AttackServerFacts): string => (isLookUp ? "looked up" : "contacted");

function attackSentence(facts: AttackServerFacts): string {
  const several = facts.machines.length > 1;
  const who = several
    ? `${capital(numberInWords(facts.machines.length))} computers at your company`
    : "A computer at your company";
  if (facts.isLookUp) return `${who} looked up the name of a known attack server.`;
  const server = facts.isInside ? "a known attack server inside your own network" : "a known attack server";
  return `${who} ${several ? "are" : "is"} talking to ${server}.`;
}

function met({ observable, reached }: AttackServerFacts): string {
  if (observable.type !== "cidr") return shortValue(observable.value);
  return reached.length === 0
    ? `the listed network ${observable.value}`
    : `${listInWords(reached)} in the listed network ${observable.value}`;
}

/** The crane comes first: who unplugs before reading on could stop a machine with a load on its hook. */
function attackSteps({ machines, observable }: AttackServerFacts): readonly string[] {
  const several = machines.length > 1;
  const named = listInWords(machines, 10);
  const equipment = "a crane, a gate or other equipment, call the center first.";
  const careful =
    machines.length === 0
      ? `Find the computer in the evidence. If it runs ${equipment}`
      : `If ${several ? "any of " : ""}${named} runs ${equipment}`;
  const unplug = `Otherwise unplug ${named === "" ? "it" : named} from the network; do not switch ${several ? "them" : "it"} off.`;
  return [
    careful,
    unplug,
    `Block ${shortValue(observable.value)} ${blockPlace(observable)}.`,
    "Press “We are on it”, so that the center knows.",
    `Call the center if you cannot find the computer${several ? "s" : ""}.`,
  ];
}

function attackServer(facts: AttackServerFacts): WarningWords {
  const { machines, observable, count, firstUs, lastUs, sources, labels, others } = facts;
  const noun = nounOf(observable);
  const who = machines.length === 0 ? "one of your computers" : listInWords(machines);
  return {
    sentence: attackSentence(facts),
    story: [
      `${capital(who)} ${verb(facts)} ${met(facts)} ${timesInWords(count)} ${spanInWords(firstUs, lastUs)}.`,
      listedInWords(sources, labels, noun),
      ...(others === "none"
        ? []
        : [`${capital(countStepInWords(others))} of this port saw it within seven days.`]),
    ].join(" "),
    facts: [
      { label: machines.length > 1 ? "Your computers" : "Your computer", value: listInWords(machines, 10) },
      { label: capital(`listed ${noun}`), value: observable.value },
      { label: "Times", value: String(count) },
      { label: "First", value: timeInWords(firstUs) },
      { label: "Last", value: timeInWords(lastUs) },
      { label: "Listed by", value: listInWords(sources, 10) },
      { label: "Known as", value: knownAsInWords(labels) },
      { label: "Confidence", value: `${facts.confidence} of 100` },
    ],
    doNow: attackSteps(facts),
  };
}

function secondSteps(observable: Observable, value: string): readonly string[] {
  const noun = nounOf(observable);
  const place = blockPlace(observable);
  const block =
    noun === "file"
      ? `Have your virus scanner look for the file ${value}.`
      : noun === "mail address"
        ? `Block mail from ${value}.`
        : `Block ${value} ${place}${noun === "address" || noun === "network" ? ", both ways" : ""}.`;
  return [
    block,
    `Search your logs of the last seven days for ${value}.`,
    "Press “We looked: not here” if you find nothing, “I need help” if you find it.",
  ];
}

function secondMember(facts: SecondMemberFacts): WarningWords {
  const { observable, sources, labels, confidence, isAnswered } = facts;
  const noun = nounOf(observable);
  const value = shortValue(observable.value);
  const others = countStepInWords(facts.others);
  return {
    sentence: "Other members of this port met the same attacker; you may be next.",
    story: [
      `${capital(others)} of this port met the ${noun} ${value} within seven days.`,
      listedInWords(sources, labels, noun),
      isAnswered
        ? "At least one computer there reached out to it, which can mean that a break-in succeeded."
        : "So far it knocked from outside; no computer there is known to have answered it.",
      "It has not been seen in your own telemetry.",
    ].join(" "),
    facts: [
      { label: capital(noun), value: observable.value },
      { label: "Met by", value: others },
      { label: "Listed by", value: listInWords(sources, 10) },
      { label: "Known as", value: knownAsInWords(labels) },
      { label: "Confidence", value: `${confidence} of 100` },
    ],
    doNow: secondSteps(observable, value),
  };
}

const a = (noun: string): string => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
const portsInWords = (ports: readonly string[]): string =>
  `${ports.length === 1 ? "the port" : "the ports"} ${listInWords([...ports].sort())}`;
const tell = "Press “We are on it”, so that the center knows.";

function peerWarns(facts: PeerWarnsFacts): WarningWords {
  const { observable, ports, reachedOut, machines, count, labels, confidence } = facts;
  const noun = nounOf(observable);
  const value = shortValue(observable.value);
  return {
    sentence: reachedOut
      ? `A computer at your company contacted ${a(noun)} that another port warns of.`
      : `Another port warns of ${a(noun)} that knocked at your company.`,
    story: `${capital(portsInWords(ports))} met the ${noun} ${value} in attacks. It was met in your own telemetry ${timesInWords(count)}.`,
    facts: [
      { label: capital(noun), value: observable.value },
      { label: "Warned of by", value: listInWords([...ports].sort(), 10) },
      { label: "Known as", value: knownAsInWords(labels) },
      { label: "Your computers", value: listInWords(machines, 10) },
      { label: "Confidence", value: `${confidence} of 100` },
    ],
    doNow: [
      ...(reachedOut
        ? [
            "Find the computer in the evidence. If it runs a crane, a gate or other equipment, call the center first.",
          ]
        : []),
      `Block ${value} ${blockPlace(observable)}.`,
      `Search your logs of the last seven days for ${value}.`,
      tell,
    ],
  };
}

function peerOwn({ observable, port, registered, labels, confidence }: PeerOwnFacts): WarningWords {
  const noun = nounOf(observable);
  const value = shortValue(observable.value);
  return {
    sentence: "Another port warns of something that you registered as your own.",
    story: `${capital(portsInWords([port]))} met the ${noun} ${value} in attacks. It is yours by what you registered with the center.`,
    facts: [
      { label: capital(noun), value: observable.value },
      { label: "Warned of by", value: port },
      { label: "You registered", value: listInWords(registered, 10) },
      { label: "Known as", value: knownAsInWords(labels) },
      { label: "Confidence", value: `${confidence} of 100` },
    ],
    doNow: [
      `See whether ${value} is still in your hands: who uses it, and what changed there lately.`,
      "If it runs a crane, a gate or other equipment, call the center before you unplug anything.",
      tell,
    ],
  };
}

export const english: Sentences = {
  advisory,
  sisterCrane,
  attackServer,
  secondMember,
  peerWarns,
  peerOwn,
  detected,
  nextInLine,
};
