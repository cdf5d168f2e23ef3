/** An event as evidence: its ends, its log, and the beginning of its record. */
import type { Evidence } from "../model/index.js";
import type { HitPlace } from "./scanner.js";

/** Characters of a record that are kept as evidence or as a sample of a refusal. */
export const recordCharsMax = 2000;

/** Events without a time take the time they were received. */
export function evidenceOfEvent(field: string, place: HitPlace, receivedUs: number): Evidence {
  const { event, record } = place;
  return {
    timeUs: event.timeUs ?? receivedUs,
    log: event.log,
    field,
    sourceAddress: event.source?.address ?? "",
    sourcePort: event.source?.port ?? 0,
    destinationAddress: event.destination?.address ?? "",
    destinationPort: event.destination?.port ?? 0,
    record: cut(record),
  };
}

/** Cut, and copied: a slice of a batch's text would keep the whole batch in memory. */
export function cut(record: string): string {
  return Buffer.from(record.slice(0, recordCharsMax), "utf8").toString("utf8");
}
