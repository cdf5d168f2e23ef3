/**
 * Parts of a moment, for the modifiers `minute`, `hour`, `day`, `week`, `month` and `year`. A text is taken at its word: the
 * specification says that nothing converts time zones. Numbers are seconds, milliseconds or microseconds since 1970, told by
 * their size, in UTC. Weeks are those of ISO 8601.
 */
import type { TimePart } from "./rule.js";

const written = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/;

/** The part as a number; null where the text tells no such part. */
export function momentPart(text: string, part: TimePart): number | null {
  const match = written.exec(text);
  if (match !== null) {
    const [year, month, day, hour, minute] = match
      .slice(1)
      .map((digits) => (digits === undefined ? null : Number(digits)));
    if (part === "hour" || part === "minute") return (part === "hour" ? hour : minute) ?? null;
    return partOfDay({ year: year as number, month: month as number, day: day as number }, part);
  }
  const number = /^\d{9,19}(?:\.\d{1,9})?$/.test(text) ? Number(text) : null;
  if (number === null) return null;
  const ms =
    number < 1e11 ? number * 1e3 : number < 1e14 ? number : number < 1e17 ? number / 1e3 : number / 1e6;
  const date = new Date(ms);
  if (part === "hour") return date.getUTCHours();
  if (part === "minute") return date.getUTCMinutes();
  return partOfDay(
    { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
    part,
  );
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function partOfDay({ year, month, day }: Day, part: TimePart): number | null {
  if (part === "week") return weekOf({ year, month, day });
  return part === "year" ? year : part === "month" ? month : day;
}

const dayMs = 86_400_000;

/** The week that holds the day's Thursday. */
function weekOf({ year, month, day }: Day): number {
  const date = new Date(Date.UTC(year, month - 1, day));
  const weekday = (date.getUTCDay() + 6) % 7;
  const thursday = new Date(date.getTime() + (3 - weekday) * dayMs);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - first) / dayMs / 7) + 1;
}
