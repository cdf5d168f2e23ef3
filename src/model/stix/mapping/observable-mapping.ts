/**
 * Observables as STIX Cyber Observables and back. A network is the address object with a prefix (STIX 2.1, 6.8, 6.9);
 * a hash is a file. JA3 and JA4 fingerprints have no object in STIX 2.1 and are not written: they stay with whoever
 * speaks Breakwater.
 */

import {
  type Meaning,
  normalizeNetwork,
  type Observable,
  type ObservableType,
  observe,
} from "../../observable.js";
import type { Tlp } from "../../tlp.js";
import { observableId } from "../identifier.js";
import { isJsonObject, textAt } from "../json.js";
import type { StixObject } from "../object.js";
import { markingIdOf } from "../tlp-markings.js";

const hashNames: Readonly<Partial<Record<ObservableType, string>>> = {
  md5: "MD5",
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha512: "SHA-512",
};

const typeOf: Readonly<Partial<Record<ObservableType, string>>> = {
  ipv4: "ipv4-addr",
  ipv6: "ipv6-addr",
  domain: "domain-name",
  url: "url",
  email: "email-addr",
};

/** The object's type and the properties that say what it is; null where STIX has none. */
export function observableParts(
  observable: Observable,
): { readonly type: string; readonly properties: Readonly<Record<string, unknown>> } | null {
  const { type, value } = observable;
  const hash = hashNames[type];
  if (hash !== undefined) return { type: "file", properties: { hashes: { [hash]: value } } };
  const named = type === "cidr" ? (value.includes(":") ? "ipv6-addr" : "ipv4-addr") : typeOf[type];
  return named === undefined ? null : { type: named, properties: { value } };
}

/** The cyber observable with the id that everybody gives it; null where STIX has no object for it. */
export function writeObservable(observable: Observable, tlp: Tlp): StixObject | null {
  const parts = observableParts(observable);
  if (parts === null) return null;
  const id = observableId(parts.type, parts.properties);
  if (id === null) return null;
  return {
    type: parts.type,
    category: "sco",
    id,
    properties: { spec_version: "2.1", object_marking_refs: [markingIdOf(tlp)], ...parts.properties },
    extensions: null,
    custom: {},
  };
}

const meanings: Readonly<Record<string, Meaning>> = {
  "domain-name": "domain",
  url: "url",
  "email-addr": "email",
};

/** What a cyber observable names that telemetry carries: several for a file with several hashes, none for a process. */
export function observablesOf(object: StixObject): readonly Observable[] {
  const value = textAt(object.properties, "value");
  if (object.type === "ipv4-addr" || object.type === "ipv6-addr") {
    const network = value === null ? null : normalizeNetwork(value);
    return network === null ? [] : [network];
  }
  const meaning = Object.hasOwn(meanings, object.type) ? meanings[object.type] : undefined;
  if (meaning !== undefined) {
    const read = value === null ? null : observe(meaning, value);
    return read === null ? [] : [read];
  }
  const { hashes } = object.properties;
  if (!isJsonObject(hashes)) return [];
  return Object.values(hashNames).flatMap((name) => {
    const hash = textAt(hashes, name);
    const read = hash === null ? null : observe("hash", hash);
    return read === null || hashNames[read.type] !== name ? [] : [read];
  });
}
