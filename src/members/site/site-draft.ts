/**
 * A member's lists in memory while they are changed: each entry by id, by what it is known again, by the values it has for
 * itself, and by which others name it. What is asked of it is answered by look-up, as an import asks it for each row.
 */
import { newId } from "../../base/index.js";
import type { SiteEntries, SiteEntry, SiteListName } from "../../model/index.js";
import { type CellFault, CellReader, type Cells, nameKey, shown } from "./cell-reader.js";
import { entriesMax, zoneNetworksMax } from "./limits.js";
import { siteLists } from "./lists/index.js";

export interface StoredEntry {
  readonly list: SiteListName;
  readonly entry: SiteEntry;
}

export type Taken =
  | { readonly outcome: "added" | "changed" | "unchanged"; readonly id: string; readonly zoneTaken: boolean }
  | { readonly outcome: "refused"; readonly faults: readonly CellFault[] };

export class SiteDraft {
  readonly #before: ReadonlyMap<string, StoredEntry>;
  readonly #entries = new Map<string, StoredEntry>();
  readonly #byKey = new Map<string, string>();
  readonly #owners = new Map<string, string>();
  /** By an entry's id those that name it. */
  readonly #namedBy = new Map<string, Set<string>>();
  readonly #counts = new Map<SiteListName, number>();
  readonly #timeZone: string;
  #zoneNetworks = 0;

  constructor(stored: readonly StoredEntry[], timeZone: string) {
    this.#timeZone = timeZone;
    this.#before = new Map(stored.map((each) => [each.entry.id, each]));
    for (const { list, entry } of stored) this.#put(list, entry);
  }

  get(list: SiteListName, id: string): SiteEntry | null {
    const found = this.#entries.get(id);
    return found?.list === list ? found.entry : null;
  }

  of<Name extends SiteListName>(list: Name): readonly SiteEntries[Name][] {
    return [...this.#entries.values()]
      .filter((each) => each.list === list)
      .map(({ entry }) => entry as SiteEntries[Name]);
  }

  readonly nameOf = (list: SiteListName, id: string): string => {
    const entry = this.get(list, id);
    return entry === null ? "" : siteLists[list].nameOf(entry, this.nameOf);
  };

  cellsOf({ list, entry }: StoredEntry): Cells {
    return siteLists[list].write(entry as never, this.nameOf);
  }

  /** The entries that name this one, as people call them. */
  neededBy(id: string): readonly string[] {
    return [...(this.#namedBy.get(id) ?? [])].flatMap((by) => {
      const found = this.#entries.get(by);
      return found === undefined ? [] : siteLists[found.list].nameOf(found.entry, this.nameOf);
    });
  }

  /**
   * Takes one row. Where there is such an entry (the one with this id, or the one that the row's own columns name) it is
   * changed, and keeps what the row has no column for. `lines` are the rows that were taken before of the same file.
   */
  take(list: SiteListName, cells: Cells, id: string | null, lines?: ReadonlyMap<string, number>): Taken {
    const kind = siteLists[list];
    const read = (all: Cells) => {
      const reader = new CellReader(all, {
        timeZone: this.#timeZone,
        idOf: (of, name) => this.#idOf(of, name),
      });
      return { entry: kind.read(reader), reader };
    };
    const first = id === null ? read(cells) : null;
    const knownId = id ?? this.#byKey.get(keyed(list, kind.keyOf(first?.entry as SiteEntry))) ?? null;
    const known = knownId === null ? null : this.get(list, knownId);
    const line = known === null ? undefined : lines?.get(known.id);
    if (line !== undefined) return refused(kind.columns[0]?.name ?? "", `line ${line} has it already`);
    const { entry: given, reader } =
      known === null ? (first ?? read(cells)) : read({ ...this.cellsOf({ list, entry: known }), ...cells });
    if (reader.faults.length > 0) return { outcome: "refused", faults: reader.faults };
    const entry = { ...given, id: known?.id ?? newId() } as SiteEntry;
    const fault = this.#clash(list, entry) ?? this.#overflow(list, entry, known);
    if (fault !== null) return refused(fault.column, fault.reason);
    const { zoneTaken } = reader;
    if (known !== null && this.#isSame(list, known, entry))
      return { outcome: "unchanged", id: known.id, zoneTaken };
    if (known !== null) this.remove(list, known.id);
    this.#put(list, entry);
    return { outcome: known === null ? "added" : "changed", id: entry.id, zoneTaken };
  }

  remove(list: SiteListName, id: string): void {
    const entry = this.get(list, id);
    if (entry === null) return;
    const kind = siteLists[list];
    this.#entries.delete(id);
    this.#byKey.delete(keyed(list, kind.keyOf(entry)));
    for (const { column, value } of kind.ownValues(entry)) this.#owners.delete(owned(list, column, value));
    for (const [, to] of kind.refs(entry)) this.#namedBy.get(to)?.delete(id);
    this.#counts.set(list, this.#count(list) - 1);
    if (list === "zones") this.#zoneNetworks -= kind.ownValues(entry).length;
  }

  /** What is other than at the beginning, with the entry before and after. */
  changes(): readonly { readonly before: StoredEntry | null; readonly after: StoredEntry | null }[] {
    const gone = [...this.#before.values()].filter(({ entry }) => !this.#entries.has(entry.id));
    const there = [...this.#entries.values()].filter(
      (each) => this.#before.get(each.entry.id)?.entry !== each.entry,
    );
    return [
      ...gone.map((before) => ({ before, after: null })),
      ...there.map((after) => ({ before: this.#before.get(after.entry.id) ?? null, after })),
    ];
  }

  keyOf({ list, entry }: StoredEntry): string {
    return siteLists[list].keyOf(entry);
  }

  #put(list: SiteListName, entry: SiteEntry): void {
    const kind = siteLists[list];
    this.#entries.set(entry.id, { list, entry });
    this.#byKey.set(keyed(list, kind.keyOf(entry)), entry.id);
    for (const { column, value } of kind.ownValues(entry))
      this.#owners.set(owned(list, column, value), entry.id);
    for (const [, to] of kind.refs(entry)) {
      const by = this.#namedBy.get(to) ?? new Set();
      this.#namedBy.set(to, by.add(entry.id));
    }
    this.#counts.set(list, this.#count(list) + 1);
    if (list === "zones") this.#zoneNetworks += kind.ownValues(entry).length;
  }

  #idOf(list: SiteListName, name: string): string | null {
    return this.#byKey.get(keyed(list, nameKey(name))) ?? null;
  }

  #count(list: SiteListName): number {
    return this.#counts.get(list) ?? 0;
  }

  #clash(list: SiteListName, entry: SiteEntry): CellFault | null {
    const kind = siteLists[list];
    const named = (id: string) => shown(this.nameOf(list, id));
    const same = this.#byKey.get(keyed(list, kind.keyOf(entry)));
    if (same !== undefined && same !== entry.id)
      return { column: kind.columns[0]?.name ?? "", reason: `${named(same)} is there already` };
    for (const { column, value } of kind.ownValues(entry)) {
      const owner = this.#owners.get(owned(list, column, value));
      if (owner !== undefined && owner !== entry.id)
        return { column, reason: `${shown(value)} is ${named(owner)}'s already` };
    }
    return null;
  }

  #overflow(list: SiteListName, entry: SiteEntry, known: SiteEntry | null): CellFault | null {
    if (known === null && this.#count(list) >= entriesMax[list])
      return { column: "", reason: `the list has ${entriesMax[list]} entries, and no room for another` };
    const more = siteLists[list].ownValues(entry).length;
    return list === "zones" && this.#zoneNetworks + more > zoneNetworksMax
      ? { column: "networks", reason: `all zones together have at most ${zoneNetworksMax} networks` }
      : null;
  }

  #isSame(list: SiteListName, one: SiteEntry, other: SiteEntry): boolean {
    return (
      JSON.stringify(this.cellsOf({ list, entry: one })) ===
      JSON.stringify(this.cellsOf({ list, entry: other }))
    );
  }
}

const refused = (column: string, reason: string): Taken => ({
  outcome: "refused",
  faults: [{ column, reason }],
});
const keyed = (list: SiteListName, key: string): string => `${list}\n${key}`;
const owned = (list: SiteListName, column: string, value: string): string => `${list}\n${column}\n${value}`;
