/**
 * MISP events (https://www.misp-standard.org/rfc/misp-standard-core.txt): `{"Event": …}`, a bare event, arrays of
 * them, `{"response": […]}`, and the event files of a feed folder. Attributes stand in the event and in its
 * objects; only those with `to_ids` and not deleted are indicators, the others are counted and said. Tags of the
 * event and of the attribute make the claim.
 */
import type { Claim } from "../../model/index.js";
import type { FeedFormat, FeedItem } from "../feed-format.js";
import { isObject, type JsonObject, objectsOf, readJson, textOf } from "../json-feed.js";
import { readAttribute } from "../misp-attribute.js";
import { claimOfTags, tagNames } from "../misp-tags.js";
import { intelProblem } from "../problems.js";
import { entryItem, keptItem, unknownValue } from "../read-lines.js";
import { readTime } from "../read-time.js";

/** Every event in a document, whatever wraps it. */
function eventsOf(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap((one) => eventsOf(one));
  if (!isObject(value)) return [];
  if (value["response"] !== undefined) return eventsOf(value["response"]);
  if (isObject(value["Event"])) return [value["Event"]];
  return Array.isArray(value["Attribute"]) || Array.isArray(value["Object"]) || textOf(value["info"]) !== ""
    ? [value]
    : [];
}

const isOn = (value: unknown) => value === true || value === 1 || value === "1" || value === "true";

function* readEvent(event: JsonObject): Generator<FeedItem> {
  const eventTags = tagNames(event);
  const eventClaim = claimOfTags(eventTags);
  const objects = objectsOf(event["Object"]).filter((object) => !isOn(object["deleted"]));
  const attributes = [
    ...objectsOf(event["Attribute"]),
    ...objects.flatMap((object) => objectsOf(object["Attribute"])),
  ];
  let off = 0;
  let deleted = 0;
  for (const [at, attribute] of attributes.entries()) {
    if (isOn(attribute["deleted"])) deleted++;
    else if (!isOn(attribute["to_ids"])) off++;
    else yield* readOne(attribute, claimFor(attribute, eventTags, eventClaim), at + 1);
  }
  const name = textOf(event["info"]).slice(0, 80) || textOf(event["uuid"]);
  const say = (detail: string): FeedItem => ({
    kind: "problem",
    line: 0,
    problem: intelProblem("not-for-detection", `${name}: ${detail}`),
  });
  if (attributes.length === 0) yield say("it has no attributes, only what it is about.");
  if (off > 0) yield say(`${off} of ${attributes.length} attributes are not for detection (to_ids is off).`);
  if (deleted > 0) yield say(`${deleted} of ${attributes.length} attributes are deleted.`);
}

/** The event's claim itself where the attribute adds nothing, so that it is shared. */
function claimFor(
  attribute: JsonObject,
  eventTags: readonly string[],
  eventClaim: Partial<Claim>,
): Partial<Claim> {
  const own = tagNames(attribute);
  const from = readTime(textOf(attribute["first_seen"]));
  if (own.length === 0 && from === null) return eventClaim;
  const claim = own.length === 0 ? eventClaim : claimOfTags([...eventTags, ...own]);
  return from === null ? claim : { ...claim, validFromUs: from };
}

function* readOne(attribute: JsonObject, claim: Partial<Claim>, number: number): Generator<FeedItem> {
  const type = textOf(attribute["type"]);
  const value = textOf(attribute["value"]);
  const read = readAttribute(type, value.slice(0, 16_384));
  if ("unmet" in read) yield keptItem(`${type} = ${value.slice(0, 1024)}`, read.unmet, number);
  else if ("unread" in read) yield unknownValue(`${type} = ${read.unread}`, number, "Attribute");
  else for (const observable of read.observables) yield entryItem(observable, claim, number);
}

export const misp = {
  id: "misp",
  title: "MISP event",
  sniff: ({ text }) => {
    if (!/^\s*[[{]/.test(text)) return 0;
    if (/^\s*[[{\s]*"(Event|response)"\s*:/.test(text)) return 0.95;
    if (/"Attribute"\s*:\s*\[/.test(text) || /"(Orgc|analysis|threat_level_id)"\s*:/.test(text)) return 0.9;
    return 0;
  },
  *read(text) {
    for (const document of readJson(text)) {
      if ("problem" in document) {
        yield { kind: "problem", ...document } satisfies FeedItem;
        continue;
      }
      const events = eventsOf(document.value);
      for (const event of events) yield* readEvent(event);
      if (events.length === 0) {
        const problem = intelProblem("object-invalid", `Line ${document.line} holds no MISP event.`);
        yield { kind: "problem", line: document.line, problem } satisfies FeedItem;
      }
    }
  },
} satisfies FeedFormat;
