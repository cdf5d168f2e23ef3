/**
 * Request headers in EVE (`http.request_headers`, dumped when `dump-all-headers` is on): those that carry a
 * place. They come as a list of name and value, so no table can name them.
 */
import type { Carried } from "../../model/index.js";
import { type Reading, readCarried } from "../carried/reading.js";
import { isJsonObject } from "../json-record.js";

const readings: ReadonlyMap<string, Reading> = new Map([
  ["host", "host"],
  ["referer", "url"],
  ["origin", "url"],
  ["location", "url"],
  ["x-forwarded-for", "forwarded"],
  ["x-real-ip", "host"],
  ["true-client-ip", "host"],
]);

export function carryHeaders(field: string, headers: unknown, out: Carried[]): void {
  if (!Array.isArray(headers)) return;
  for (const header of headers) {
    if (!isJsonObject(header) || typeof header["name"] !== "string" || typeof header["value"] !== "string")
      continue;
    const name = header["name"].toLowerCase();
    const reading = readings.get(name);
    if (reading !== undefined) readCarried(`${field}[].${name}`, reading, header["value"], out);
  }
}
