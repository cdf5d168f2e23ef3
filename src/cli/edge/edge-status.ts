/** All that an edge tells its owner: the same for the page, for `breakwater edge status` and for programs. */
import type { EdgeReport, LocalRules } from "../../share/index.js";
import type { DoorReading } from "../center/door-readings.js";
import type { CourierState } from "./courier.js";
import type { DetectionFigures } from "./edge-spool.js";
import type { OutboxFigures } from "./outbox.js";
import type { SentEntry } from "./sent-log.js";
import type { SetFigures } from "./set-keeper.js";

export interface EdgeStatus {
  readonly name: string;
  readonly version: string;
  readonly edgeId: string;
  readonly center: string;
  /** The key that the center signs with; null before it was met. */
  readonly centerKey: string | null;
  readonly nowUs: number;
  readonly startedUs: number;
  readonly exchange: CourierState;
  readonly set: SetFigures & {
    /** Seconds since it was last known to be up to date; null where that was never so since the start. */
    readonly ageS: number | null;
    /** Detection content, by name, with its version. */
    readonly blobs: Readonly<Record<string, string>>;
  };
  readonly outbox: OutboxFigures;
  readonly sent: { readonly uploads: number; readonly latest: readonly SentEntry[] };
  readonly records: number;
  readonly refused: number;
  readonly hits: number;
  readonly detection: DetectionFigures;
  readonly doors: readonly DoorReading[];
  readonly rules: {
    readonly path: string;
    readonly fault: string;
    readonly settings: LocalRules["settings"];
  };
  /** The last report to the center, word for word; null before the first. */
  readonly report: EdgeReport | null;
}

const ago = (seconds: number): string =>
  seconds < 90
    ? `${Math.round(seconds)} s ago`
    : seconds < 5400
      ? `${Math.round(seconds / 60)} min ago`
      : seconds < 172_800
        ? `${Math.round(seconds / 3600)} h ago`
        : `${Math.round(seconds / 86_400)} days ago`;

export const agoOf = (nowUs: number, us: number | null): string =>
  us === null ? "never since the start" : ago(Math.max(0, (nowUs - us) / 1e6));

/** One sentence on how it goes. */
export function sentenceOf({ exchange, nowUs, set }: EdgeStatus): string {
  const protects =
    set.indicators === 0 ? "no indicators yet" : `${set.indicators.toLocaleString("en-US")} indicators`;
  if (exchange.trouble === "") return `The center answers, and this edge looks for ${protects}.`;
  return `The center does not answer (last: ${agoOf(nowUs, exchange.answeredUs)}). This edge goes on looking for ${protects}; what it finds waits here.`;
}

/** What it detects by, and what came of it. */
export function detectionText({ detection }: EdgeStatus): string {
  const { version, rules, fault, found, trouble } = detection;
  const by =
    version === ""
      ? "indicators only; the center gave no rules"
      : `${rules} rules and detectors, version ${version}; ${found} detections since the start`;
  return [by, fault, trouble].filter((text) => text !== "").join(". ");
}

export function linesOfStatus(status: EdgeStatus): readonly string[] {
  const { exchange, set, outbox, sent, nowUs, doors } = status;
  const difference = exchange.clockDifferenceUs;
  return [
    sentenceOf(status),
    `  edge     ${status.name}  ${status.edgeId}`,
    `  center   ${status.center}${exchange.trouble === "" ? "" : `: ${exchange.trouble}`}`,
    ...(difference === null || Math.abs(difference) < 2e6
      ? []
      : [
          `  clock    ${(Math.abs(difference) / 1e6).toFixed(0)} s ${difference > 0 ? "behind" : "ahead of"} the center's`,
        ]),
    `  set      ${set.indicators} indicators (${set.blind} hashed), version ${set.epoch}.${set.sequence}, up to date ${agoOf(nowUs, exchange.currentUs)}`,
    `  detects  ${detectionText(status)}`,
    `  waiting  ${outbox.bytes} of ${outbox.bytesMax} bytes${outbox.dropped === 0 ? "" : `; ${outbox.dropped} hits had no room`}`,
    `  sent     ${sent.uploads} uploads kept for a look; ${outbox.held} sightings and detections held back by your rules`,
    `  records  ${status.records} read, ${status.refused} refused, ${status.hits} hits since the start`,
    ...doors.map(
      ({ title, state, advice }) => `  door     ${title}: ${state}${advice === "" ? "" : `. ${advice}`}`,
    ),
    ...(status.rules.fault === "" ? [] : [`  rules    ${status.rules.fault}`]),
  ];
}
