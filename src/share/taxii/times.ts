/**
 * Times as TAXII writes them: RFC 3339 in UTC with six digits of a second (section 1.6.6). In the house they are whole
 * microseconds since 1970, so that no two objects of a collection share one.
 */

const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?Z$/;

/** `2026-11-26T19:00:00.000001Z` */
export function taxiiTime(us: number): string {
  const ms = Math.floor(us / 1000);
  const rest = String(us - ms * 1000).padStart(3, "0");
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`;
}

/** Microseconds since 1970; digits beyond are cut. Null where it is no such time: `2026-02-30` is none. */
export function readTaxiiTime(text: string): number | null {
  const match = form.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = ""] = match as unknown as string[];
  const numbers = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = numbers;
  // A leap second is the first moment of the next minute here, as in POSIX time.
  const ms = Date.UTC(y, mo - 1, d, h, mi, s);
  const date = new Date(Date.UTC(y, mo - 1, d));
  if (date.getUTCMonth() !== mo - 1 || date.getUTCDate() !== d || h > 23 || mi > 59 || s > 60) return null;
  return ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
}
