/**
 * Detections as an analyst reads them: what goes on for hours is told anew for each ten minutes, and is one line here,
 * with how many windows it stands for. Whose, by which rule, by whom and about what make it the same. Pure.
 */
import type { DetectionRow } from "../../../api/types.js";
import { type DetectionLevel, detectionLevels } from "../../../model/index.js";

export interface FoldedDetection {
  /** The newest, which is opened. */
  readonly row: DetectionRow;
  /** All of them. */
  readonly ids: readonly string[];
  /** Records: added up for rules; the most that was told for detectors, whose counts run on from window to window. */
  readonly count: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

export interface LevelGroup {
  readonly level: DetectionLevel;
  readonly folded: readonly FoldedDetection[];
}

const keyOf = ({ memberId, rule, subject, about }: DetectionRow): string =>
  JSON.stringify([memberId, rule.id, rule.level, subject?.type, subject?.value, about]);

/** In the order in which the first of each came; `rows` are newest first. */
export function foldDetections(rows: readonly DetectionRow[]): readonly FoldedDetection[] {
  const folded = new Map<string, FoldedDetection>();
  for (const row of rows) {
    const key = keyOf(row);
    const known = folded.get(key);
    folded.set(
      key,
      known === undefined
        ? { row, ids: [row.id], count: row.count, firstUs: row.firstUs, lastUs: row.lastUs }
        : {
            row: known.row,
            ids: [...known.ids, row.id],
            count: row.rule.kind === "behaviour" ? Math.max(known.count, row.count) : known.count + row.count,
            firstUs: Math.min(known.firstUs, row.firstUs),
            lastUs: Math.max(known.lastUs, row.lastUs),
          },
    );
  }
  return [...folded.values()];
}

/** The gravest first, and in each the order that was; levels with nothing are left out. */
export function byLevel(folded: readonly FoldedDetection[]): readonly LevelGroup[] {
  return [...detectionLevels]
    .reverse()
    .map((level) => ({ level, folded: folded.filter(({ row }) => row.rule.level === level) }))
    .filter((group) => group.folded.length > 0);
}
