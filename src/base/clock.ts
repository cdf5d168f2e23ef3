/**
 * The one clock. Nothing else reads the time, so that tests, replays and exercises can set it.
 * Instants are integer microseconds since 1970-01-01T00:00:00Z (`…Us`): exact for Zeek's six decimals and
 * safe in a double until the year 2255. Durations are milliseconds (`…Ms`).
 */

export interface Clock {
  /** Now, in microseconds since the epoch. */
  nowUs(): number;
  /** A monotonic reading in milliseconds, for durations only. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  nowUs: () => Math.round((performance.timeOrigin + performance.now()) * 1000),
  monotonicMs: () => performance.now(),
};

/** A clock that stands still until told otherwise. */
export function fixedClock(
  startUs: number,
): Clock & { advanceMs(ms: number): void; setUs(us: number): void } {
  let us = startUs;
  return {
    nowUs: () => us,
    monotonicMs: () => us / 1000,
    advanceMs: (ms) => {
      us += ms * 1000;
    },
    setUs: (next) => {
      us = next;
    },
  };
}

/** `2026-11-22T10:00:00.123456Z` for an instant in microseconds. */
export function isoTime(us: number): string {
  const seconds = Math.floor(us / 1e6);
  const micros = String(us - seconds * 1e6).padStart(6, "0");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${micros}Z`;
}
