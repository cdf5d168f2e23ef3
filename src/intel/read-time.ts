/**
 * Instants as feeds write them: RFC 3339 with up to nine decimals, `2017-08-02 16:28:51` (taken as UTC), a date,
 * or epoch seconds or milliseconds. In microseconds; null where the text is none.
 */
const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$/i;

export function readTime(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d{9,11}(\.\d{1,6})?$/.test(trimmed)) return Math.round(Number(trimmed) * 1e6);
  if (/^\d{12,13}$/.test(trimmed)) return Number(trimmed) * 1000;
  const match = iso.exec(trimmed);
  if (match === null) return null;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
  const offset = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : "Z";
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(ms) ? null : ms * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}
