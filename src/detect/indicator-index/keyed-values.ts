/**
 * Keyed entries: indicators that are met without being told. Who shares them gives HMAC-SHA256 of the value under
 * a key that both know, and 24 bits of its hash, the locator. A value of telemetry is asked for in the kernel's map
 * of locators first; only one in thousands that has its bit there costs an HMAC, and only an equal digest is a find.
 * Networks can't be keyed: an address would have to be asked for in all of them.
 */
import { createHmac } from "node:crypto";
import type { Observable, ObservableType } from "../../model/index.js";

export const digestBytes = 32;

/** HMAC-SHA256(key, `${type} ${canonical value}`). */
export function digestOf(key: Uint8Array, { type, value }: Observable): Buffer {
  return createHmac("sha256", key).update(`${type} ${value}`).digest();
}

export function canBeKeyed(type: ObservableType): boolean {
  return type !== "cidr";
}
