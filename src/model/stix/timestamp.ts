/**
 * Timestamps of STIX (STIX 2.1, 2.15): RFC 3339 in UTC with `Z`, any number of digits of a second. They stay the texts
 * they are, so that no digit is lost; two are compared as texts, digit by digit.
 */

const form = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?Z$/;
const daysOf = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** More digits of a second than any clock has are no time. */
const digitsMax = 30;

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

export function isTimestamp(text: string): boolean {
  const match = form.exec(text);
  if (match === null) return false;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const days = month === 2 && !isLeap(year) ? 28 : (daysOf[month - 1] ?? 0);
  if (day < 1 || day > days || hour > 23 || minute > 59) return false;
  // A leap second is the last of a day (RFC 3339, 5.6).
  return (
    (second < 60 || (hour === 23 && minute === 59 && second === 60)) && (match[7]?.length ?? 0) <= digitsMax
  );
}

/** Below zero where `a` is earlier, above where it is later, zero where both are the same moment. */
export function compareTimestamps(a: string, b: string): number {
  const wholeA = a.slice(0, 19);
  const wholeB = b.slice(0, 19);
  if (wholeA !== wholeB) return wholeA < wholeB ? -1 : 1;
  const fraction = (text: string): string => text.slice(20, -1).replace(/0+$/, "");
  const fractionA = fraction(a);
  const fractionB = fraction(b);
  return fractionA === fractionB ? 0 : fractionA < fractionB ? -1 : 1;
}

/** Microseconds since 1970, what is finer cut off; null where it is no timestamp. */
export function timestampUs(text: string): number | null {
  if (!isTimestamp(text)) return null;
  const whole = Date.parse(`${text.slice(0, 17)}${text.slice(17, 19) === "60" ? "59" : text.slice(17, 19)}Z`);
  const leap = text.slice(17, 19) === "60" ? 1_000_000 : 0;
  return whole * 1000 + leap + Number(text.slice(20, -1).slice(0, 6).padEnd(6, "0"));
}

/** Milliseconds at least, as `created` and `modified` need (STIX 2.1, 3.2), microseconds where there are any. */
export function timestampOf(us: number): string {
  const ms = Math.floor(us / 1000);
  const text = new Date(ms).toISOString();
  const rest = us - ms * 1000;
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}
