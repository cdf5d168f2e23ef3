/** What is said of detections and attempts, in words: the same on every part of these screens, as docs/attempts.md has them. */
import type { AttemptSums } from "../../../api/types.js";
import type { DetectionKind, Targetedness } from "../../../model/index.js";

export const kindWords: Readonly<Record<DetectionKind, string>> = {
  sigma: "Rules",
  behaviour: "Behaviour",
  ot: "Control systems",
};

export const targetednessWords: Readonly<
  Record<Targetedness, { readonly word: string; readonly means: string }>
> = {
  "only-us": {
    word: "Only us",
    means: "one member of four or more that watch met it, for half an hour or longer, and no list knows it",
  },
  "only-ports": {
    word: "Only ports",
    means: "two or more members of this port met it, or another port did, and no list knows it",
  },
  everybody: {
    word: "Everybody",
    means:
      "it knocks everywhere: lists know it as a scanner, or half of this port, four members at least, met it and it only knocked",
  },
  unknown: { word: "Not known", means: "too few members watch, or it was met only just now" },
};

type AttemptKind = AttemptSums["kinds"][number]["name"];

export const attemptWords: Readonly<Record<AttemptKind, { readonly word: string; readonly means: string }>> =
  {
    exploit: { word: "Break-in requests", means: "what no honest client sends" },
    login: { word: "Failed log-ins", means: "each is another password" },
    alert: { word: "Alerts", means: "a sensor's, about a packet from outside" },
    knock: { word: "Knocks", means: "blocked, refused, or not answered" },
  };

export function whoStopped(name: string): string {
  if (name === "machine") return "The machine itself refused";
  if (name === "no answer") return "Nobody answered";
  if (name === "nobody") return "Nothing says it was stopped";
  return `${name} blocked it`;
}

/** A detector tells again when its count has doubled: what it said is the least that it was. */
export function howOften(count: number, kind: DetectionKind): string {
  if (count === 1) return "once";
  return `${kind === "behaviour" ? "at least " : ""}${count.toLocaleString("en")} times`;
}
