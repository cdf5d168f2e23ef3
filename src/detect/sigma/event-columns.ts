/**
 * The columns that a taxonomy can name beside a record's own fields: what every event has, whatever format it came in. They
 * are texts like all values; what an event does not say is not there.
 */
import { isoTime } from "../../base/index.js";
import type { Event } from "../../model/index.js";
import type { ColumnName } from "./taxonomy.js";

export function columnOf(event: Event, column: ColumnName): string | null {
  switch (column) {
    case "@source.address":
      return filled(event.source?.address);
    case "@source.port":
      return portText(event.source?.port);
    case "@destination.address":
      return filled(event.destination?.address);
    case "@destination.port":
      return portText(event.destination?.port);
    case "@protocol":
      return filled(event.protocol);
    case "@service":
      return filled(event.service);
    case "@action":
      return filled(event.action);
    case "@time":
      return event.timeUs === null ? null : isoTime(event.timeUs);
    case "@log":
      return event.log;
    case "@message":
      return messageOf(event);
  }
}

const filled = (text: string | undefined) => (text === undefined || text === "" ? null : text);
const portText = (port: number | undefined) => (port === undefined || port === 0 ? null : String(port));

/** A syslog message as it was sent: Cisco's mark stands before the text, and its parts are fields of their own. */
function messageOf({ native, log }: Event): string | null {
  const { message } = native;
  if (typeof message !== "string") return null;
  if (!log.startsWith("cisco-")) return message;
  return `%${String(native["facility"])}-${String(native["level"])}-${String(native["id"])}: ${message}`;
}
