/**
 * Events as observed data, so that patterns can be met with what members send. One event is one observation: the
 * traffic between its two ends, and an object for each value it carries. Keys of objects are numbers, as in STIX 2.0,
 * since nothing here leaves. Values are the model's canonical texts: lower-case names and hashes, short addresses.
 */
import { type Event, type Observable, observe } from "../../model/index.js";
import type { Observation, SeenObject } from "./observation.js";

const objectTypes: Readonly<Record<string, string>> = {
  ipv4: "ipv4-addr",
  ipv6: "ipv6-addr",
  domain: "domain-name",
  url: "url",
  email: "email-addr",
};
const hashNames: Readonly<Record<string, string>> = {
  md5: "MD5",
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha512: "SHA-512",
};

/** Objects of one observation, equal values once. */
export class SeenObjects {
  readonly objects = new Map<string, SeenObject>();
  readonly #keys = new Map<string, string>();

  add(object: SeenObject): string {
    const key = String(this.objects.size);
    this.objects.set(key, object);
    return key;
  }

  /** The key of the object that is this value, made where it is new; null where STIX has no object for its type. */
  value({ type, value }: Observable): string | null {
    const objectType =
      type === "cidr" ? (value.includes(":") ? "ipv6-addr" : "ipv4-addr") : objectTypes[type];
    if (objectType === undefined) return null;
    const known = this.#keys.get(`${objectType} ${value}`);
    if (known !== undefined) return known;
    const key = this.add({ type: objectType, value });
    this.#keys.set(`${objectType} ${value}`, key);
    return key;
  }
}

export function hashesOf({ type, value }: Observable): Readonly<Record<string, string>> | null {
  const name = hashNames[type];
  return name === undefined ? null : { [name]: value };
}

/** Null where the event has no time: an observation without one can't be placed. */
export function eventObservation(event: Event, id: string): Observation | null {
  if (event.timeUs === null) return null;
  const seen = new SeenObjects();
  const answers: string[] = [];
  const names: string[] = [];
  const mail: { from: string | null; readonly to: string[] } = { from: null, to: [] };
  const files = new Map<string, Record<string, string>>();
  let host: string | null = null;
  for (const { field, meaning, text } of event.carried) {
    const observable = observe(meaning, text);
    if (observable === null) continue;
    const hashes = hashesOf(observable);
    if (hashes !== null) {
      addHashes(files, field, hashes);
      continue;
    }
    const key = seen.value(observable);
    if (key === null) continue;
    if (meaning === "host" && event.service === "http") host = text;
    if (observable.type === "email" && /from|sender/i.test(lastOf(field))) mail.from = key;
    else if (observable.type === "email" && /to|rcpt|recipient|cc/i.test(lastOf(field))) mail.to.push(key);
    if (event.service !== "dns") continue;
    if (/answer|rdata/i.test(field)) answers.push(key);
    else if (observable.type === "domain") names.push(key);
  }
  for (const hashes of files.values()) seen.add({ type: "file", hashes });
  for (const name of names)
    if (answers.length > 0)
      seen.objects.set(name, {
        ...seen.objects.get(name),
        resolves_to_refs: answers.filter((answer) => answer !== name),
      });
  if (mail.from !== null || mail.to.length > 0)
    seen.add({ type: "email-message", ...(mail.from !== null && { from_ref: mail.from }), to_refs: mail.to });
  addTraffic(seen, event, host);
  return { id, firstUs: event.timeUs, lastUs: event.timeUs, count: 1, objects: seen.objects };
}

function lastOf(field: string): string {
  return field.slice(field.lastIndexOf(".") + 1);
}

/** Hashes of different kinds that stand side by side in a record are of one file. */
function addHashes(
  files: Map<string, Record<string, string>>,
  field: string,
  hashes: Readonly<Record<string, string>>,
): void {
  const parent = field.slice(0, field.lastIndexOf(".") + 1);
  const [name] = Object.keys(hashes) as [string];
  for (let number = 0; ; number++) {
    const file = files.get(`${number} ${parent}`);
    if (file === undefined) {
      files.set(`${number} ${parent}`, { ...hashes });
      return;
    }
    if (file[name] === undefined || file[name] === hashes[name]) {
      Object.assign(file, hashes);
      return;
    }
  }
}

function addTraffic(seen: SeenObjects, event: Event, host: string | null): void {
  const end = (endpoint: Event["source"]): string | null => {
    const observable = endpoint === null ? null : observe("address", endpoint.address);
    return observable === null ? null : seen.value(observable);
  };
  const source = end(event.source);
  const destination = end(event.destination);
  if (source === null && destination === null) return;
  const address = event.source?.address || event.destination?.address || "";
  const protocols = [address.includes(":") ? "ipv6" : "ipv4", event.protocol, event.service].filter(
    (one) => one !== "",
  );
  const instant = new Date(Math.floor((event.timeUs ?? 0) / 1000)).toISOString();
  seen.add({
    type: "network-traffic",
    start: instant,
    protocols,
    ...(source !== null && { src_ref: source }),
    ...(destination !== null && { dst_ref: destination }),
    ...(event.source !== null && event.source.port > 0 && { src_port: event.source.port }),
    ...(event.destination !== null && event.destination.port > 0 && { dst_port: event.destination.port }),
    ...(host !== null && { extensions: { "http-request-ext": { request_header: { Host: host } } } }),
  });
}
