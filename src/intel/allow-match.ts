/**
 * Asks all allow lists about one value at once. Exact values and parent names are looked up, networks by prefix
 * length, so that an answer costs a few look-ups whatever the lists hold; only substrings and expressions are
 * searched through. A URL is also asked by its host, a mail address by its domain where the list says so.
 */
import {
  type Address,
  type LinearRegExp,
  linearRegExp,
  maskAddress,
  parseAddress,
  parseNetwork,
} from "../base/index.js";
import { normalizeAddress, normalizeDomain, type Observable, type ObservableType } from "../model/index.js";
import type { AllowList } from "./allow-lists.js";

interface Searched {
  readonly name: string;
  readonly types: readonly ObservableType[];
  readonly parts: readonly string[];
  readonly expressions: readonly LinearRegExp[];
}

/** Names of lists by value, per type asked about. */
type ByValue = Map<string, Map<ObservableType, string>>;

export class AllowLists {
  readonly names: readonly string[];
  readonly size: number;
  readonly #exact: ByValue = new Map();
  readonly #hosts: ByValue = new Map();
  /** Keys are the masked address with its prefix length. */
  readonly #networks: ByValue = new Map();
  readonly #prefixes4 = new Set<number>();
  readonly #prefixes6 = new Set<number>();
  readonly #searched: Searched[] = [];

  constructor(lists: readonly AllowList[]) {
    this.names = lists.map((list) => list.name);
    this.size = lists.reduce((sum, list) => sum + list.values.length, 0);
    for (const list of lists) this.#add(list);
  }

  #add(list: AllowList): void {
    const put = (map: ByValue, key: string) => {
      let names = map.get(key);
      if (names === undefined) {
        names = new Map();
        map.set(key, names);
      }
      for (const type of list.types) if (!names.has(type)) names.set(type, list.name);
    };
    if (list.matching === "cidr") {
      for (const value of list.values) {
        const network = parseNetwork(value.trim());
        if (network === null) continue;
        (network.address.v4 ? this.#prefixes4 : this.#prefixes6).add(network.prefix);
        put(this.#networks, networkKey(network.address, network.prefix));
      }
    } else if (list.matching === "hostname") {
      for (const value of list.values) put(this.#hosts, hostValue(value));
    } else if (list.matching === "string") {
      for (const value of list.values) put(this.#exact, exactValue(value));
    } else {
      const regex = list.matching === "regex";
      this.#searched.push({
        name: list.name,
        types: list.types,
        parts: regex ? [] : list.values.map((value) => value.toLowerCase()),
        expressions: regex ? list.values.map(phpRegExp).filter((e): e is LinearRegExp => e !== null) : [],
      });
    }
  }

  /** The name of a list that has this value, or null. */
  match(observable: Observable): string | null {
    const { type, value } = observable;
    const exact = this.#exact.get(value)?.get(type);
    if (exact !== undefined) return exact;
    const host = hostOf(observable);
    return (host === null ? null : this.#matchHost(host, type)) ?? this.#search(type, value);
  }

  #matchHost(host: string, type: ObservableType): string | null {
    const slash = host.indexOf("/");
    const address =
      /^[0-9.]+$|:/.test(host) || slash > 0 ? parseAddress(slash < 0 ? host : host.slice(0, slash)) : null;
    if (address !== null) {
      const longest = slash < 0 ? 128 : Number(host.slice(slash + 1));
      // an address's list is asked for a URL's host too, as MISP does
      const asked = type === "url" ? (address.v4 ? "ipv4" : "ipv6") : type;
      for (const prefix of address.v4 ? this.#prefixes4 : this.#prefixes6) {
        if (prefix > longest) continue;
        const name = this.#networks.get(networkKey(maskAddress(address, prefix), prefix))?.get(asked);
        if (name !== undefined) return name;
      }
      return null;
    }
    for (let at = 0; at >= 0 && at < host.length; ) {
      const name = this.#hosts.get(at === 0 ? host : host.slice(at))?.get(type);
      if (name !== undefined) return name;
      const dot = host.indexOf(".", at);
      at = dot < 0 ? -1 : dot + 1;
    }
    return null;
  }

  #search(type: ObservableType, value: string): string | null {
    for (const list of this.#searched) {
      if (!list.types.includes(type)) continue;
      if (list.parts.some((part) => value.includes(part))) return list.name;
      if (list.expressions.some((expression) => expression.test(value))) return list.name;
    }
    return null;
  }
}

/** The host that a value stands on or is, for lists of hosts and networks. */
function hostOf({ type, value }: Observable): string | null {
  switch (type) {
    case "ipv4":
    case "ipv6":
    case "cidr":
    case "domain":
      return value;
    case "email":
      return value.slice(value.lastIndexOf("@") + 1);
    case "url": {
      const start = value.indexOf("://") + 3;
      const bracket = value.charCodeAt(start) === 91;
      const end = value.slice(start).search(bracket ? /\]/ : /[:/?#]/);
      return value.slice(start + (bracket ? 1 : 0), end < 0 ? undefined : start + end);
    }
    default:
      return null;
  }
}

function networkKey(address: Address, prefix: number): string {
  return address.v4 ? `${address.words[3]}/${prefix}` : `${address.words.join(",")}/${prefix}`;
}

function hostValue(value: string): string {
  const name = value.trim().replace(/^\.+/, "");
  return normalizeDomain(name) ?? name.toLowerCase();
}

/** Exact values are compared in canonical form, as the values asked about are. */
function exactValue(value: string): string {
  const text = value.trim();
  return (
    normalizeAddress(text)?.value ??
    (text.startsWith(".") ? text.toLowerCase() : normalizeDomain(text)) ??
    text.toLowerCase()
  );
}

/** `/…/i` as PHP writes it; null where it can't be met in linear time. */
function phpRegExp(text: string): LinearRegExp | null {
  const match = /^([/#~])([\s\S]*)\1([a-zA-Z]*)$/.exec(text.trim());
  const source = match === null ? text : (match[2] as string).replaceAll(`\\${match[1]}`, match[1] as string);
  const flags = [...(match?.[3] ?? "")].filter((flag) => "ims".includes(flag)).join("");
  const compiled = linearRegExp(source, flags);
  return "test" in compiled ? compiled : null;
}
