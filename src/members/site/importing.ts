/**
 * Changing lists from outside: a CSV file row by row (bad rows are named, good ones kept), one entry by its cells, and the
 * removal of one. With `replace` what the file does not have goes, unless another entry names it or some row was refused:
 * then the file is not all that it means to be.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import type { SiteListName } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import { membersProblem } from "../problems.js";
import type { Cells } from "./cell-reader.js";
import { type Changing, changeSite } from "./changing.js";
import { type ReadCsv, readCsv } from "./csv.js";
import { faultsToldMax } from "./limits.js";
import { readStored } from "./listing.js";
import { siteLists } from "./lists/index.js";
import { listAsCsv } from "./lists-as-csv.js";
import { overlapsOf } from "./overlaps.js";
import { SiteDraft } from "./site-draft.js";

export interface SiteImportFault {
  readonly line: number;
  /** Empty where it is the row as a whole. */
  readonly column: string;
  readonly reason: string;
}

export interface SiteImportReport {
  readonly version: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Rows. */
  readonly refused: number;
  /** The first two hundred; a row may have several. */
  readonly faults: readonly SiteImportFault[];
  /** What was taken otherwise than one may think. */
  readonly notes: readonly string[];
  readonly dryRun: boolean;
}

type Counted = Omit<SiteImportReport, "version" | "dryRun">;

export async function importSiteList(
  db: Kysely<Tables>,
  clock: Clock,
  by: Omit<Changing, "audit">,
  list: SiteListName,
  csv: string,
  replace: boolean,
): Promise<SiteImportReport | Problem> {
  const read = readCsv(siteLists[list], csv);
  if (read instanceof Problem) return read;
  const changed = await changeSite(db, clock, { ...by, audit: "site-import" }, (draft, timeZone) =>
    takeRows(draft, list, read, replace, timeZone),
  );
  if (changed instanceof Problem) return changed;
  return { version: changed.version, ...changed.answer, dryRun: by.dryRun ?? false };
}

function takeRows(
  draft: SiteDraft,
  list: SiteListName,
  { rows, unknown }: ReadCsv,
  replace: boolean,
  timeZone: string,
): Counted {
  const counts = { added: 0, changed: 0, unchanged: 0, refused: 0 };
  const faults: SiteImportFault[] = [];
  const lineOf = new Map<string, number>();
  let zonesTaken = 0;
  for (const { line, cells, fault } of rows) {
    const taken =
      fault === null
        ? draft.take(list, cells, null, lineOf)
        : { outcome: "refused" as const, faults: [fault] };
    counts[taken.outcome]++;
    if (taken.outcome === "refused") faults.push(...taken.faults.map((each) => ({ line, ...each })));
    else {
      lineOf.set(taken.id, line);
      if (taken.zoneTaken) zonesTaken++;
    }
  }
  const gone = replace ? removeRest(draft, list, lineOf, counts.refused) : { removed: 0, notes: [] };
  const notes = [
    ...(unknown.length === 0 ? [] : [`${unknown.join(", ")}: no column of this list; passed over`]),
    ...(zonesTaken === 0
      ? []
      : [
          `${zonesTaken} ${zonesTaken === 1 ? "row has times" : "rows have times"} without a zone: taken as ${timeZone}, the center's`,
        ]),
    ...gone.notes,
    ...(list === "zones" ? overlapsOf(draft.of("zones"), faultsToldMax) : []),
  ];
  return {
    ...counts,
    removed: gone.removed,
    faults: faults.slice(0, faultsToldMax),
    notes: notes.slice(0, faultsToldMax),
  };
}

function removeRest(
  draft: SiteDraft,
  list: SiteListName,
  kept: ReadonlyMap<string, number>,
  refused: number,
): { readonly removed: number; readonly notes: readonly string[] } {
  const rest = draft.of(list).filter(({ id }) => !kept.has(id));
  if (rest.length === 0) return { removed: 0, notes: [] };
  if (refused > 0)
    return {
      removed: 0,
      notes: ["nothing was removed, as rows were refused: mend them and import it again"],
    };
  const notes: string[] = [];
  let removed = 0;
  for (const { id } of rest) {
    const needed = draft.neededBy(id);
    if (needed.length === 0) {
      draft.remove(list, id);
      removed++;
    } else
      notes.push(
        `${draft.nameOf(list, id)} stays, as ${namedFew(needed)} ${needed.length === 1 ? "names" : "name"} it`,
      );
  }
  return { removed, notes };
}

const fewMax = 3;
const namedFew = (names: readonly string[]): string =>
  names.slice(0, fewMax).join(", ") + (names.length > fewMax ? ` and ${names.length - fewMax} more` : "");

export interface PutAnswer {
  readonly version: number;
  readonly id: string;
  readonly outcome: "added" | "changed" | "unchanged";
  readonly notes: readonly string[];
}

/** One entry by its columns' texts: the one with this id is changed; without one, as a row of a file. */
export async function putSiteEntry(
  db: Kysely<Tables>,
  clock: Clock,
  by: Omit<Changing, "audit" | "dryRun">,
  list: SiteListName,
  id: string | null,
  cells: Cells,
): Promise<PutAnswer | Problem> {
  const columns = siteLists[list].columns.map(({ name }) => name);
  const unknown = Object.keys(cells).filter((column) => !columns.includes(column));
  if (unknown.length > 0)
    return membersProblem("site-invalid", `${unknown.join(", ")}: ${list} have ${columns.join(", ")}.`);
  const changed = await changeSite(db, clock, { ...by, audit: "site-entry-put" }, (draft, timeZone) => {
    if (id !== null && draft.get(list, id) === null) return unknownEntry();
    const taken = draft.take(list, cells, id);
    if (taken.outcome === "refused")
      return membersProblem(
        "site-invalid",
        taken.faults
          .map(({ column, reason }) => (column === "" ? reason : `${column}: ${reason}`))
          .join("; "),
      );
    const { outcome } = taken;
    const notes = [
      ...(taken.zoneTaken ? [`Times without a zone are taken as ${timeZone}, the center's.`] : []),
      ...(list === "zones" ? overlapsOf(draft.of("zones"), faultsToldMax) : []),
    ];
    return { outcome, id: taken.id, notes };
  });
  return changed instanceof Problem ? changed : { version: changed.version, ...changed.answer };
}

export async function removeSiteEntry(
  db: Kysely<Tables>,
  clock: Clock,
  by: Omit<Changing, "audit" | "dryRun">,
  list: SiteListName,
  id: string,
): Promise<{ readonly version: number; readonly id: string } | Problem> {
  const changed = await changeSite(db, clock, { ...by, audit: "site-entry-remove" }, (draft) => {
    if (draft.get(list, id) === null) return unknownEntry();
    const needed = draft.neededBy(id);
    if (needed.length > 0)
      return membersProblem(
        "site-entry-needed",
        `${draft.nameOf(list, id)} is named by ${namedFew(needed)}.`,
      );
    draft.remove(list, id);
    return { id };
  });
  return changed instanceof Problem ? changed : { version: changed.version, ...changed.answer };
}

const unknownEntry = () => membersProblem("site-entry-unknown", "No entry of this list has this id.");

/** One list as a file that can be imported again. */
export async function exportSiteList(
  db: Kysely<Tables>,
  memberId: string,
  list: SiteListName,
): Promise<string> {
  return listAsCsv(new SiteDraft(await readStored(db, memberId), "UTC"), list);
}
