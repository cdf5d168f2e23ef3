/**
 * Times as telemetry writes them, in microseconds since the epoch; null where there is none to use. Pure: what
 * lacks a year or a zone is completed by rule (no zone is UTC), never by the machine's own. Times of 1970 and
 * relative times are kept as they are: it is for the reader of an event to doubt them.
 *
 * Numbers are told apart by size: below 1e11 seconds (to the year 5138), below 1e14 milliseconds, below 1e17
 * microseconds, above it nanoseconds.
 */

/** Beyond this a double no longer holds microseconds: the years 1684 and 2255. */
const usMax = Number.MAX_SAFE_INTEGER;

function bounded(us: number): number | null {
  return Number.isFinite(us) && Math.abs(us) <= usMax ? Math.round(us) : null;
}

/** A number of seconds, milliseconds, microseconds or nanoseconds since the epoch. */
export function epochTime(value: number): number | null {
  const size = Math.abs(value);
  if (size < 1e11) return bounded(Math.round(value * 1e6));
  if (size < 1e14) return bounded(value * 1e3);
  if (size < 1e17) return bounded(value);
  return bounded(value / 1e3);
}

/** `1521911720.865716`, exact to the microsecond. */
function epochText(text: string): number | null {
  const dot = text.indexOf(".");
  if (dot < 0) return epochTime(Number(text));
  const whole = Number(text.slice(0, dot));
  if (Math.abs(whole) >= 1e11) return epochTime(Number(text));
  const micros = Number(text.slice(dot + 1, dot + 7).padEnd(6, "0"));
  return bounded(whole * 1e6 + (text.startsWith("-") ? -micros : micros));
}

const isoShape =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)? ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;
const numberShape = /^-?\d{1,20}(\.\d{1,20})?$/;

/** Epoch text, ISO 8601 with any offset or none, or Argus' `2015/07/26 15:43:46.999999`. */
export function parseTime(value: unknown): number | null {
  if (typeof value === "number") return epochTime(value);
  if (typeof value !== "string" || value.length > 40) return null;
  const text = value.trim();
  if (numberShape.test(text)) return epochText(text);
  const parts = isoShape.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone = "Z"] = parts;
  const us = dateTime(
    [Number(year), Number(month), Number(day)],
    [Number(hour), Number(minute), Number(second)],
    fraction,
  );
  return us === null ? null : bounded(us - offsetUs(zone));
}

type Triple = readonly [number, number, number];

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Before it no time fits a double of microseconds; and Date.UTC means 19xx by years under 100. */
const yearMin = 1685;

/** Null for a day or hour that does not exist; a leap second counts as the next second. */
function dateTime(
  [year, month, day]: Triple,
  [hour, minute, second]: Triple,
  fraction: string,
): number | null {
  if (year < yearMin || month < 1 || month > 12 || day < 1) return null;
  if (hour > 24 || minute > 59 || second > 60) return null;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  if (day > (daysOfMonth[month - 1] as number) + leap) return null;
  const micros = fraction === "" ? 0 : Number(fraction.slice(0, 6).padEnd(6, "0"));
  return Date.UTC(year, month - 1, day, hour, minute, second) * 1000 + micros;
}

function offsetUs(zone: string): number {
  const sign = zone.charCodeAt(0) === 43 ? 1 : zone.charCodeAt(0) === 45 ? -1 : 0;
  if (sign === 0) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)) * (zone.length > 3 ? 1 : 0);
  return sign * minutes * 60e6;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const syslogShape =
  /^([A-Za-z]{3}) {1,2}(\d{1,2})(?: (\d{4}))? (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?: (\d{4}))?$/;
const dayUs = 86_400e6;

/**
 * RFC 3164 `Mmm dd hh:mm:ss`, with a year before or behind the time as Cisco and others write it. Without one,
 * the year is the one that puts the time at most a day after `receivedUs` and nearest before it.
 */
export function parseSyslogTime(text: string, receivedUs: number): number | null {
  const parts = syslogShape.exec(text.trim());
  if (parts === null) return null;
  const month = months.indexOf((parts[1] as string).toLowerCase()) + 1;
  if (month === 0) return null;
  const clock: Triple = [Number(parts[4]), Number(parts[5]), Number(parts[6])];
  const at = (year: number) => dateTime([year, month, Number(parts[2])], clock, parts[7] ?? "");
  const written = parts[3] ?? parts[8];
  if (written !== undefined) return at(Number(written));
  const year = new Date(receivedUs / 1000).getUTCFullYear();
  for (let back = -1; back <= 8; back++) {
    const us = at(year - back); // 29 February exists only every fourth, at most every eighth year
    if (us !== null && us <= receivedUs + dayUs) return us;
  }
  return null;
}
