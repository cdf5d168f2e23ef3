/** Why there is a detection, through the gate as everywhere: its records, and the warnings that came of it. */
import type { Problem } from "../base/index.js";
import type { Evidence, GatheredDetection, Person } from "../model/index.js";
import type { State } from "../store/index.js";
import { loadCommunity } from "./community.js";
import { detectedKey } from "./detection-rules/detected.js";
import { nextInLine } from "./detection-rules/next-in-line.js";
import { toDetection } from "./detections.js";
import { warnProblem } from "./problems.js";
import { releaseRows, warningColumns } from "./reading.js";

export interface DetectionStory {
  readonly detection: GatheredDetection;
  /** The records that show it, up to ten. */
  readonly evidence: readonly Evidence[];
  /** Warnings that came of it and that the reader may read. */
  readonly warnings: readonly { readonly id: string; readonly rule: string; readonly sentence: string }[];
}

const warningsMax = 50;

export async function explainDetection(
  { db }: State,
  person: Person,
  detectionId: string,
): Promise<DetectionStory | Problem> {
  const unknown = warnProblem("detection-unknown", "No detection that you may read has this id.");
  const row = await db.selectFrom("detection").selectAll().where("id", "=", detectionId).executeTakeFirst();
  if (row === undefined) return unknown;
  const detection = toDetection(row);
  const community = await loadCommunity(db);
  const decision = community.gate.decide({
    object: { kind: "detection", id: row.id, detection },
    recipient: { kind: "person", person },
    channel: "console",
  });
  if (!decision.released) return unknown;
  const { subject } = detection;
  const keys = [
    detectedKey(detection),
    ...(subject === null ? [] : [`${nextInLine.id} ${subject.type} ${subject.value}`]),
  ];
  let query = db.selectFrom("warning").select(warningColumns).where("key", "in", keys);
  query =
    person.memberId === null
      ? query.where((eb) => eb.or([eb("member_id", "=", row.member_id), eb("key", "=", keys[1] ?? "")]))
      : query.where("member_id", "=", person.memberId);
  const rows = await query.orderBy("updated_us", "desc").orderBy("id").limit(warningsMax).execute();
  const warnings = await releaseRows(db, community, person, rows);
  return {
    detection: decision.form,
    evidence: decision.form.evidence,
    warnings: warnings.map(({ id, rule, sentence }) => ({ id, rule, sentence })),
  };
}
