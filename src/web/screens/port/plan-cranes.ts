/** Which crane of the lists a mark on the plan is: by its name, and by its terminal's where both tell one. Pure. */
import type { CraneRow } from "../../../api/types.js";
import type { PlanFeature, PortPlan } from "../../../model/index.js";

export interface PlacedCrane {
  readonly feature: PlanFeature;
  /** Null where no list that the reader may read has it, or more than one has. */
  readonly row: CraneRow | null;
}

const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

export function placeCranes(
  plan: PortPlan | null,
  rows: readonly CraneRow[],
): { readonly placed: readonly PlacedCrane[]; readonly unplaced: readonly CraneRow[] } {
  const placed = (plan?.features ?? [])
    .filter(({ properties }) => properties.kind === "crane")
    .map((feature): PlacedCrane => {
      const { crane, terminal } = feature.properties;
      const named = rows.filter(
        (row) =>
          crane !== "" &&
          same(row.crane.name, crane) &&
          (terminal === "" || row.crane.terminal === "" || same(row.crane.terminal, terminal)),
      );
      return { feature, row: named.length === 1 ? (named[0] ?? null) : null };
    });
  const found = new Set(placed.map(({ row }) => row?.crane.id));
  return { placed, unplaced: rows.filter(({ crane }) => !found.has(crane.id)) };
}
