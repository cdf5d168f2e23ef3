/**
 * How EVE's records stand in rows: what an event type and an application protocol mean. The format reads by the
 * same functions.
 */
import type { JsonRowRules, LogMeaning } from "../row-rules.js";
import { eveTable } from "./fields.js";

export const eveType = /^[a-z0-9_-]{1,64}$/;

/** Event types that are no protocol. */
const notServices = new Set(
  "alert flow netflow stats drop anomaly fileinfo packetinfo ether verdict metadata".split(" "),
);

/** The service that a type names, empty where it is no protocol. */
export function eveServiceOfType(type: string): string {
  return notServices.has(type) ? "" : type;
}

/** EVE says `failed` where the protocol was not found out. */
export function eveService(appProto: string): string {
  const service = appProto.toLowerCase();
  return service === "failed" || service === "unknown" ? "" : service;
}

function logOf(type: string | null): LogMeaning | null {
  // a type with capitals names its section otherwise: such a record is read by the format
  if (type === null || !eveType.test(type)) return null;
  return {
    log: `eve-${type}`,
    table: eveTable,
    guess: undefined,
    service: eveServiceOfType(type),
    protocol: "",
    kind: type === "drop" || type === "alert" ? type : "other",
  };
}

export const eveRows: JsonRowRules = {
  kind: "eve",
  logOf,
  protocolOf: (text) => text.toLowerCase(),
  serviceOf: eveService,
};
