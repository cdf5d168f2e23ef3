/** How a relation differs from its baseline, in words. What a person confirmed belongs to the baseline. Pure. */
import type { RelationRow } from "../../../api/types.js";

/** Cranes rest on weekends: what was not seen for a week has ended, or waits for something. */
export const longUs = 7 * 86_400e6;

export type Difference = "not expected" | "new" | "functions" | "silent" | "none";

/** `heardUs`: when the network it is in was last heard at all; what was heard last then is not long ago. */
export function differenceOf(
  relation: Pick<RelationRow, "review" | "isNew" | "newFunctions" | "lastUs">,
  heardUs: number,
): Difference {
  if (relation.review === "not expected") return "not expected";
  if (relation.isNew) return "new";
  if (relation.newFunctions.length > 0) return "functions";
  return relation.lastUs < heardUs - longUs ? "silent" : "none";
}

export const differenceWords: Readonly<Record<Difference, string>> = {
  "not expected": "Not expected",
  new: "New since learning",
  functions: "New functions",
  silent: "Not seen for long",
  none: "As learned",
};
