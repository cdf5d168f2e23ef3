/** Objects of every kind that can leave, built on a member, with some members' values hidden in their words. */

import type { Draw } from "../../base/index.js";
import {
  attributions,
  type GatheredDetection,
  type Observable,
  permittedActions,
  type Report,
  type Sighting,
  tlpLabels,
  type WarningDraft,
} from "../../model/index.js";
import type { GateObject } from "../gate/request.js";
import { codings } from "./codings.js";
import type { ProofMember, Secret, World } from "./world.js";
import { writings } from "./writings.js";

/** All that is drawn of a scene but whose it is, so that the same can be built on another member. */
export interface Plot {
  readonly tlp: (typeof tlpLabels)[number];
  /** Texts by place; in some values are hidden. */
  readonly texts: Readonly<Record<Place, string>>;
  readonly recipientId: string;
  readonly attribution: (typeof attributions)[number];
  readonly groupIds: readonly string[];
  readonly urgent: boolean;
  readonly withdrawn: boolean;
  readonly nowUs: number;
}

const places = [
  "sentence",
  "story",
  "fact",
  "doNow",
  "observable",
  "title",
  "text",
  "label",
  "evidence",
  "words",
  "listed",
] as const;
/** Where words are cut, and no whole is refused for them: there a part of a name that may be anybody's is hidden too. */
const cutPlaces: readonly string[] = ["words", "listed"];
type Place = (typeof places)[number];

const phrases = [
  "Seen twice since noon",
  "A mail asked for a password",
  "The gate lane stood still",
  "It came by post",
];

/** Draws a plot in which values of the given members are hidden, or of none where `from` is empty. */
export function drawPlot(draw: Draw, world: World, from: readonly Secret[]): Plot {
  const ofFirst = from.filter(({ memberId }) => memberId === world.members[0]?.id);
  const texts = Object.fromEntries(
    places.map((place) => {
      const hidden: string[] = [];
      // Words are cut one by one, so that each of many is a case of its own; elsewhere one refuses the whole.
      const isMore = () => (place === "words" ? !draw.once(12) : draw.once(3));
      while (from.length > 0 && isMore()) {
        const secret = draw.pick(place === "words" && ofFirst.length > 0 && draw.once(2) ? ofFirst : from);
        const fitting = (place === "words" && draw.once(2) ? writings : codings).filter(
          ({ sorts, alone }) => sorts.includes(secret.sort) && (alone !== true || cutPlaces.includes(place)),
        );
        if (fitting.length > 0) hidden.push(draw.pick(fitting).write(secret.value));
      }
      const words = draw.once(2) ? [draw.pick(phrases), ...hidden] : [...hidden, draw.pick(phrases)];
      return [place, words.join(draw.once(4) ? "\n" : " ")];
    }),
  ) as Record<Place, string>;
  return {
    // Of each marking some, but most of what may go far: that is where leaks are.
    tlp: draw.once(2) ? draw.pick(tlpLabels) : draw.pick(["TLP:CLEAR", "TLP:GREEN"] as const),
    texts,
    recipientId: draw.pick(world.members).id,
    attribution: draw.pick(attributions),
    groupIds: draw.once(3) ? draw.some(world.groups).map(({ id }) => id) : [],
    urgent: draw.once(2),
    withdrawn: draw.once(8),
    nowUs: 2_000 + draw.below(2_000),
  };
}

/** The plot's objects, as `origin` would have given rise to them. */
export function objectsOf(plot: Plot, origin: ProofMember, world: World): readonly GateObject[] {
  const own = world.secrets.filter(({ memberId }) => memberId === origin.id);
  const address = own.find(({ sort }) => sort === "ipv4")?.value ?? "";
  const observable: Observable = { type: "url", value: plot.texts.observable };
  const evidence = {
    timeUs: 1,
    log: "zeek-conn",
    field: "host",
    sourceAddress: address,
    sourcePort: 1,
    destinationAddress: "192.0.2.9",
    destinationPort: 2,
    record: `${own.map(({ value }) => value).join(" ")} ${plot.texts.evidence}`,
  };
  const draft: WarningDraft = {
    rule: "second-member",
    key: `key of ${origin.id}`,
    recipientMemberId: plot.recipientId,
    originMemberIds: [origin.id],
    observable,
    urgency: "high",
    tlp: plot.tlp,
    sentence: plot.texts.sentence,
    story: plot.texts.story,
    facts: [{ label: "Seen", value: plot.texts.fact }],
    doNow: [plot.texts.doNow],
    translations: {
      es: {
        sentence: plot.texts.doNow,
        story: plot.texts.fact,
        facts: [{ label: "Visto", value: plot.texts.story }],
        doNow: [plot.texts.sentence],
      },
    },
    evidence: [evidence],
    sightingIds: [`sighting-of-${origin.id}`],
    mark: null,
  };
  const sighting: Sighting = {
    id: `sighting-of-${origin.id}`,
    memberId: origin.id,
    observable,
    windowStartUs: 0,
    direction: "outbound",
    count: 7,
    firstUs: 1,
    lastUs: 2,
    insideAddresses: [address],
    confidence: 90,
    sources: ["a list", plot.texts.label],
    labels: [plot.texts.label, plot.texts.listed],
    tlps: [plot.tlp],
    allowedBy: null,
    evidence: [evidence],
    mark: null,
  };
  const detection: GatheredDetection = {
    id: `detection-of-${origin.id}`,
    memberId: origin.id,
    rule: {
      id: "5af54681-df95-4c26-854f-2565e13cfab0",
      title: plot.texts.label,
      kind: "sigma",
      level: "high",
      techniques: ["T1110"],
    },
    subject: observable,
    about: plot.texts.evidence,
    targetedness: "only-ports",
    windowStartUs: 0,
    count: 3,
    firstUs: 1,
    lastUs: 2,
    fields: { user: `${own.map(({ value }) => value).join(" ")} ${plot.texts.evidence}` },
    evidence: [evidence],
    mark: null,
  };
  const report: Report = {
    id: `report-of-${origin.id}`,
    sharedId: "0f0f0f0f-shared",
    memberId: origin.id,
    sector: origin.sector,
    others: null,
    title: plot.texts.title,
    text: `${plot.texts.text}\n${plot.texts.words}`,
    observables: [observable, { type: "ipv4", value: "192.0.2.9" }],
    evidence: [
      {
        id: `evidence-of-${origin.id}`,
        name: `${own.map(({ value }) => value).join(" ")} ${plot.texts.evidence}`,
        mediaType: "image/png",
        sizeBytes: 7,
        sha256: "0".repeat(64),
      },
    ],
    tlp: plot.tlp,
    handling: {
      permittedActions: permittedActions[4],
      affectedPartyNotifications: "may",
      providerAttribution: "may",
    },
    namedPersonIds: ["person-named"],
    namedMails: [],
    groupIds: plot.groupIds,
    attribution: plot.attribution,
    urgent: plot.urgent,
    receivedUs: 1_234,
    releaseUs: 3_000,
    state: plot.withdrawn ? "withdrawn" : "stands",
    mark: null,
  };
  return [
    {
      kind: "warning",
      id: "w",
      draft,
      createdUs: 1,
      updatedUs: 2,
      state: "open",
      closeReason: null,
      reactions: [],
    },
    { kind: "sighting", id: sighting.id, sighting },
    { kind: "detection", id: detection.id, detection },
    { kind: "report", id: report.id, report, nowUs: plot.nowUs },
    { kind: "evidence", id: `evidence-of-${origin.id}`, report },
    { kind: "member", id: origin.id, member: origin },
    {
      kind: "directory",
      id: origin.id,
      member: { ...origin, directory: { listed: false, text: plot.texts.text } },
      groupId: plot.groupIds[0] ?? null,
    },
    { kind: "record", id: "r", record: "exposure", memberId: origin.id, rows: [{ value: origin.name }] },
    { kind: "record", id: "r", record: "token", memberId: null, rows: [{ name: plot.texts.label }] },
    { kind: "counts", id: "c", memberId: origin.id, counts: { [origin.name]: 1 } },
    { kind: "counts", id: "c", memberId: null, counts: { [origin.name]: 1 } },
    // What the center keeps of others' writing, whoever it tells of; and what a member itself gave by TAXII.
    ...[null, origin.id].map(
      (memberId): GateObject => ({
        kind: "exchange",
        id: "exchange",
        memberId,
        tlp: plot.tlp,
        content: {
          type: "indicator",
          name: plot.texts.title,
          pattern: plot.texts.observable,
          external_references: [{ source_name: plot.texts.label, description: plot.texts.text }],
        },
      }),
    ),
    {
      kind: "pack",
      id: "feeds/0",
      tlp: plot.tlp,
      content: { name: plot.texts.title, text: plot.texts.text, values: [plot.texts.label, "192.0.2.9"] },
      apart: ["values"],
      namedMemberId: null,
    },
    {
      kind: "claim",
      id: "claim",
      claim: {
        source: plot.texts.label,
        confidence: 80,
        tlp: plot.tlp,
        validFromUs: null,
        validUntilUs: null,
        labels: [plot.texts.label, plot.texts.listed],
      },
    },
  ];
}
