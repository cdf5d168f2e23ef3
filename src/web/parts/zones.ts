/** Time zones to choose from: those the browser knows, with `UTC` first. */
export function zonesWith(current: string): readonly string[] {
  return [...new Set(["UTC", current, ...Intl.supportedValuesOf("timeZone")])];
}

/** `America/Los_Angeles, now 14:02`. */
export function zoneNow(zone: string, nowMs: number): string {
  return `${zone}, now ${new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: zone }).format(nowMs)}`;
}
