/**
 * What is shown of the detections, as it stands in the address, so that any view can be sent to somebody; and the same
 * as the API takes it. What knocks everywhere is left out until somebody asks for it. Pure, but for the hook.
 */
import { useSearch } from "wouter";
import {
  type DetectionKind,
  type DetectionLevel,
  detectionKinds,
  detectionLevels,
} from "../../../model/index.js";

export interface DetectionFilters {
  /** This level and what is graver. */
  readonly level: DetectionLevel | null;
  readonly kind: DetectionKind | null;
  readonly rule: string | null;
  readonly value: string | null;
  readonly memberId: string | null;
  readonly isNoiseShown: boolean;
}

export function readFilters(search: string): DetectionFilters {
  const params = new URLSearchParams(search);
  const text = (name: string) => params.get(name)?.trim() || null;
  return {
    level: detectionLevels.find((known) => known === params.get("level")) ?? null,
    kind: detectionKinds.find((known) => known === params.get("kind")) ?? null,
    rule: text("rule"),
    value: text("value"),
    memberId: text("member"),
    isNoiseShown: params.get("everybody") === "shown",
  };
}

/** The address's query part with `change` made in it: null takes a filter away. */
export function changedSearch(search: string, change: Readonly<Record<string, string | null>>): string {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    if (value === null || value === "") next.delete(name);
    else next.set(name, value);
  }
  const text = next.toString();
  return text === "" ? "" : `?${text}`;
}

/** As `GET /api/detections` takes them. */
export function asQuery(filters: DetectionFilters, limit: number, after: string): string {
  const params = new URLSearchParams({
    limit: String(limit),
    everybody: filters.isNoiseShown ? "shown" : "hidden",
  });
  for (const name of ["level", "kind", "rule", "value", "memberId"] as const) {
    const value = filters[name];
    if (value !== null) params.set(name, value);
  }
  if (after !== "") params.set("after", after);
  return params.toString();
}

export function useDetectionFilters() {
  const search = useSearch();
  const filters = readFilters(search);
  const href = (change: Readonly<Record<string, string | null>>) =>
    `/detections${changedSearch(search, change)}`;
  return { filters, search, href };
}
