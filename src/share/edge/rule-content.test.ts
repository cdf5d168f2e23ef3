/** What of the center's rules reaches a member's edges. */
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { RuleException } from "../../detect/index.js";
import type { Member } from "../../model/index.js";
import { openGate } from "../gate/gate.js";
import { type RuleContentFile, ruleBlobsFor, ruleFilesBlob, ruleSettingsBlob } from "./rule-content.js";

const member = (id: string, name: string, network: string): Member =>
  ({
    id,
    name,
    sector: "trucking",
    networks: [network],
    tlpCeiling: "TLP:GREEN",
    providers: [],
    groups: [],
  }) as never;
const members = [
  member("m1", "Pier One Terminal", "203.0.113.0/28"),
  member("m2", "Beta Lines", "203.0.113.16/28"),
];
const file = (key: string, text: string, isOwn = false): RuleContentFile => ({
  text: `title: ${key}\n${text}`,
  isOwn,
  rules: [{ key, level: "high" }],
});
const exception = (rule: string, change: Partial<RuleException>): RuleException => ({
  id: "1",
  rule,
  memberId: null,
  field: "source",
  value: "192.0.2.1",
  reason: "the scanner of Olga",
  owner: "Olga",
  createdUs: 0,
  expiresUs: 100,
  ...change,
});

test("each member gets what its marking allows and names nobody else, of exceptions its own and everybody's", async () => {
  const content = {
    files: [
      file("plain", "tags: [attack.t1190]"),
      file("own", "", true),
      file("marked", "tags: [tlp.amber]"),
      file("odd", "tags: [tlp.purple]"),
      file("clear", "tags: [tlp.clear]"),
      file("named", "description: only at Beta Lines"),
      file("addressed", "source: 203.0.113.20"),
    ],
    detectors: { "brute-force": null, beacon: "low" as const },
    exceptions: [
      exception("plain", {}),
      exception("own", { memberId: "m1" }),
      exception("clear", { memberId: "m2" }),
      exception("marked", { value: "203.0.113.20" }),
      exception("odd", { expiresUs: 10 }),
    ],
  };
  const given = await ruleBlobsFor(openGate(members), ["m1", "m2"], content, 50);
  const of = (id: string) => {
    const blob = (name: string) =>
      given.get(id)?.find((one) => one.name === name)?.content ?? Buffer.alloc(0);
    const settings = JSON.parse(blob(ruleSettingsBlob).toString()) as {
      rules: object;
      detectors: object;
      exceptions: { rule: string }[];
    };
    const texts = JSON.parse(gunzipSync(blob(ruleFilesBlob)).toString()) as string[];
    return { settings, titles: texts.map((text) => text.split("\n", 1)[0]?.slice(7)) };
  };
  expect(of("m1").titles).toEqual(["plain", "own", "clear"]);
  expect(of("m2").titles).toEqual(["plain", "own", "clear", "named", "addressed"]);
  const { settings } = of("m1");
  expect(Object.keys(settings.rules)).toEqual(["plain", "own", "clear"]);
  expect(settings.detectors).toEqual({ "brute-force": null, beacon: "low" });
  expect(settings.exceptions.map(({ rule }) => rule)).toEqual(["plain", "own"]);
  expect(of("m2").settings.exceptions.map(({ rule }) => rule)).toEqual(["plain", "clear", "marked"]);
  expect(JSON.stringify(settings)).not.toMatch(/Olga|m1|m2/);
});
