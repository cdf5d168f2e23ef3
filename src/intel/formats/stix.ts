/**
 * STIX 2.0 and 2.1: bundles, TAXII envelopes, arrays, single objects, one document or one a line
 * (https://docs.oasis-open.org/cti/stix/v2.1/). Each value that a pattern equals is an entry; what needs more
 * than one value is kept. Revoked indicators are left out and counted. Observables and observed data in a bundle
 * say what was seen, not what is bad, and are no indicators by themselves.
 */
import { type Claim, categoryOf } from "../../model/index.js";
import type { FeedFormat, FeedItem } from "../feed-format.js";
import { type JsonObject, readJson, textOf } from "../json-feed.js";
import { intelProblem } from "../problems.js";
import { entryItem, keptItem } from "../read-lines.js";
import { readTime } from "../read-time.js";
import { labelsOf, relatedLabels, stixObjects } from "../stix-labels.js";
import { type Markings, readMarkings, tlpOf } from "../stix-marking.js";
import { readPattern } from "../stix-pattern/index.js";

function claimOf(
  indicator: JsonObject,
  markings: Markings,
  related: ReadonlyMap<string, readonly string[]>,
): Partial<Claim> {
  const tlp = tlpOf(indicator, markings);
  const confidence = indicator["confidence"];
  const labels = labelsOf(indicator, related);
  const from = readTime(textOf(indicator["valid_from"]));
  const until = readTime(textOf(indicator["valid_until"]));
  return {
    ...(tlp !== null && { tlp }),
    ...(typeof confidence === "number" && confidence >= 0 && confidence <= 100 && { confidence }),
    ...(labels.length > 0 && { labels }),
    ...(from !== null && { validFromUs: from }),
    ...(until !== null && { validUntilUs: until }),
  };
}

function* readIndicator(indicator: JsonObject, claim: Partial<Claim>, number: number): Generator<FeedItem> {
  const pattern = textOf(indicator["pattern"]);
  const refuse = (detail: string): FeedItem => {
    const name = textOf(indicator["id"]).slice(0, 80) || `object ${number}`;
    return { kind: "problem", line: number, problem: intelProblem("object-invalid", `${name}: ${detail}`) };
  };
  if (pattern === "") {
    yield refuse("it has no pattern.");
    return;
  }
  const type = textOf(indicator["pattern_type"]);
  if (type !== "" && type !== "stix") {
    yield keptItem(pattern, `a pattern of type ${type.slice(0, 40)}`, number);
    return;
  }
  const reading = readPattern(pattern);
  if ("error" in reading) {
    yield refuse(`its pattern can't be read: ${reading.error}.`);
    return;
  }
  for (const observable of reading.met) yield entryItem(observable, claim, number);
  if (reading.unmet.length > 0) yield keptItem(pattern, reading.unmet.slice(0, 5).join("; "), number);
}

function notForDetection(count: number, what: string): FeedItem {
  return { kind: "problem", line: 0, problem: intelProblem("not-for-detection", `${count} ${what}.`) };
}

function* readObjects(objects: readonly JsonObject[], line: number): Generator<FeedItem> {
  const markings = readMarkings(objects);
  const related = relatedLabels(objects);
  let revoked = 0;
  let observed = 0;
  for (const [at, object] of objects.entries()) {
    const type = textOf(object["type"]);
    const number = objects.length === 1 ? line : at + 1;
    if (type === "indicator") {
      if (object["revoked"] === true) revoked++;
      else yield* readIndicator(object, claimOf(object, markings, related), number);
    } else if (type === "observed-data" || categoryOf(type) === "sco") observed++;
  }
  if (revoked > 0) yield notForDetection(revoked, "indicators are revoked");
  if (observed > 0) yield notForDetection(observed, "observables are no indicators by themselves");
}

export const stix = {
  id: "stix",
  title: "STIX 2.0 and 2.1",
  sniff: ({ text }) => {
    if (!/^\s*[[{]/.test(text)) return 0;
    if (/"type"\s*:\s*"bundle"/.test(text) || /"id"\s*:\s*"(bundle|indicator)--/.test(text)) return 0.95;
    return /"id"\s*:\s*"[a-z0-9-]+--[0-9a-f]{8}-/.test(text) && /"type"\s*:/.test(text) ? 0.8 : 0;
  },
  *read(text) {
    for (const document of readJson(text)) {
      if ("problem" in document) {
        yield { kind: "problem", ...document } satisfies FeedItem;
        continue;
      }
      const objects = stixObjects(document.value);
      if (objects.length > 0) yield* readObjects(objects, document.line);
      else {
        const problem = intelProblem("object-invalid", `Line ${document.line} holds no STIX object.`);
        yield { kind: "problem", line: document.line, problem } satisfies FeedItem;
      }
    }
  },
} satisfies FeedFormat;
