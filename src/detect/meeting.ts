/**
 * Meets one carried field with the index. A field carries more than its own value: a URL carries its host, a
 * mail address its domain. One hit comes of it at most: the value itself before the host in it, the exact name
 * before its parents, the longest network first; what else the field met goes along as less specific.
 */
import type { Hit, Indicator, Meaning, Observable } from "../model/index.js";
import { normalizeHost, observe } from "../model/index.js";
import type { IndicatorIndex, Match } from "./indicator-index/indicator-index.js";

type Meeting = Pick<Hit, "observable" | "indicator" | "also">;

/** What a field's text meets; null where it carries no observable or nothing is known of it. */
export function meet(
  index: IndicatorIndex,
  meaning: Meaning,
  text: string,
  atUs: number | null,
): Meeting | null {
  const observable = observe(meaning, text);
  return observable === null ? null : meetObservable(index, observable, atUs);
}

function meetObservable(index: IndicatorIndex, observable: Observable, atUs: number | null): Meeting | null {
  const match = index.lookup(observable, atUs);
  const host = hostWithin(observable);
  if (host === null) return match === null ? null : { observable, ...match };
  const hostMatch = index.lookup(host, atUs);
  if (match === null) return hostMatch === null ? null : { observable: host, ...hostMatch };
  return { observable, indicator: match.indicator, also: [...match.also, ...all(hostMatch)] };
}

function all(match: Match | null): readonly Indicator[] {
  return match === null ? [] : [match.indicator, ...match.also];
}

/** The address or name inside a URL, the domain inside a mail address; null where a value has none in it. */
export function hostWithin(observable: Observable): Observable | null {
  if (observable.type === "url") {
    const start = observable.value.indexOf("://") + 3;
    const rest = observable.value.slice(start);
    const end = rest.search(/[/?]/);
    return normalizeHost(end < 0 ? rest : rest.slice(0, end));
  }
  if (observable.type === "email") {
    return { type: "domain", value: observable.value.slice(observable.value.lastIndexOf("@") + 1) };
  }
  return null;
}
