/** Days of UTC, as forms take them (`2026-11-22`) and lists show them: agreements and laws name a day and no hour. */
/** The day's first instant. */
export const startOfDayUs = (day: string): number => Date.parse(`${day}T00:00:00Z`) * 1000;

const written = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
/** `22 Nov 2026`. */
export const dayInWords = (us: number): string => written.format(us / 1000);

/** As a form takes it: `2026-11-22`. */
export const dayOf = (us: number): string => new Date(us / 1000).toISOString().slice(0, 10);
