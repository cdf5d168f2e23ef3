/**
 * Every field of every action's input, as the route table's schemas name them, with what attackers send: the
 * answer is an answer or a refusal that names the field, never a failure inside. A new action is in it by itself.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { Problem } from "../base/index.js";
import type { Action, Caller } from "./action.js";
import { actions } from "./actions/index.js";
import { callAction } from "./calling.js";
import { openTestCenter, type TestCenter } from "./testing.js";

type Json = Readonly<Record<string, unknown>>;
type Place = readonly (string | number)[];

const unkeepable = ["a\u0000b", "a\ud800", "\udc00a"];
const hostile: readonly unknown[] = [
  ...unkeepable,
  "x".repeat(100_000),
  "' or 1=1 --",
  "../../etc/passwd",
  "9007199254740991.x",
  "99999999999999999999",
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
];
const someText = "/00000000-0000-4000-8000-000000000000";

const kindsOf = (schema: Json): readonly Json[] =>
  (schema["anyOf"] as readonly Json[] | undefined) ?? [schema];

/** A text that a schema's own pattern takes; the pattern is the product's, and short texts meet it at once. */
const fitting = (pattern: unknown): string =>
  [someText, "name", "0".repeat(64)].find(
    (text) => typeof pattern !== "string" || new RegExp(pattern, "u").test(text),
  ) ?? someText;

/** Something its schema takes, with nothing that is optional. */
function sample(schema: Json): unknown {
  const [kind] = kindsOf(schema) as [Json];
  if (Array.isArray(kind["enum"])) return kind["enum"][0];
  if (kind["type"] === "array") return [sample(kind["items"] as Json)];
  if (kind["type"] === "object") {
    const properties = (kind["properties"] ?? {}) as Record<string, Json>;
    const required = (kind["required"] ?? []) as readonly string[];
    return Object.fromEntries(required.map((name) => [name, sample(properties[name] as Json)]));
  }
  if (kind["type"] === "string") return fitting(kind["pattern"]);
  return kind["type"] === "boolean" ? true : 1;
}

/** Where texts and numbers stand, optional ones too, in lists at their first place. */
function places(schema: Json, at: Place = []): readonly Place[] {
  return kindsOf(schema).flatMap((kind) => {
    if (kind["type"] === "array") return places(kind["items"] as Json, [...at, 0]);
    if (kind["type"] === "object")
      return Object.entries((kind["properties"] ?? {}) as Record<string, Json>).flatMap(([name, inner]) =>
        places(inner, [...at, name]),
      );
    return kind["type"] === "null" || kind["type"] === "boolean" ? [] : [at];
  });
}

/** `value` at `place`, all around it as its schema takes it. */
function placed(schema: Json, [first, ...rest]: Place, value: unknown): unknown {
  if (first === undefined) return value;
  const kind = kindsOf(schema).find((one) => one["type"] === (first === 0 ? "array" : "object")) as Json;
  if (first === 0) return [placed(kind["items"] as Json, rest, value)];
  const inner = (kind["properties"] as Record<string, Json>)[first] as Json;
  return { ...(sample(kind) as object), [first]: placed(inner, rest, value) };
}

const schemaOf = (action: Action) =>
  z.toJSONSchema(action.input, { io: "input", unrepresentable: "any" }) as Json;
const cases = actions.flatMap((action) =>
  places(schemaOf(action)).map((place) => [`${action.id}: ${place.join(".")}`, action, place] as const),
);

let center: TestCenter;
let callers: readonly Caller[];

beforeAll(async () => {
  center = await openTestCenter();
  const member = await center.addMember("Blue Anchor Lines", ["203.0.113.0/24"]);
  callers = [center.operator, await center.addPerson("Ada", "admin", member.id)].map((person) => ({
    person,
    sessionHash: null,
  }));
}, 60_000);
afterAll(() => center.close());

test("the table has the fields that attackers used", () => {
  const names = cases.map(([name]) => name);
  for (const name of [
    "warning-read: id",
    "sighting-list: value",
    "token-create: name",
    "event-search: before.id",
  ])
    expect(names).toContain(name);
});

/** Files that are read row by row, so that the good ones are taken (`members/site/csv.test.ts`): what each may be refused by. */
const filesOfRows = new Map([["site-import: csv", ["api.not-found", "members.site-file-unreadable"]]]);

describe("hostile input", () => {
  test.each(cases)("%s", async (name, action, place) => {
    for (const value of hostile)
      for (const caller of callers) {
        const input = placed(schemaOf(action), place, value);
        const answer = await callAction(center, caller, action.id, input);
        const [status, code, detail] =
          answer instanceof Problem ? [answer.status, answer.code, answer.detail] : [200, "", ""];
        expect(status, JSON.stringify(input).slice(0, 200)).not.toBe(500);
        if (!unkeepable.includes(value as string) || code === "api.not-allowed") continue;
        const ofFile = filesOfRows.get(name);
        if (ofFile !== undefined) expect(ofFile).toContain(code);
        else expect([code, detail.split(": ")[0]]).toEqual(["api.input-invalid", place.join(".")]);
      }
  });
});

describe("searching events", () => {
  const search = (change: object) =>
    callAction(center, callers[0] as Caller, "event-search", { fromUs: 0, toUs: 1, ...change });
  const term = { field: "message", op: "contains", value: "x" };

  test.each(["", "-1", "1.5", "1e3", "18446744073709551616", "0x10", " 1"])(
    "a place %j is no row number",
    async (id) => {
      expect(await search({ before: { timeUs: 1, id } })).toMatchObject({
        code: "api.input-invalid",
        detail: expect.stringMatching(/^before\.id: /),
      });
    },
  );

  test("the last row number, 20 terms and 512 characters pass; one more does not", async () => {
    const code = async (change: object) => ((await search(change)) as Problem).code;
    expect(await code({ before: { timeUs: 1, id: "18446744073709551615" } })).toBe("store.events-absent");
    expect(await code({ terms: Array(20).fill({ ...term, value: "x".repeat(512) }) })).toBe(
      "store.events-absent",
    );
    expect(await code({ terms: Array(21).fill(term) })).toBe("api.input-invalid");
    expect(await code({ terms: [{ ...term, value: "x".repeat(513) }] })).toBe("api.input-invalid");
  });
});
