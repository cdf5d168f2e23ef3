/**
 * Indicators as STIX indicators and back: one observable, one pattern, what is claimed of it. Sources are not written:
 * whose claim it was is the center's to know.
 */
import type { Claim } from "../../indicator.js";
import type { Observable } from "../../observable.js";
import { objectsAt, textAt, textsAt } from "../json.js";
import type { StixObject } from "../object.js";
import { vocabularies } from "../tables/vocabularies.js";
import { timestampOf, timestampUs } from "../timestamp.js";
import { type Authored, authoredObject } from "./authored.js";
import { observableParts } from "./observable-mapping.js";

/** A constant of a pattern (STIX 2.1, 9.1). */
const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

/** The pattern that one value equals, or that is a part of a network; null where STIX has no object for it. */
export function patternOf(observable: Observable): string | null {
  const parts = observableParts(observable);
  if (parts === null) return null;
  const { value, hashes } = parts.properties as {
    readonly value?: string;
    readonly hashes?: Readonly<Record<string, string>>;
  };
  if (hashes === undefined) {
    const comparison = observable.type === "cidr" ? "ISSUBSET" : "=";
    return `[${parts.type}:value ${comparison} ${quoted(value ?? "")}]`;
  }
  const [[name, hash] = ["", ""]] = Object.entries(hashes);
  return `[file:hashes.${name.includes("-") ? quoted(name) : name} = ${quoted(hash)}]`;
}

export interface IndicatorWriting extends Authored {
  readonly name?: string;
  readonly description?: string;
  /** Kinds of `indicator-type-ov`; those among the claim's labels where left out. */
  readonly types?: readonly string[];
  readonly killChainPhases?: readonly { readonly kill_chain_name: string; readonly phase_name: string }[];
}

const types: ReadonlySet<string> = vocabularies.indicator.values;

/** A STIX indicator of one observable; null where STIX has no pattern for it. */
export function writeIndicator(
  observable: Observable,
  claim: Pick<Claim, "confidence" | "validFromUs" | "validUntilUs" | "labels">,
  writing: IndicatorWriting,
): StixObject | null {
  const pattern = patternOf(observable);
  if (pattern === null) return null;
  const kinds = writing.types ?? claim.labels.filter((label) => types.has(label));
  const fromUs = claim.validFromUs ?? writing.createdUs;
  const isBounded = claim.validUntilUs !== null && claim.validUntilUs > fromUs;
  return authoredObject("indicator", "sdo", writing, {
    labels: claim.labels.filter((label) => !kinds.includes(label)),
    confidence: Math.min(100, Math.max(0, Math.round(claim.confidence))),
    name: writing.name ?? observable.value.slice(0, 250),
    description: writing.description,
    indicator_types: kinds,
    pattern,
    pattern_type: "stix",
    valid_from: timestampOf(fromUs),
    valid_until: isBounded ? timestampOf(claim.validUntilUs as number) : undefined,
    kill_chain_phases: writing.killChainPhases,
  });
}

export interface IndicatorReading {
  readonly pattern: string;
  /** `stix`, or another language. */
  readonly patternType: string;
  /** What the indicator claims; what it does not say is left out. Its marking is for `share/gate` to read. */
  readonly claim: Partial<Omit<Claim, "tlp">>;
  readonly markingRefs: readonly string[];
  readonly isRevoked: boolean;
}

/** Marking ids of an object: its own and those of its parts. */
export function markingRefsOf({ properties }: StixObject): readonly string[] {
  const parts = objectsAt(properties, "granular_markings").flatMap((one) => textAt(one, "marking_ref") ?? []);
  return [...new Set([...textsAt(properties, "object_marking_refs"), ...parts])];
}

/** What a STIX indicator claims, its pattern unread; null where the object is none. */
export function readIndicator(object: StixObject): IndicatorReading | null {
  const { properties } = object;
  const pattern = textAt(properties, "pattern");
  if (object.type !== "indicator" || pattern === null) return null;
  const confidence = properties["confidence"];
  const [from, until] = ["valid_from", "valid_until"].map((name) =>
    timestampUs(textAt(properties, name) ?? ""),
  );
  const phases = objectsAt(properties, "kill_chain_phases").flatMap((one) => textAt(one, "phase_name") ?? []);
  const labels = [...textsAt(properties, "indicator_types"), ...textsAt(properties, "labels"), ...phases];
  const isConfidence = typeof confidence === "number" && confidence >= 0 && confidence <= 100;
  return {
    pattern,
    patternType: textAt(properties, "pattern_type") ?? "stix",
    claim: {
      ...(isConfidence && { confidence }),
      ...(from != null && { validFromUs: from }),
      ...(until != null && { validUntilUs: until }),
      ...(labels.length > 0 && { labels: [...new Set(labels.map((label) => label.toLowerCase()))] }),
    },
    markingRefs: markingRefsOf(object),
    isRevoked: properties["revoked"] === true,
  };
}
