/**
 * Stored events as observed data. A row keeps the values a record carried by kind and not by field: of DNS the first
 * name is what was asked and the rest what was answered, of HTTP it is the `Host`, and hashes of one record are one
 * file's. Mail addresses stand by themselves, as a row does not say who wrote to whom.
 */
import { type Observable, observe } from "../../model/index.js";
import type { EventRow } from "../../store/index.js";
import { hashesOf, SeenObjects } from "./event-observations.js";
import type { Observation } from "./observation.js";

type ObservedRow = Pick<
  EventRow,
  | "id"
  | "timeUs"
  | "source"
  | "destination"
  | "protocol"
  | "service"
  | "names"
  | "addresses"
  | "urls"
  | "hashes"
  | "mails"
>;

export function rowObservation(row: ObservedRow): Observation {
  const seen = new SeenObjects();
  const keysOf = (meaning: "address" | "domain" | "url" | "email", texts: readonly string[]) =>
    texts.flatMap((text) => {
      const observable = observe(meaning, text);
      const key = observable === null ? null : seen.value(observable);
      return key === null ? [] : [key];
    });
  const [asked, ...answeredNames] = keysOf("domain", row.names);
  const answered = keysOf("address", row.addresses);
  keysOf("url", row.urls);
  keysOf("email", row.mails);
  const file = Object.assign(
    {},
    ...row.hashes.flatMap((text) => {
      const observable: Observable | null = observe("hash", text);
      const hashes = observable === null ? null : hashesOf(observable);
      return hashes === null ? [] : [hashes];
    }),
  ) as Readonly<Record<string, string>>;
  if (Object.keys(file).length > 0) seen.add({ type: "file", hashes: file });
  if (row.service === "dns" && asked !== undefined)
    seen.objects.set(asked, {
      ...seen.objects.get(asked),
      resolves_to_refs: [...answeredNames, ...answered],
    });
  addTraffic(seen, row);
  return { id: row.id, firstUs: row.timeUs, lastUs: row.timeUs, count: 1, objects: seen.objects };
}

function addTraffic(
  seen: SeenObjects,
  { timeUs, source, destination, protocol, service, names }: ObservedRow,
): void {
  const end = ({ address }: EventRow["source"]): string | null => {
    const observable = observe("address", address);
    return observable === null ? null : seen.value(observable);
  };
  const [from, to] = [end(source), end(destination)];
  if (from === null && to === null) return;
  const family = (source.address || destination.address).includes(":") ? "ipv6" : "ipv4";
  const [host] = names;
  seen.add({
    type: "network-traffic",
    start: new Date(Math.floor(timeUs / 1000)).toISOString(),
    protocols: [family, protocol, service].filter((one) => one !== ""),
    ...(from !== null && { src_ref: from }),
    ...(to !== null && { dst_ref: to }),
    ...(source.port > 0 && { src_port: source.port }),
    ...(destination.port > 0 && { dst_port: destination.port }),
    ...(service === "http" &&
      host !== undefined && { extensions: { "http-request-ext": { request_header: { Host: host } } } }),
  });
}
