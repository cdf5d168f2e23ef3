/**
 * Names and hosts in plain TypeScript (`assembly/names.ts`, `assembly/addresses.ts`): what of them is looked up.
 */
import { readAddress, readIpv4 } from "./addresses.js";
import type { LookedUp, Read } from "./looked-up.js";

/** Longest text of an IPv6 address without a zone. */
const ipv6Max = 45;
/** Longest name, with its last dot. */
const nameMax = 254;

export function withoutWildcard(text: string): string {
  return text.length > 2 && text.startsWith("*.") ? text.slice(2) : text;
}

export function readAddressText(text: string): Read {
  return readIpv4(text) === null ? ipv6(text) : address(text);
}

function address(text: string): LookedUp[] {
  const read = readAddress(text);
  return read === null ? [] : [{ kind: "address", address: read }];
}

function ipv6(text: string): Read {
  if (text.length > ipv6Max) return text.includes("%") ? "odd" : [];
  const read = address(text);
  // `1.2.3.4::` is no address by RFC 4291, but the slow path takes it for one.
  return read.length === 0 && /\..*::/.test(text) ? "odd" : read;
}

/** A name by its last two labels; a text without a dot is none, unless it is too long to tell at a glance. */
export function readDomain(text: string): LookedUp[] {
  const name = text.endsWith(".") ? text.slice(0, -1) : text;
  if (name.length < 3 || name.length > nameMax) return [];
  if (!name.includes(".") && name.length <= 32) return [];
  return [{ kind: "domain", root: name.split(".").slice(-2).join("."), name }];
}

export function readHost(text: string): Read {
  if (text === "") return [];
  if (text.startsWith("[")) return "odd";
  const parts = text.split(":");
  if (parts.length > 2) return ipv6(text);
  const host = parts[0] as string;
  if (host === "") return [];
  return readIpv4(host) === null ? readDomain(host) : address(host);
}
