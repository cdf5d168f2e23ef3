/**
 * One MISP event as items of a feed: its attributes and those of its objects, each with the claim that the event, the
 * object and the attribute make together. Only those with `to_ids` that are not deleted are indicators; of the
 * others it is said how many there are, and what was an indicator before is taken away. Problems name the place as a
 * JSON pointer (RFC 6901) from the event's beginning.
 */
import type { Claim, Tlp } from "../model/index.js";
import type { FeedItem } from "./feed-format.js";
import { type JsonObject, listOf, objectsOf, textOf } from "./json-feed.js";
import { labelsMax } from "./limits.js";
import { readAttribute } from "./misp-attribute.js";
import { floorOfDistribution } from "./misp-distribution.js";
import { readSightings, type Seen, sightingsByAttribute, warninglistsOf } from "./misp-seen.js";
import { claimOfTags, tagNames } from "./misp-tags.js";
import { intelProblem } from "./problems.js";
import { entryItem, keptItem } from "./read-lines.js";
import { readTime } from "./read-time.js";
import { strictest } from "./stix-marking.js";

interface Placed {
  readonly attribute: JsonObject;
  /** From the beginning of the event. */
  readonly pointer: string;
  /** The object it stands in. */
  readonly object: JsonObject | null;
}

const valueLengthMax = 16_384;
/** How sure at most is what more call a false positive than saw it: whoever saw it may be the one who is hit. */
const doubtedMax = 20;
const doubtedLabel = "false positive";

const isOn = (value: unknown) => value === true || value === 1 || value === "1" || value === "true";

function placedIn(event: JsonObject): readonly Placed[] {
  const own = objectsOf(event["Attribute"]).map((attribute, at) => ({
    attribute,
    pointer: `/Attribute/${at}`,
    object: null,
  }));
  const objects = objectsOf(event["Object"]).flatMap((object, at) =>
    objectsOf(object["Attribute"]).map((attribute, of) => ({
      attribute,
      pointer: `/Object/${at}/Attribute/${of}`,
      object,
    })),
  );
  return [...own, ...objects];
}

/** Claims of one event; attributes that add nothing share one, so that who takes them in can by identity. */
class EventClaims {
  readonly #tags: readonly string[];
  readonly #floor: Tlp | null;
  readonly #made = new Map<string, Partial<Claim>>();
  /** The most tags that a claim has beyond those that are kept. */
  cut = 0;

  constructor(event: JsonObject) {
    this.#tags = tagNames(event);
    this.#floor = floorOfDistribution(event["distribution"]);
  }

  of({ attribute, object }: Placed, { isDoubted, untilUs }: Seen): Partial<Claim> {
    const doubts = [
      ...(isDoubted ? [doubtedLabel] : []),
      ...warninglistsOf(attribute).map((name) => `warninglist: ${name}`),
    ];
    const own = tagNames(attribute);
    const fromUs = readTime(textOf(attribute["first_seen"])) ?? readTime(textOf(object?.["first_seen"]));
    const floor = strictest([
      this.#floor,
      floorOfDistribution(attribute["distribution"]),
      floorOfDistribution(object?.["distribution"]),
    ]);
    const key = JSON.stringify([own, fromUs, untilUs, floor, doubts]);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const tagged = claimOfTags([...this.#tags, ...own]);
    const labels = [...(tagged.labels ?? []), ...doubts];
    this.cut = Math.max(this.cut, labels.length - labelsMax);
    const tlp = strictest([floor, tagged.tlp ?? null]);
    const claim: Partial<Claim> = {
      ...tagged,
      ...(isDoubted && { confidence: Math.min(tagged.confidence ?? doubtedMax, doubtedMax) }),
      ...(tlp !== null && { tlp }),
      ...(labels.length > 0 && { labels }),
      ...(fromUs !== null && { validFromUs: fromUs }),
      ...(untilUs !== null && { validUntilUs: untilUs }),
    };
    // What hostile events say otherwise of each attribute is not remembered for ever.
    if (this.#made.size < 10_000) this.#made.set(key, claim);
    return claim;
  }
}

function* readOne(
  { attribute, pointer, object }: Placed,
  claim: Partial<Claim>,
  number: number,
): Generator<FeedItem> {
  const type = textOf(attribute["type"]);
  const value = textOf(attribute["value"]);
  const read = readAttribute(type, value.slice(0, valueLengthMax));
  // An object's relation says what its attribute is there: `pe`'s `imphash`, `file`'s `filename`.
  const relation =
    object === null ? "" : `${textOf(object["name"])}/${textOf(attribute["object_relation"])} `.slice(0, 200);
  const refuse = (detail: string): FeedItem => ({
    kind: "problem",
    line: number,
    problem: intelProblem("value-unknown", `Attribute ${number} (${pointer}): ${detail}`),
  });
  if ("personal" in read) yield refuse(`${read.personal} is about a person and not kept.`);
  else if ("unmet" in read)
    yield keptItem(`${relation}${type} = ${value.slice(0, 1024)}`, read.unmet, number);
  else if ("unread" in read) {
    const shown = value.length > 120 ? `${value.slice(0, 120)}…` : value;
    yield refuse(`${JSON.stringify(`${type} = ${shown}`)} is no value that telemetry carries.`);
  } else for (const observable of read.observables) yield entryItem(observable, claim, number);
}

/** What an attribute that is no indicator any more takes away. */
function* goneOf({ attribute }: Placed): Generator<FeedItem> {
  const read = readAttribute(textOf(attribute["type"]), textOf(attribute["value"]).slice(0, valueLengthMax));
  if ("observables" in read) for (const observable of read.observables) yield { kind: "gone", observable };
}

export function* readMispEvent(event: JsonObject): Generator<FeedItem> {
  const placed = placedIn(event);
  const claims = new EventClaims(event);
  const sightings = sightingsByAttribute(event);
  const counts = { off: 0, deleted: 0, doubted: 0, listed: 0 };
  let proposals = listOf(event["ShadowAttribute"]).length;
  for (const [at, one] of placed.entries()) {
    const { attribute, object } = one;
    proposals += listOf(attribute["ShadowAttribute"]).length;
    const apart = sightings.get(textOf(attribute["uuid"])) ?? [];
    const seen = readSightings([...objectsOf(attribute["Sighting"]), ...apart]);
    const isGone = isOn(attribute["deleted"]) || isOn(object?.["deleted"]);
    if (isGone) counts.deleted++;
    else if (!isOn(attribute["to_ids"])) counts.off++;
    else {
      if (seen.isDoubted) counts.doubted++;
      if (warninglistsOf(attribute).length > 0) counts.listed++;
      yield* readOne(one, claims.of(one, seen), at + 1);
      continue;
    }
    yield* goneOf(one);
  }
  const name = textOf(event["info"]).slice(0, 80) || textOf(event["uuid"]);
  const say = (code: "not-for-detection" | "said-beside", detail: string): FeedItem => ({
    kind: "problem",
    line: 0,
    problem: intelProblem(code, `${name}: ${detail}`),
  });
  const of = `of ${placed.length} attributes`;
  if (placed.length === 0) yield say("not-for-detection", "it has no attributes, only what it is about.");
  if (counts.off > 0)
    yield say("not-for-detection", `${counts.off} ${of} are not for detection (to_ids is off).`);
  if (counts.deleted > 0) yield say("not-for-detection", `${counts.deleted} ${of} are deleted.`);
  if (counts.doubted > 0)
    yield say(
      "said-beside",
      `${counts.doubted} ${of} are false positives by their sightings; they are taken as doubtful.`,
    );
  if (counts.listed > 0)
    yield say(
      "said-beside",
      `${counts.listed} ${of} stand on warninglists; they are taken, with that label.`,
    );
  if (proposals > 0) yield say("said-beside", `${proposals} proposals are not taken.`);
  if (claims.cut > 0) yield say("said-beside", `${claims.cut} tags beyond ${labelsMax} are not kept.`);
}
