/**
 * Detections of an edge as the center takes them. An edge says which of the center's rules fired and on what; what such a
 * rule is called, and how grave it is, the center knows itself, and it asks its own switches and exceptions once more, as
 * the edge's may be of before. A rule that it does not know (any more) is called by its id alone: what an edge writes
 * never stands where a rule's name would. What looks at the whole port is not believed of one member's telemetry.
 */
import { sha256Hex } from "../../base/index.js";
import { detectionValues, exceptionFor, isOfPort, type RuleException } from "../../detect/index.js";
import {
  type Detection,
  type DetectionLevel,
  type DetectionRule,
  type Evidence,
  normalizeAddress,
} from "../../model/index.js";
import type { EdgeDetection } from "./detection-wire.js";

/** What stands where a record would: that stays at the edge. */
export const keptAtEdge = "The record stays at the member's edge.";

/** A rule that the center knows, with the level that it tells with. */
export interface ToldRule {
  readonly rule: DetectionRule;
  /** Null where it is off; "as found" where each finding has its own. */
  readonly level: DetectionLevel | "as found" | null;
}

export interface RulesKnown {
  /** Null where the center has no such rule. */
  readonly ruleOf: (id: string) => ToldRule | null;
  readonly exceptions: readonly RuleException[];
}

export const noRulesKnown: RulesKnown = { ruleOf: () => null, exceptions: [] };

/** Ids that say nothing: of Sigma's rules, and of detectors. */
const plainId = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]{1,20}(?:-[a-z]{1,20}){0,3})$/;

function unknownRule({ id, kind, level, techniques }: EdgeDetection["rule"]): DetectionRule {
  const plain = plainId.test(id) ? id : `edge-rule-${sha256Hex(id).slice(0, 16)}`;
  return { id: plain, title: plain, kind, level, techniques };
}

const addressOf = (text: string | undefined): string =>
  text === undefined ? "" : (normalizeAddress(text)?.value ?? "");

export interface DetectionView extends RulesKnown {
  readonly memberId: string;
  readonly nowUs: number;
  /** Times as the center counts them. */
  readonly timesOf: (seen: { readonly firstUs: number; readonly lastUs: number }) => {
    readonly firstUs: number;
    readonly lastUs: number;
  };
}

/** The detection; null where the center does not tell of it. */
export function takenDetection(said: EdgeDetection, view: DetectionView): Detection | null {
  const { memberId, nowUs, ruleOf, exceptions, timesOf } = view;
  if (isOfPort(said.rule.id)) return null;
  const known = ruleOf(said.rule.id);
  if (known !== null && known.level === null) return null;
  const rule: DetectionRule =
    known === null
      ? unknownRule(said.rule)
      : { ...known.rule, level: known.level === "as found" ? said.rule.level : (known.level ?? "low") };
  const times = timesOf(said);
  const detection: Detection = {
    rule,
    memberId,
    subject: said.subject ?? null,
    about: said.about ?? "",
    count: said.count,
    firstUs: times.firstUs,
    lastUs: times.lastUs,
    fields: said.fields ?? {},
    evidence: (said.evidence ?? []).map(
      (one): Evidence => ({
        timeUs: Math.min(one.timeUs, times.lastUs),
        log: one.log ?? "edge",
        field: "",
        sourceAddress: addressOf(one.source),
        sourcePort: one.sourcePort ?? 0,
        destinationAddress: addressOf(one.destination),
        destinationPort: one.destinationPort ?? 0,
        record: keptAtEdge,
      }),
    ),
  };
  const thing = { rule: rule.id, memberId, valuesOf: detectionValues(detection) };
  return exceptionFor(exceptions, thing, nowUs) === null ? detection : null;
}
