/**
 * A moment: relative in the text, absolute with its time zone in the title, and both for a screen reader. The
 * relative part moves while the page stays open (`clock.ts`).
 */
import { useHeldNowMs } from "./clock.js";

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const absolute = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export function zoneName(): string {
  return zone;
}

export function absoluteTime(us: number): string {
  return `${absolute.format(us / 1000)} ${zone}`;
}

/** "just now", "4 minutes ago", "yesterday, 14:02", "12 Oct 2026". */
export function relativeTime(us: number, nowMs: number): string {
  const seconds = Math.round((nowMs - us / 1000) / 1000);
  // The page's clock and the center's differ a little: a moment ahead is now.
  if (seconds < -120) return absolute.format(us / 1000);
  if (seconds < 10) return "just now";
  if (seconds < 60) return `${seconds} seconds ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes === 1 ? "a minute ago" : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return hours === 1 ? "an hour ago" : `${hours} hours ago`;
  const days = Math.floor(hours / 24);
  return days < 14
    ? days === 1
      ? "yesterday"
      : `${days} days ago`
    : new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" }).format(us / 1000);
}

const hourMs = 3_600_000;
const clockTime = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });

/** An hour that began at `us`, where the minute is not told: "between 14:00 and 15:00 on 26 Nov 2026". */
export function hourInWords(us: number): string {
  const from = us / 1000;
  return `between ${clockTime.format(from)} and ${clockTime.format(from + hourMs)} on ${day.format(from)}`;
}

export function When({ us }: { readonly us: number }) {
  const nowMs = useHeldNowMs(us);
  return (
    <time dateTime={new Date(us / 1000).toISOString()} title={absoluteTime(us)}>
      {relativeTime(us, nowMs)}
    </time>
  );
}

/** How a stretch of time is told behind its end: ", since 3 days ago"; by the clock where both ends are called the same. */
export function sinceInWords(firstUs: number, lastUs: number, nowMs: number): string {
  if (lastUs - firstUs < 60e6) return "";
  const since = relativeTime(firstUs, nowMs);
  return since === relativeTime(lastUs, nowMs)
    ? `, from ${clockTime.format(firstUs / 1000)} to ${clockTime.format(lastUs / 1000)}`
    : `, since ${since}`;
}

export function WhenSpan({ firstUs, lastUs }: { readonly firstUs: number; readonly lastUs: number }) {
  const nowMs = useHeldNowMs(firstUs);
  return (
    <span>
      <When us={lastUs} />
      <span title={absoluteTime(firstUs)}>{sinceInWords(firstUs, lastUs, nowMs)}</span>
    </span>
  );
}
