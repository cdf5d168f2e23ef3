/** How a crane stands, in one word for its mark on the plan: what is most urgent of it counts. Pure. */
import type { CraneRow } from "../../../api/types.js";

export const craneStates = ["warning", "detected", "silent", "question", "quiet"] as const;
export type CraneState = (typeof craneStates)[number];

/** A crane at work is heard many times a minute. */
export const silentAfterUs = 3600e6;

export function craneState(
  row: Pick<CraneRow, "warnings" | "detections" | "lastUs" | "questions">,
  nowUs: number,
): CraneState {
  const { medium, high, critical } = row.detections;
  if (row.warnings > 0) return "warning";
  if (medium + high + critical > 0) return "detected";
  if (row.lastUs === null || row.lastUs < nowUs - silentAfterUs) return "silent";
  return row.questions > 0 ? "question" : "quiet";
}

export const stateWords: Readonly<Record<CraneState, { readonly word: string; readonly means: string }>> = {
  warning: { word: "Warning", means: "a warning about it is open" },
  detected: {
    word: "Detected",
    means: "something of level medium or above was detected on it in the last seven days",
  },
  silent: { word: "Not heard", means: "none of its machines was heard in the last hour" },
  question: { word: "Question", means: "a new machine waits for your answer" },
  quiet: { word: "Quiet", means: "heard, and nothing to tell" },
};
