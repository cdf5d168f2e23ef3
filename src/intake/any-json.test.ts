/**
 * JSON formats meet fields of any type: what should be a text is a number, a list or an object. Whatever stands
 * in a record, reading it gives an event or a refusal, and carries only text.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../base/index.js";
import { eveFields } from "./eve/fields.js";
import { eve } from "./formats/eve.js";
import { jsonLines } from "./formats/json-lines.js";
import { zeekJson } from "./formats/zeek-json.js";
import { genericFields, genericNames } from "./generic-fields.js";
import { testReceivedUs } from "./testing.js";

const origin = { fileName: "http.log", receivedUs: testReceivedUs };
const zeekNames =
  "_path ts id id.orig_h id.orig_p id_resp_h proto service host uri method answers query subject san.dns success";

/** Names a format looks at, whole and in parts. */
const namesOf = (paths: readonly string[]) => [
  ...new Set(paths.flatMap((path) => [path, ...path.split(".")])),
];

const kinds = [
  {
    format: eve,
    names: namesOf([
      ...Object.keys(eveFields),
      "event_type",
      "timestamp",
      "alert.action",
      "http.url",
      "http.http_method",
      "http.request_headers.name",
      "http.request_headers.value",
      "flow.dest_port",
      "verdict.action",
      "src_port",
      "app_proto",
      "proto",
    ]),
  },
  { format: zeekJson, names: namesOf(zeekNames.split(" ")) },
  {
    format: jsonLines,
    names: namesOf([...Object.keys(genericFields), ...Object.values(genericNames).flat(), "__proto__"]),
  },
];

const word = fc.constantFrom(
  "dns",
  "http",
  "alert",
  "smtp",
  "sip",
  "192.0.2.1",
  "CN=a,CN=b",
  "sip:@",
  "\\\\x\\y",
  "CONNECT",
  "a://",
  "",
  "-",
  "::",
  "[",
);

describe.each(kinds.map((kind) => [kind.format.id, kind] as const))("%s", (_id, { format, names }) => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      word,
      fc.string(),
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie("any"), { maxKeys: 5 }),
    ),
  })).any;

  test("reads or refuses any object", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 }), word, (fields, type) => {
        const event = format.read(JSON.stringify({ event_type: type, ...fields }), origin);
        if (event instanceof Problem) return;
        expect(
          event.carried.every(({ field, text }) => typeof field === "string" && typeof text === "string"),
        ).toBe(true);
        expect(event.timeUs === null || Number.isSafeInteger(event.timeUs)).toBe(true);
        expect(event.log).toMatch(/^[a-z0-9_-]+$/);
      }),
      { numRuns: 500 },
    );
  });
});
