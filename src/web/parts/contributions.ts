/** Kinds of contribution as screens say them. */
import type { ParticipationRow } from "../../api/types.js";

type Kind = ParticipationRow["kinds"][number];

interface Words {
  /** In a list: `Reports`. */
  readonly title: string;
  /** For operators: what is counted. */
  readonly what: string;
  /** For the member: what would count. */
  readonly how: string;
}

export const kindWords: Readonly<Record<Kind, Words>> = {
  report: {
    title: "Reports",
    what: "sent by its people",
    how: "Report something you saw, under your name or without it for other members",
  },
  sighting: {
    title: "Sightings",
    what: "an indicator met in its telemetry",
    how: "Your telemetry meets an indicator; nobody has to do anything",
  },
  telemetry: {
    title: "Telemetry",
    what: "records sent, whether or not one meets an indicator",
    how: "A sensor or log of yours sends records",
  },
  reaction: {
    title: "Answers",
    what: "to warnings, whatever they say",
    how: "Answer a warning, also with: we looked, not here",
  },
};
export const kindsInOrder = Object.keys(kindWords) as readonly Kind[];

export const standingWords: Readonly<Record<ParticipationRow["standing"], string>> = {
  sharing: "Shares",
  grace: "In its grace",
  "not sharing": "Does not share",
};
