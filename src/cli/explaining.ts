/** How `breakwater explain` tells of a sighting, a detection, a release and a refused record. */
import { isoTime } from "../base/index.js";
import { table } from "./answering.js";

const clock = (us: number): string => `${isoTime(us).slice(0, 19).replace("T", " ")} UTC`;
const recordShown = 160;

export const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

/** What there is of these, with commas between. */
const listed = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(", ");

interface Said {
  readonly source: string;
  readonly confidence: number;
  readonly tlp: string;
  readonly labels: readonly string[];
}

export const claimLine = ({ source, confidence, tlp, labels }: Said): string =>
  `${source}: ${listed(`${confidence} of 100`, tlp, ...labels)}`;

interface Met {
  readonly firstUs: number;
  readonly lastUs: number;
  readonly count: number;
  readonly direction: string;
  readonly insideAddresses: readonly string[];
}

export const metLine = ({ firstUs, lastUs, count, direction, insideAddresses }: Met): string =>
  `${clock(firstUs)} to ${clock(lastUs)}: ${listed(times(count), direction, ...insideAddresses)}`;

interface SightingStory {
  readonly sighting: {
    readonly memberId: string;
    readonly observable: { readonly type: string; readonly value: string };
    readonly direction: string;
    readonly count: number;
    readonly firstUs: number;
    readonly lastUs: number;
    readonly insideAddresses: readonly string[];
    readonly confidence: number;
    readonly allowedBy: string | null;
  };
  readonly evidence: readonly {
    readonly timeUs: number;
    readonly log: string;
    readonly field: string;
    readonly record: string;
  }[];
  readonly claims: readonly {
    readonly source: string;
    readonly confidence: number;
    readonly tlp: string;
    readonly labels: readonly string[];
  }[];
  readonly warnings: readonly { readonly id: string; readonly rule: string; readonly sentence: string }[];
}

export function tellSighting(
  { sighting: s, evidence, claims, warnings }: SightingStory,
  nameOf: (id: string) => string,
): readonly string[] {
  return [
    `${s.observable.value} (${s.observable.type}) met ${times(s.count)} at ${nameOf(s.memberId)}, ${s.direction}`,
    `${listed(`${clock(s.firstUs)} to ${clock(s.lastUs)}`, ...s.insideAddresses)}; confidence ${s.confidence} of 100`,
    ...(s.allowedBy === null ? [] : [`No warning: ${s.allowedBy} has it.`]),
    "",
    "Hits",
    ...evidence.map((e) => `  ${clock(e.timeUs)} ${e.log} ${e.field}: ${e.record.slice(0, recordShown)}`),
    "",
    "What the sources say",
    ...claims.map((c) => `  ${claimLine(c)}`),
    "",
    "Warnings",
    ...(warnings.length === 0 ? ["  none"] : warnings.map((w) => `  ${w.id} ${w.rule}: ${w.sentence}`)),
  ];
}

interface DetectionStory {
  readonly detection: {
    readonly memberId: string;
    readonly rule: {
      readonly id: string;
      readonly title: string;
      readonly kind: string;
      readonly level: string;
      readonly techniques: readonly string[];
    };
    readonly subject: { readonly value: string } | null;
    readonly about: string;
    readonly count: number;
    readonly firstUs: number;
    readonly lastUs: number;
    readonly fields: Readonly<Record<string, string>>;
  };
  readonly evidence: SightingStory["evidence"];
  readonly warnings: SightingStory["warnings"];
}

export function tellDetection(
  { detection: d, evidence, warnings }: DetectionStory,
  nameOf: (id: string) => string,
): readonly string[] {
  const { rule } = d;
  return [
    `${rule.title} (${rule.kind}, ${rule.level}) fired ${times(d.count)} at ${nameOf(d.memberId)}`,
    `${clock(d.firstUs)} to ${clock(d.lastUs)}${d.subject === null ? "" : `, by ${d.subject.value}`}${d.about === "" ? "" : `, ${d.about}`}`,
    `Rule ${rule.id}${rule.techniques.length === 0 ? "" : `; ATT&CK ${rule.techniques.join(", ")}`}`,
    ...Object.entries(d.fields).map(([name, value]) => `  ${name}: ${value}`),
    "",
    "Records",
    ...evidence.map((e) => `  ${clock(e.timeUs)} ${e.log}: ${e.record.slice(0, recordShown)}`),
    "",
    "Warnings",
    ...(warnings.length === 0 ? ["  none"] : warnings.map((w) => `  ${w.id} ${w.rule}: ${w.sentence}`)),
  ];
}

interface ReleaseStory {
  readonly receipt: {
    readonly id: number;
    readonly objectKind: string;
    readonly objectId: string;
    readonly recipientKind: string;
    readonly recipientId: string;
    readonly channel: string;
    readonly released: boolean;
    readonly rule: string;
    readonly reason: string;
    readonly formHash: string;
    readonly atUs: number;
    readonly community: string | null;
  };
  readonly ruleSays: string;
  readonly communityStands: boolean;
}

export function tellRelease(
  { receipt: r, ruleSays, communityStands }: ReleaseStory,
  nameOf: (id: string) => string,
): readonly string[] {
  const since = communityStands ? "as it is now" : "members, groups or policies have changed since";
  return [
    `${r.released ? "Released" : "Refused"}: ${r.objectKind} ${r.objectId} toward ${r.recipientKind} ${nameOf(r.recipientId)}`,
    ...table(
      ["what", ""],
      [
        ["rule", `${r.rule}: ${ruleSays}`],
        ...(r.reason === "" || r.reason === ruleSays ? [] : [["reason", r.reason]]),
        ["when", clock(r.atUs)],
        ["by", r.channel],
        ["community", r.community === null ? "not kept at that time" : `${r.community}, ${since}`],
        ["form", r.formHash === "" ? "none" : `SHA-256 ${r.formHash}`],
      ],
    ).slice(1),
  ];
}

interface Refused {
  readonly memberId: string | null;
  readonly origin: string;
  readonly line: number;
  readonly code: string;
  readonly detail: string;
  readonly sample: string;
  readonly atUs: number;
}

export function tellRefused(r: Refused, nameOf: (id: string) => string): readonly string[] {
  return [
    `${r.code}: ${r.detail}`,
    `${r.origin}, line ${r.line}, of ${r.memberId === null ? "nobody known" : nameOf(r.memberId)}, ${clock(r.atUs)}`,
    ...(r.sample === "" ? [] : ["", `  ${r.sample.slice(0, recordShown)}`]),
  ];
}
