/**
 * The manifest of another feed: its events by UUID, each with the time it last changed. It comes from outside: what is
 * no UUID is none of its events, as its name becomes part of an address.
 */
import type { Problem } from "../../../base/index.js";
import { shareProblem } from "../../problems.js";

export interface ManifestEvents {
  /** By UUID in lower case, the timestamp in seconds. */
  readonly events: ReadonlyMap<string, number>;
  /** Entries that are none. */
  readonly unusable: number;
}

/** CIRCL's, the largest public one, has some two thousand. */
const eventsMax = 100_000;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whole seconds since 1970, as a number or its digits; null where it is none. */
export function readSeconds(value: unknown): number | null {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return /^\d{1,11}$/.test(text) ? Number(text) : null;
}

export function readManifest(body: Uint8Array): ManifestEvents | Problem {
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : "";
    return shareProblem("misp-feed", `manifest.json is no JSON: ${why}`);
  }
  if (typeof read !== "object" || read === null || (Array.isArray(read) && read.length > 0))
    return shareProblem("misp-feed", "manifest.json is no object of events.");
  const entries = Object.entries(read);
  if (entries.length > eventsMax)
    return shareProblem("misp-feed", `manifest.json has ${entries.length} events; ${eventsMax} are read.`);
  const events = new Map<string, number>();
  for (const [key, value] of entries) {
    const id = key.toLowerCase();
    const seconds =
      typeof value === "object" && value !== null
        ? readSeconds((value as { timestamp?: unknown }).timestamp)
        : null;
    if (uuid.test(id) && seconds !== null) events.set(id, Math.max(seconds, events.get(id) ?? 0));
  }
  return { events, unusable: entries.length - events.size };
}
