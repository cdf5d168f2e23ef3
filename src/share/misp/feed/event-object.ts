/**
 * What a source says of values as an event of MISP (draft-dulaunoy-misp-core-format, 2.2 and 2.4). Nobody but the
 * center is named as who made it; ids of other systems' rows mean nothing elsewhere and are 0.
 */
import { createHash } from "node:crypto";
import { type IndicatorClaim, type Observable, uuid5 } from "../../../model/index.js";
import { aSource } from "../../gate/others-names.js";
import { taxiiTime } from "../../taxii/times.js";

export interface EventHead {
  readonly uuid: string;
  /** The source's name as the reader may have it. */
  readonly source: string;
  readonly tlp: string;
  readonly day: string;
}

export interface AttributeSaid {
  readonly stixId: string;
  readonly changedS: number;
  /** Null where it was taken back. */
  readonly said: { readonly observable: Observable; readonly claim: IndicatorClaim } | null;
}

type Kind = readonly [type: string, category: string];

/** A type of MISP and a category that it may have for each observable that is exchanged. */
const kinds: Readonly<Partial<Record<string, Kind>>> = {
  ipv4: ["ip-dst", "Network activity"],
  ipv6: ["ip-dst", "Network activity"],
  cidr: ["ip-dst", "Network activity"],
  domain: ["domain", "Network activity"],
  url: ["url", "Network activity"],
  email: ["email", "Payload delivery"],
  md5: ["md5", "Payload delivery"],
  sha1: ["sha1", "Payload delivery"],
  sha256: ["sha256", "Payload delivery"],
  sha512: ["sha512", "Payload delivery"],
};

const tlpTag: Readonly<Record<string, { readonly name: string; readonly colour: string }>> = {
  "TLP:CLEAR": { name: "tlp:clear", colour: "#FFFFFF" },
  "TLP:GREEN": { name: "tlp:green", colour: "#33FF00" },
  "TLP:AMBER": { name: "tlp:amber", colour: "#FFC000" },
  "TLP:AMBER+STRICT": { name: "tlp:amber+strict", colour: "#FFC000" },
  "TLP:RED": { name: "tlp:red", colour: "#FF2B2B" },
};

/** MISP's distribution: all communities; this community; your organisation only. */
const distributionOf = (tlp: string): string => (tlp === "TLP:CLEAR" ? "3" : tlp === "TLP:GREEN" ? "1" : "0");

const confidenceWords = [
  "unconfident",
  "rarely-confident",
  "fairly-confident",
  "usually-confident",
  "completely-confident",
];

/** MISP's five levels are a quarter apart; the exact one stands beside. */
function confidenceTags(confidence: number): readonly string[] {
  const word = confidenceWords[Math.round(confidence / 25)] ?? "unconfident";
  return [`misp:confidence-level="${word}"`, `breakwater:confidence="${confidence}"`];
}

const technique = /^t\d{4}(?:\.\d{3})?$/;

function labelTag(label: string): string {
  return technique.test(label) ? `misp-galaxy:mitre-attack-pattern="${label.toUpperCase()}"` : label;
}

const tag = (name: string) => ({ name, colour: "#3a7ca5", exportable: true });

/** In its event it is always the same one; in another event it is another, as MISP has each UUID once. */
export const attributeUuid = (eventUuid: string, stixId: string): string => uuid5(eventUuid, stixId);

/**
 * One that was taken back says nothing but that: neither its value, which may be marked higher now, nor why. Whoever
 * has it knows it by its UUID.
 */
export function attributeObject(eventUuid: string, { stixId, changedS, said }: AttributeSaid): object {
  const uuid = attributeUuid(eventUuid, stixId);
  const head = {
    id: "0",
    event_id: "0",
    uuid,
    timestamp: String(changedS),
    distribution: "5",
    sharing_group_id: "0",
    disable_correlation: false,
  };
  const kind = said === null ? undefined : kinds[said.observable.type];
  if (said === null || kind === undefined)
    return {
      ...head,
      type: "other",
      category: "Other",
      to_ids: false,
      deleted: true,
      comment: "",
      value: `withdrawn ${uuid}`,
    };
  const { confidence, labels, validFromUs, validUntilUs } = said.claim;
  return {
    ...head,
    type: kind[0],
    category: kind[1],
    to_ids: true,
    deleted: false,
    comment: "",
    value: said.observable.value,
    first_seen: validFromUs === null ? null : `${taxiiTime(validFromUs).slice(0, -1)}+00:00`,
    last_seen: null,
    Tag: [...confidenceTags(confidence), ...labels.map(labelTag)].map(tag),
    // A sighting of type 2 is MISP's word for an end.
    Sighting:
      validUntilUs === null
        ? []
        : [
            {
              uuid: uuid5(uuid, `ends ${validUntilUs}`),
              type: "2",
              date_sighting: String(Math.floor(validUntilUs / 1e6)),
              source: "Breakwater",
            },
          ],
  };
}

const orgOf = (namespace: string) => ({
  id: "0",
  name: "Breakwater",
  uuid: uuid5(namespace, "organisation"),
});

/** What the manifest and the event both say of an event. */
export function manifestEntry(namespace: string, head: EventHead, timestampS: number) {
  const marking = tlpTag[head.tlp] ?? { name: "tlp:red", colour: "#FF2B2B" };
  const source = head.source === aSource ? "Indicators of a source" : head.source;
  return {
    Orgc: orgOf(namespace),
    Tag: [{ ...marking, exportable: true }],
    info: `${source}, ${head.day}`,
    date: head.day,
    analysis: "2",
    threat_level_id: "4",
    timestamp: String(timestampS),
  };
}

/** The text of an event from attributes that are JSON already. */
export function eventText(
  namespace: string,
  head: EventHead,
  timestampS: number,
  attributes: readonly string[],
): string {
  const { Orgc, ...said } = manifestEntry(namespace, head, timestampS);
  const event = {
    id: "0",
    orgc_id: "0",
    org_id: "0",
    uuid: head.uuid,
    ...said,
    published: true,
    publish_timestamp: String(timestampS),
    attribute_count: String(attributes.length),
    distribution: distributionOf(head.tlp),
    sharing_group_id: "0",
    extends_uuid: "",
    locked: false,
    proposal_email_lock: false,
    disable_correlation: false,
    Org: Orgc,
    Orgc,
    ShadowAttribute: [],
    RelatedEvent: [],
    Galaxy: [],
    Object: [],
  };
  const text = JSON.stringify({ Event: event });
  return `${text.slice(0, -2)},"Attribute":[${attributes.join(",")}]}}`;
}

/**
 * The lines of `hashes.csv` for a value: MD5 of it, and for a composite type of both its halves, as MISP looks up
 * either.
 */
export function valueHashes(type: string, value: string): readonly string[] {
  const at = value.indexOf("|");
  const isComposite = (type.includes("|") || type === "malware-sample") && at >= 0;
  const parts = isComposite ? [value.slice(0, at), value.slice(at + 1)] : [value];
  return parts.filter((part) => part !== "").map((part) => createHash("md5").update(part).digest("hex"));
}
