/**
 * MISP events (https://www.misp-standard.org/rfc/misp-standard-core.txt): `{"Event": …}`, a bare event, arrays of
 * them, `{"response": […]}`, and the event files of a feed folder. What one holds is read by `misp-event.ts`.
 */
import type { FeedFormat, FeedItem } from "../feed-format.js";
import { isObject, type JsonObject, readJson, textOf } from "../json-feed.js";
import { readMispEvent } from "../misp-event.js";
import { intelProblem } from "../problems.js";

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
      for (const event of events) yield* readMispEvent(event);
      if (events.length === 0) {
        const problem = intelProblem("object-invalid", `Line ${document.line} holds no MISP event.`);
        yield { kind: "problem", line: document.line, problem } satisfies FeedItem;
      }
    }
  },
} satisfies FeedFormat;
