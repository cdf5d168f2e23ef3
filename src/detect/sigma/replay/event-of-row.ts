/** A stored row as the event that rules are asked of; what it carries is in its columns already, and no rule asks it. */
import type { Event } from "../../../model/index.js";
import type { EventRow } from "../../../store/index.js";

/** Null where the record's JSON can't be read any more. */
export function eventOfRow(row: EventRow): Event | null {
  const { source, destination } = row;
  let native: unknown;
  try {
    native = JSON.parse(row.native);
  } catch {
    return null;
  }
  if (typeof native !== "object" || native === null || Array.isArray(native)) return null;
  const isKnown = ({ address, port }: EventRow["source"]) => address !== "" || port !== 0;
  return {
    timeUs: row.timeUs,
    log: row.log,
    source: isKnown(source) ? source : null,
    destination: isKnown(destination) ? destination : null,
    protocol: row.protocol,
    service: row.service,
    action: row.action,
    carried: [],
    native: native as Event["native"],
  };
}
