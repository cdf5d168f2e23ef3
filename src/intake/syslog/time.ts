/**
 * The times at the front of a syslog line, as devices write them: RFC 3339 (RFC 5424), `Jan  2 15:04:05` (RFC
 * 3164), the same with a year or milliseconds (Cisco), with a weekday or the year last (ctime). RFC 3164 has no
 * year and no zone: the year is the one that puts the time nearest before its arrival (a day ahead is allowed,
 * for clocks and zones), and a missing zone is UTC, as every guess would be wrong somewhere.
 * Specification: RFC 5424 section 6.2.3, RFC 3164 section 4.1.2.
 */

export interface TimeFound {
  readonly timeUs: number;
  /** How many characters of the text were the time. */
  readonly length: number;
  readonly shape: "iso" | "bsd";
}

const dayUs = 86_400e6;
const months: Readonly<Record<string, number>> = {
  jan: 0,
  feb: 1,
  mar: 2,
  apr: 3,
  may: 4,
  jun: 5,
  jul: 6,
  aug: 7,
  sep: 8,
  oct: 9,
  nov: 10,
  dec: 11,
};

/** Abbreviations that log templates print; others count as UTC, as abbreviations are not unique. */
const zoneHours: Readonly<Record<string, number>> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  CEST: 2,
  BST: 1,
};

const iso = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d(?![\d:]))?/;
const bsd =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+)?(?:(\d{4})\s+)?([A-Z][a-z]{2})\s+(\d{1,2})\s+(?:(\d{4})\s+)?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:\s([A-Z]{3,4})(?=:|\s|$))?(?:\s(\d{4})(?=[\s:]|$))?/;

/** Beyond this (the year 2255) microseconds are not exact; a day is left for zones. */
const usMax = Number.MAX_SAFE_INTEGER - dayUs;

interface Parts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: string;
}

/** Microseconds since the epoch; null where a part is out of range. A leap second (60) is the next second. */
function instantUs(parts: Parts): number | null {
  const { year, month, day, hour, minute, second } = parts;
  if (month < 0 || month > 11 || day < 1 || hour > 23 || minute > 59 || second > 60) return null;
  const daysUs = Date.UTC(year, month, day);
  if (new Date(daysUs).getUTCMonth() !== month) return null;
  const micros = Number(parts.fraction.padEnd(6, "0").slice(0, 6));
  const us = daysUs * 1000 + (hour * 3600 + minute * 60 + second) * 1e6 + micros;
  return Math.abs(us) < usMax ? us : null;
}

/** Minutes east of UTC for `Z`, `+02:00`, `-0700`. */
function zoneMinutes(zone: string): number {
  if (zone === "" || zone === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
}

function isoFound(match: RegExpExecArray): TimeFound | null {
  const us = instantUs({
    year: Number(match[1]),
    month: Number(match[2]) - 1,
    day: Number(match[3]),
    hour: Number(match[4]),
    minute: Number(match[5]),
    second: Number(match[6]),
    fraction: match[7] ?? "",
  });
  if (us === null) return null;
  return { timeUs: us - zoneMinutes(match[8] ?? "") * 60e6, length: match[0].trimEnd().length, shape: "iso" };
}

/** The latest year in which the instant is not more than a day after `receivedUs`. */
function withYear(parts: Omit<Parts, "year">, receivedUs: number): number | null {
  const last = new Date(receivedUs / 1000 + 86_400_000).getUTCFullYear();
  // 29 February may be up to eight years back (2096 to 2104); nothing else needs more than one step.
  for (let year = last; year > last - 9; year--) {
    const us = instantUs({ ...parts, year });
    if (us !== null && us <= receivedUs + dayUs) return us;
  }
  return null;
}

function bsdFound(match: RegExpExecArray, receivedUs: number): TimeFound | null {
  const month = months[(match[2] as string).toLowerCase()];
  if (month === undefined) return null;
  const parts = {
    month,
    day: Number(match[3]),
    hour: Number(match[5]),
    minute: Number(match[6]),
    second: Number(match[7]),
    fraction: match[8] ?? "",
  };
  const year = match[1] ?? match[4] ?? match[10];
  const us = year === undefined ? withYear(parts, receivedUs) : instantUs({ ...parts, year: Number(year) });
  if (us === null) return null;
  const offset = zoneHours[match[9] ?? ""] ?? 0;
  return { timeUs: us - offset * 3600e6, length: match[0].length, shape: "bsd" };
}

/** The time that the text begins with; null where it begins with something else. */
export function readSyslogTime(text: string, receivedUs: number): TimeFound | null {
  const front = text.slice(0, 64);
  const first = front.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  if (digit) {
    const match = iso.exec(front);
    if (match !== null) return isoFound(match);
  }
  const match = bsd.exec(front);
  return match === null ? null : bsdFound(match, receivedUs);
}

/** An epoch in seconds (10 digits), milliseconds (13), microseconds (16) or nanoseconds (19), told by its length. */
export function readEpoch(text: string): number | null {
  return /^[1-8]\d{9}(?:\d{3}|\d{6}|\d{9})?$/.test(text) ? Number(text.padEnd(16, "0").slice(0, 16)) : null;
}
