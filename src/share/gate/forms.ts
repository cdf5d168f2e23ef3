/**
 * The released forms. A form is written field by field, so that a new field of the object does not leave until
 * someone adds it here: keys, origins, sighting ids and other members' records have no way out.
 */
import type {
  CenterView,
  Evidence,
  GatheredDetection,
  Language,
  Member,
  ReleasedWarning,
  Sighting,
  WarningWords,
} from "../../model/index.js";
import type { WarningObject } from "./request.js";

const evidenceForm = (evidence: Evidence): Evidence => ({
  timeUs: evidence.timeUs,
  log: evidence.log,
  field: evidence.field,
  sourceAddress: evidence.sourceAddress,
  sourcePort: evidence.sourcePort,
  destinationAddress: evidence.destinationAddress,
  destinationPort: evidence.destinationPort,
  record: evidence.record,
});

/**
 * `withEvidence` only for operators and for a member whose own sightings the warning is built on. In `language` where
 * the draft says it so: what is looked through is what leaves.
 */
export function warningForm(
  object: WarningObject,
  withEvidence: boolean,
  center: CenterView | null,
  language: Language = "en",
): ReleasedWarning {
  const { draft } = object;
  const translated = draft.translations?.[language];
  const said: WarningWords = translated ?? draft;
  return {
    id: object.id,
    rule: draft.rule,
    observable: { type: draft.observable.type, value: draft.observable.value },
    urgency: draft.urgency,
    tlp: draft.tlp,
    language: translated === undefined ? "en" : language,
    sentence: said.sentence,
    story: said.story,
    facts: said.facts.map(({ label, value }) => ({ label, value })),
    doNow: [...said.doNow],
    evidence: withEvidence ? draft.evidence.map(evidenceForm) : [],
    createdUs: object.createdUs,
    updatedUs: object.updatedUs,
    state: object.state,
    closeReason: object.closeReason,
    reactions: object.reactions.map(({ kind, person, note, atUs }) => ({ kind, person, note, atUs })),
    center,
    mark: draft.mark,
  };
}

/** A warning of which nothing may go by mail but that there is one: its marking, its times, its state. */
export function linkOnlyForm(form: ReleasedWarning): ReleasedWarning {
  return {
    ...form,
    rule: "",
    observable: { ...form.observable, value: "" },
    sentence: "",
    story: "",
    facts: [],
    doNow: [],
    evidence: [],
    reactions: [],
  };
}

export function sightingForm(sighting: Sighting): Sighting {
  return {
    id: sighting.id,
    memberId: sighting.memberId,
    observable: { type: sighting.observable.type, value: sighting.observable.value },
    windowStartUs: sighting.windowStartUs,
    direction: sighting.direction,
    count: sighting.count,
    firstUs: sighting.firstUs,
    lastUs: sighting.lastUs,
    insideAddresses: [...sighting.insideAddresses],
    confidence: sighting.confidence,
    sources: [...sighting.sources],
    labels: [...sighting.labels],
    tlps: [...sighting.tlps],
    allowedBy: sighting.allowedBy,
    evidence: sighting.evidence.map(evidenceForm),
    mark: sighting.mark,
  };
}

export function detectionForm(detection: GatheredDetection): GatheredDetection {
  const { rule, subject } = detection;
  return {
    id: detection.id,
    memberId: detection.memberId,
    rule: {
      id: rule.id,
      title: rule.title,
      kind: rule.kind,
      level: rule.level,
      techniques: [...rule.techniques],
    },
    subject: subject === null ? null : { type: subject.type, value: subject.value },
    about: detection.about,
    windowStartUs: detection.windowStartUs,
    count: detection.count,
    firstUs: detection.firstUs,
    lastUs: detection.lastUs,
    targetedness: detection.targetedness,
    fields: { ...detection.fields },
    evidence: detection.evidence.map(evidenceForm),
    mark: detection.mark,
  };
}

export function memberForm(member: Member): Member {
  return {
    id: member.id,
    name: member.name,
    sector: member.sector,
    networks: [...member.networks],
    providers: [...member.providers],
    tlpCeiling: member.tlpCeiling,
    groups: [...member.groups],
    consents: member.consents.map(({ to, groupId, sinceUs }) => ({ to, groupId, sinceUs })),
    language: member.language,
    timeZone: member.timeZone,
    directory: { listed: member.directory.listed, text: member.directory.text },
    mark: member.mark,
  };
}
