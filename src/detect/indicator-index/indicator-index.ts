/**
 * The indicator index: which indicators a value of telemetry meets. It is exact (a filter may say "surely not",
 * only the full value says yes), holds millions of indicators in typed arrays, takes additions and removals
 * while it is asked, and keeps one entry for a value however many sources claim it.
 *
 * What meets what, most specific first:
 * - an address: itself, then every network around it, the longest prefix first;
 * - a name: itself, then every parent domain, the longest first;
 * - a URL: itself, then for https its http twin (a listed `host/path` without a scheme is kept as http);
 * - everything else: itself.
 *
 * An allow list speaks for a meeting where it has the listed value or the value met: a network on a feed is no
 * reason to suspect the well-known resolver inside it.
 *
 * Validity: a claim whose `validUntilUs` lies before the event does not hit. `validFromUs` is not held against
 * an event: traffic older than its indicator is what looking back is for.
 */
import { parseAddress, parseIpv4, parseNetwork } from "../../base/index.js";
import {
  type Indicator,
  type IndicatorClaim,
  type Observable,
  type ObservableType,
  observableTypes,
} from "../../model/index.js";
import { ClaimTable } from "./claim-table.js";
import { KeyTable } from "./key-table.js";
import { NetworkTable } from "./network-table.js";

/** What a value met: the most specific indicator, and the less specific ones. */
export interface Match {
  readonly indicator: Indicator;
  readonly also: readonly Indicator[];
}

/** Answers the name of the allow list that has a value, null where none has; the same at every call. */
export type AllowedBy = (observable: Observable) => string | null;

const typeCodes = Object.fromEntries(observableTypes.map((type, code) => [type, code])) as Readonly<
  Record<ObservableType, number>
>;

/** Allow lists cost some 20 µs a question, and the values that hit are few and come again and again. */
const rememberedMax = 20_000;

export class IndicatorIndex {
  readonly #keys = new KeyTable();
  readonly #claims = new ClaimTable();
  readonly #v4 = new NetworkTable(1);
  readonly #v6 = new NetworkTable(4);
  readonly #allowLists: AllowedBy;
  readonly #remembered = new Map<string, string | null>();
  #found: number[] = [];
  #version = 0;

  constructor(allowedBy: AllowedBy = () => null) {
    this.#allowLists = allowedBy;
  }

  /** Indicators (distinct values) in the index. */
  get size(): number {
    return this.#keys.size;
  }

  /** Claims of all sources together. */
  get claims(): number {
    return this.#claims.size;
  }

  /** Bytes held in arrays, without the few strings of sources and labels. */
  get bytes(): number {
    return this.#keys.bytes + this.#claims.bytes + this.#v4.bytes + this.#v6.bytes;
  }

  /** Grows with every change; equal versions answer equally. */
  get version(): number {
    return this.#version;
  }

  /** Adds what a source says of a value, or replaces what it said before. The value must be canonical. */
  add(observable: Observable, claim: IndicatorClaim): void {
    const before = this.#keys.size;
    const entry = this.#keys.add(typeCodes[observable.type], observable.value);
    if (this.#keys.size > before && observable.type === "cidr") {
      const network = parseNetwork(observable.value);
      if (network !== null) (network.address.v4 ? this.#v4 : this.#v6).add(network, entry);
    }
    this.#claims.set(entry, claim);
    this.#version++;
  }

  /** Takes a source's claim back; the indicator goes with its last claim. False where there was no such claim. */
  remove(observable: Observable, source: string): boolean {
    const entry = this.#keys.find(typeCodes[observable.type], observable.value);
    return entry >= 0 && this.#removeClaim(entry, source);
  }

  /** Takes all of a source's claims back and answers how many there were. */
  removeSource(source: string): number {
    let count = 0;
    for (let entry = 0; entry < this.#keys.top; entry++) {
      if (this.#keys.has(entry) && this.#removeClaim(entry, source)) count++;
    }
    return count;
  }

  /** What a canonical value meets at the time of its event; with null, whatever the validity. */
  lookup(observable: Observable, atUs: number | null): Match | null {
    const found = this.#found;
    found.length = 0;
    this.#find(observable, found);
    if (found.length === 0) return null;
    const met: Indicator[] = [];
    for (const entry of found) {
      const claims = this.#claims.read(entry, atUs);
      if (claims.length > 0) met.push(this.#indicator(entry, claims));
    }
    const [first, ...also] = met;
    if (first === undefined) return null;
    const allowedBy = first.allowedBy ?? this.#allowedBy(observable);
    return { indicator: { ...first, allowedBy }, also };
  }

  #allowedBy(observable: Observable): string | null {
    const key = `${observable.type} ${observable.value}`;
    let list = this.#remembered.get(key);
    if (list === undefined) {
      list = this.#allowLists(observable);
      if (this.#remembered.size >= rememberedMax) this.#remembered.clear();
      this.#remembered.set(key, list);
    }
    return list;
  }

  #find(observable: Observable, found: number[]): void {
    const { type, value } = observable;
    if (type === "domain") {
      this.#keys.findWithParents(typeCodes.domain, value, found);
      return;
    }
    this.#findExact(type, value, found);
    if (type === "ipv4" && this.#v4.size > 0) {
      const word = parseIpv4(value);
      if (word >= 0) this.#v4.find({ v4: true, words: [0, 0, 0, word] }, found);
    } else if (type === "ipv6" && this.#v6.size > 0) {
      const address = parseAddress(value);
      if (address !== null && !address.v4) this.#v6.find(address, found);
    } else if (type === "url" && value.startsWith("https://")) {
      this.#findExact("url", `http://${value.slice(8)}`, found);
    }
  }

  #findExact(type: ObservableType, value: string, found: number[]): void {
    const entry = this.#keys.find(typeCodes[type], value);
    if (entry >= 0) found.push(entry);
  }

  #indicator(entry: number, claims: readonly IndicatorClaim[]): Indicator {
    const type = observableTypes[this.#keys.typeOf(entry)] as ObservableType;
    const observable = { type, value: this.#keys.valueOf(entry) };
    return { observable, claims, allowedBy: this.#allowedBy(observable) };
  }

  #removeClaim(entry: number, source: string): boolean {
    if (!this.#claims.remove(entry, source)) return false;
    this.#version++;
    if (this.#claims.isEmpty(entry)) {
      if (observableTypes[this.#keys.typeOf(entry)] === "cidr") {
        const network = parseNetwork(this.#keys.valueOf(entry));
        if (network !== null) (network.address.v4 ? this.#v4 : this.#v6).remove(network);
      }
      this.#keys.remove(entry);
    }
    return true;
  }
}
