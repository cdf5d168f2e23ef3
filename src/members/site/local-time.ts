/**
 * Times as people write them into lists: `2026-12-01 06:00`, `2026-12-01T06:00:00+01:00`, `…Z`. Where no zone is written the
 * caller's is taken, and said. Days with the month first or last are refused: nobody can tell which it is.
 */

const written =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,3})\d*)?)?\s?(Z|[+-]\d{2}:?\d{2})?$/i;

export type ReadTime =
  | { readonly us: number; readonly isZoned: boolean }
  /** What is wrong, without the text itself. */
  | { readonly wrong: string };

/** Microseconds since 1970. Of an hour that comes twice, in autumn, the first is meant; one that never was is refused. */
export function readTime(text: string, timeZone: string): ReadTime {
  const match = written.exec(text.trim());
  if (match === null) return { wrong: "is no date and time; write it as 2026-12-01 06:00" };
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ms = Date.UTC(year, month - 1, day, hour, minute, second, Number((match[7] ?? "").padEnd(3, "0")));
  const made = new Date(ms);
  const isReal =
    made.getUTCMonth() === month - 1 &&
    made.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60 &&
    year >= 1970;
  if (!isReal) return { wrong: "is a date or time that never was" };
  const offset = match[8];
  if (offset !== undefined) return { us: (ms - offsetMs(offset)) * 1000, isZoned: true };
  const day24 = 86_400_000;
  // The offset of the zone a day before and a day after are the two that it can be.
  const found = [ms - day24, ms + day24]
    .map((near) => ms - zoneOffsetMs(near, timeZone))
    .filter((us) => us + zoneOffsetMs(us, timeZone) === ms);
  return found.length === 0
    ? { wrong: `never was in ${timeZone}, where clocks were put forward then` }
    : { us: Math.min(...found) * 1000, isZoned: false };
}

function offsetMs(offset: string): number {
  if (/^z$/i.test(offset)) return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}

/** How far the clocks of a zone are ahead of UTC at an instant. */
function zoneOffsetMs(atMs: number, timeZone: string): number {
  const part = new Map(
    partsIn(timeZone)
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) as number;
  const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return local - Math.floor(atMs / 1000) * 1000;
}

/** Making one takes longer than a thousand answers of it. */
const made = new Map<string, Intl.DateTimeFormat>();

function partsIn(timeZone: string): Intl.DateTimeFormat {
  const known = made.get(timeZone);
  if (known !== undefined) return known;
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  made.set(timeZone, parts);
  return parts;
}

/** As `readTime` reads it back, in UTC. */
export const writeTime = (us: number): string => new Date(us / 1000).toISOString().replace(/\.000Z$/, "Z");
