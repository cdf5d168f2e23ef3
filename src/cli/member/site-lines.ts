/** What `breakwater site` prints: a member's lists, what an import did, what was changed. */
import { type MemberSite, type SiteChange, type SiteListName, siteListNames } from "../../model/index.js";
import { table } from "../answering.js";

export interface ListedSite extends MemberSite {
  readonly timeZone: string;
}

export interface Imported {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly refused: number;
  readonly faults: readonly { readonly line: number; readonly column: string; readonly reason: string }[];
  readonly notes: readonly string[];
  readonly dryRun: boolean;
}

/** A list as the command line and files call it: `work-orders`. */
export const wordOfList = (name: SiteListName): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
export const listWords: readonly string[] = siteListNames.map(wordOfList);
export const listOfWord = (word: string): SiteListName =>
  siteListNames[listWords.indexOf(word)] ?? (word as SiteListName);

const when = (us: number): string => new Date(us / 1000).toISOString().slice(0, 16).replace("T", " ");
const written = (value: unknown, nameOf: (id: string) => string): string => {
  if (Array.isArray(value)) return value.map((each) => written(each, nameOf)).join(" | ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null ? "" : nameOf(String(value));
};

/** One list as a table, its columns as the API calls them; ids of others by their names, times in UTC. */
export function listLines(site: ListedSite, list: SiteListName): readonly string[] {
  const names = new Map<string, string>(
    [...site.zones, ...site.cranes, ...site.assets].map(({ id, name }) => [id, name]),
  );
  const rows = site[list].map((entry) => {
    const { id, ...rest } = entry;
    const fields = Object.entries(rest).map(([field, value]): readonly [string, string] => [
      field.replace(/Ids?$/, "").replace(/Us$/, ""),
      field.endsWith("Us") ? when(Number(value)) : written(value, (text) => names.get(text) ?? text),
    ]);
    return [...fields, ["id", id] as const];
  });
  if (rows[0] === undefined) return ["Nothing is listed."];
  return table(
    rows[0].map(([field]) => field),
    rows.map((row) => row.map(([, value]) => value)),
  );
}

export const siteLines = (site: ListedSite): readonly string[] => [
  ...siteListNames.map((name, at) => `${(listWords[at] as string).padEnd(12)} ${site[name].length}`),
  `Relations are learned for ${site.learningDays} days. Version ${site.version}${
    site.changedUs === null ? "" : `, changed ${when(site.changedUs)} UTC`
  }. Times without a zone are taken as ${site.timeZone}.`,
];

/** Bad rows by file, line and column, as compilers write them. */
export function importLines(report: Imported, path: string): readonly string[] {
  const { added, changed, unchanged, removed, refused, faults, notes, dryRun } = report;
  const rows = new Set(faults.map(({ line }) => line)).size;
  return [
    `${dryRun ? "Would add" : "Added"} ${added}, ${dryRun ? "change" : "changed"} ${changed}, ${dryRun ? "remove" : "removed"} ${removed}; ${unchanged} were there already, ${refused} refused.`,
    ...faults.map(
      ({ line, column, reason }) => `${path}:${line}: ${column === "" ? "" : `${column}: `}${reason}`,
    ),
    ...(rows < refused ? [`and ${refused - rows} rows more`] : []),
    ...notes.map((note) => `note: ${note}`),
  ];
}

export function historyLines(rows: readonly SiteChange[]): readonly string[] {
  return table(
    ["when (UTC)", "by", "list", "what", "name", "changed"],
    rows.map(({ atUs, by, list, kind, name, before, after }) => [
      when(atUs),
      by,
      list === null ? "" : (listWords[siteListNames.indexOf(list)] as string),
      kind,
      name,
      before === null || after === null
        ? ""
        : Object.keys(after)
            .filter((column) => after[column] !== before[column])
            .map((column) => `${column}: ${before[column] ?? ""} → ${after[column] ?? ""}`)
            .join("; "),
    ]),
  );
}
