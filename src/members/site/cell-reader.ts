/**
 * Reads the cells of one entry, each in the one spelling in which it is kept, and gathers what is wrong with them by column:
 * a row is told all its faults at once. Values of one cell stand apart by `|` or `;`, which names therefore have not.
 */
import { formatAddress, formatNetwork, parseAddress, parseNetwork } from "../../base/index.js";
import type { SiteListName } from "../../model/index.js";
import { hasUnseen } from "../names.js";
import { isTooWide } from "../networks.js";
import { nameMax, textMax, valuesMax } from "./limits.js";
import { readTime } from "./local-time.js";

export type Cells = Readonly<Record<string, string>>;

export interface CellFault {
  readonly column: string;
  readonly reason: string;
}

/** What a row is read beside. */
export interface ReadContext {
  /** Taken where a time has no zone. */
  readonly timeZone: string;
  /** The id of an entry by its name, in any case; null where there is none. */
  idOf(list: SiteListName, name: string): string | null;
}

export const shown = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
const oneLine = (text: string): string => text.normalize("NFC").replace(/\s+/g, " ").trim();

/** How two spellings of a name are one. */
export const nameKey = (name: string): string => oneLine(name).toLowerCase();

const called: Readonly<Record<SiteListName, string>> = {
  zones: "zone",
  conduits: "conduit",
  cranes: "crane",
  assets: "asset",
  workOrders: "work order",
  windows: "window",
  vendors: "vendor",
  points: "point",
};

const truths = new Map([
  ["", false],
  ...["yes", "y", "true", "1", "x", "sí", "si"].map((word) => [word, true] as const),
  ...["no", "n", "false", "0"].map((word) => [word, false] as const),
]);

export class CellReader {
  readonly faults: CellFault[] = [];
  /** True where a time was taken to be of the center's zone. */
  zoneTaken = false;
  readonly #cells: Cells;
  readonly #context: ReadContext;

  constructor(cells: Cells, context: ReadContext) {
    this.#cells = cells;
    this.#context = context;
  }

  fault(column: string, reason: string): void {
    this.faults.push({ column, reason });
  }

  /** In one line and visible; empty where the cell is. */
  text(column: string, max = textMax): string {
    const text = oneLine(this.#cells[column] ?? "");
    if (text.length > max) this.fault(column, `has ${text.length} characters; ${max} are allowed`);
    if (hasUnseen(text)) this.fault(column, "has characters that can't be seen");
    return text;
  }

  /** What something is called. */
  name(column: string): string {
    const name = this.text(column, nameMax);
    if (name === "") this.fault(column, "is empty");
    if (/[|;<>]/.test(name)) this.fault(column, `${shown(name)} has one of | ; < >, which no name may have`);
    return name;
  }

  choice<T extends string>(column: string, values: readonly T[], fallback: T | null): T {
    const text = this.text(column).toLowerCase();
    if (text === "" && fallback !== null) return fallback;
    const found = values.find((value) => value === text.replaceAll(/[_-]/g, " ") || value === text);
    if (found === undefined)
      this.fault(
        column,
        `${text === "" ? "is empty" : `${shown(text)} is none of them`}: ${values.join(", ")}`,
      );
    return found ?? (values[0] as T);
  }

  /** The values of one cell, each once. */
  values(column: string): readonly string[] {
    const parts = (this.#cells[column] ?? "").split(/[|;]/).map(oneLine);
    const values = [...new Set(parts.filter((part) => part !== ""))];
    if (values.length > valuesMax)
      this.fault(column, `has ${values.length} values; ${valuesMax} are allowed`);
    const long = values.find((value) => value.length > nameMax || hasUnseen(value));
    if (long !== undefined)
      this.fault(column, `${shown(long)} has more than ${nameMax} characters, or some that can't be seen`);
    return values.slice(0, valuesMax);
  }

  /** Addresses in their canonical text. */
  addresses(column: string): readonly string[] {
    return this.#spaced(column, (text) => {
      const address = parseAddress(text);
      return address === null ? `${shown(text)} is no IP address` : { value: formatAddress(address) };
    });
  }

  address(column: string): string {
    const [first = "", ...more] = this.addresses(column);
    if (first === "" && !this.faults.some((fault) => fault.column === column)) this.fault(column, "is empty");
    if (more.length > 0) this.fault(column, "has more than one address");
    return first;
  }

  /** Canonical CIDRs; an address alone is the network of itself. */
  networks(column: string): readonly string[] {
    return this.#spaced(column, (text) => {
      const address = parseAddress(text);
      const network = address === null ? parseNetwork(text) : { address, prefix: address.v4 ? 32 : 128 };
      if (network === null) return `${shown(text)} is no network; write it as 10.71.40.0/24`;
      if (isTooWide(network)) return `${shown(text)} is wider than a company's network can be`;
      return { value: formatNetwork(network) };
    });
  }

  /** `00:1b:1b:23:45:67`, however it is written; empty where the cell is. */
  mac(column: string): string {
    const text = this.text(column).toLowerCase();
    const digits = text.replaceAll(/[:.-]/g, "");
    if (text === "") return "";
    if (!/^[0-9a-f]{12}$/.test(digits) || !/^[0-9a-f]+(?:([:.-])[0-9a-f]+(?:\1[0-9a-f]+)*)?$/.test(text)) {
      this.fault(column, `${shown(text)} is no MAC address; write it as 00:1b:1b:23:45:67`);
      return "";
    }
    return (digits.match(/../g) as string[]).join(":");
  }

  /** Microseconds since 1970. */
  time(column: string): number {
    const text = this.text(column);
    const time = text === "" ? { wrong: "" } : readTime(text, this.#context.timeZone);
    if ("wrong" in time) {
      this.fault(column, text === "" ? "is empty" : `${shown(text)} ${time.wrong}`);
      return 0;
    }
    if (!time.isZoned) this.zoneTaken = true;
    return time.us;
  }

  /** Null where the cell is empty. A comma is taken for a decimal point. */
  number(column: string): number | null {
    const text = this.text(column);
    if (text === "") return null;
    const number = Number(text.replace(/^([+-]?\d+),(\d+)$/, "$1.$2"));
    if (!/^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(text) || !Number.isFinite(number)) {
      this.fault(column, `${shown(text)} is no number`);
      return null;
    }
    return number;
  }

  flag(column: string): boolean {
    const text = this.text(column).toLowerCase();
    const truth = truths.get(text);
    if (truth === undefined) this.fault(column, `${shown(text)} is neither yes nor no`);
    return truth ?? false;
  }

  /** The ids of entries of another list that the cell names. */
  refs(column: string, list: SiteListName): readonly string[] {
    const ids = this.values(column).flatMap((name) => {
      const id = this.#context.idOf(list, name);
      if (id === null) this.fault(column, `no ${called[list]} of yours is named ${shown(name)}`);
      return id ?? [];
    });
    return [...new Set(ids)];
  }

  /** As `refs`, of one; null where the cell is empty. */
  ref(column: string, list: SiteListName): string | null {
    const [id = null, ...more] = this.refs(column, list);
    if (more.length > 0) this.fault(column, `names more than one ${called[list]}`);
    return id;
  }

  /** Values without spaces within, which may therefore stand apart by spaces and commas too. */
  #spaced(column: string, read: (text: string) => { readonly value: string } | string): readonly string[] {
    const texts = (this.#cells[column] ?? "").split(/[|;,\s]+/).filter((text) => text !== "");
    if (texts.length > valuesMax) this.fault(column, `has ${texts.length} values; ${valuesMax} are allowed`);
    const values = texts.slice(0, valuesMax).flatMap((text) => {
      const one = read(text);
      if (typeof one === "string") this.fault(column, one);
      return typeof one === "string" ? [] : [one.value];
    });
    return [...new Set(values)];
  }
}
