/**
 * The page's one clock for relative times. Every moment on the page shares its timer; each is written anew every
 * five seconds in its first minute and every thirty after that, and never goes back. A page that was hidden, where
 * browsers let timers sleep, catches up as soon as it is seen.
 */
import { useSyncExternalStore } from "react";

const tickMs = 5_000;
const slowTickMs = 30_000;
const minuteMs = 60_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | null = null;

function tick(): void {
  for (const listener of listeners) listener();
}

/** Calls back at every tick. The timer runs while somebody listens. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === null) {
    timer = setInterval(tick, tickMs);
    globalThis.document?.addEventListener("visibilitychange", tick);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
    globalThis.document?.removeEventListener("visibilitychange", tick);
  };
}

/** The time to reckon a moment's age by: held still between its ticks, so that only what changed is drawn. */
export function heldNowMs(us: number, nowMs: number): number {
  const atMs = Math.floor(us / 1000);
  const ageMs = nowMs - atMs;
  const step = ageMs < minuteMs ? tickMs : slowTickMs;
  return atMs + Math.floor(ageMs / step) * step;
}

export function useHeldNowMs(us: number): number {
  return useSyncExternalStore(onTick, () => heldNowMs(us, Date.now()));
}
