/**
 * What the center gives as a MISP feed, read by the rules of the MISP core format (`misp-core.ts`); and the same rules
 * over what MISPs have published, so that they are known to be MISP's and not our own. What those break is held too:
 * docs/conformance.md lists it.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Given, giveEverything } from "./given.js";
import { brokenInEvent, brokenInManifest } from "./misp-core.js";
import { mispOddities, saidIn, short } from "./oddities.js";

const data = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../../shared/data");
const root = join(data, "04-stix-misp");

type EventJson = Record<string, unknown>;

describe("the center's feed by the rules of the MISP core format", () => {
  let given: Given;
  beforeAll(async () => {
    given = await giveEverything();
  }, 60_000);
  afterAll(() => given.close());

  test("every event, and the manifest of them, breaks none", async () => {
    const manifest = (await given.misp("manifest.json")) as Record<string, unknown>;
    const events = new Map<string, unknown>();
    for (const id of Object.keys(manifest)) events.set(id, await given.misp(`${id}.json`));
    expect(events.size).toBeGreaterThan(1);
    expect([...events.values()].flatMap(brokenInEvent)).toEqual([]);
    expect(brokenInManifest(manifest, events)).toEqual([]);
    // One was taken back, and one has an end: what is rare is there too.
    const all = JSON.stringify([...events.values()]);
    expect(all).toContain('"deleted":true');
    expect(all).toContain('"type":"2"');
  });

  test.each<[string, (event: EventJson, attribute: EventJson) => void, string]>([
    [
      "a number for a text",
      (event) => Object.assign(event, { timestamp: 1 }),
      "Event.timestamp: is not as it must be",
    ],
    ["no organisation", (event) => Reflect.deleteProperty(event, "Org"), "Event.Org: is no object"],
    [
      "a type of another category",
      (_event, attribute) => Object.assign(attribute, { category: "Attribution" }),
      "Event.Attribute[0].type: is not as it must be",
    ],
    [
      "a group without a level",
      (event) => Object.assign(event, { sharing_group_id: "3" }),
      "Event.sharing_group_id: is not as it must be",
    ],
    [
      "a date with a time",
      (event) => Object.assign(event, { date: "2026-01-01T00:00:00Z" }),
      "Event.date: is not as it must be",
    ],
    [
      "no value",
      (_event, attribute) => Reflect.deleteProperty(attribute, "value"),
      "Event.Attribute[0].value: is missing",
    ],
  ])("%s would be told", async (_name, harm, said) => {
    const [id] = Object.keys((await given.misp("manifest.json")) as object);
    const file = (await given.misp(`${id}.json`)) as { Event: EventJson & { Attribute: EventJson[] } };
    // In what order values stand is drawn by lot; an address is never what MISP calls an attribution.
    const at = file.Event.Attribute.findIndex(({ type }) => /^ip-/.test(String(type)));
    harm(file.Event, file.Event.Attribute[at] as EventJson);
    expect(brokenInEvent(file)).toContain(said.replace("[0]", `[${at}]`));
  });
});

const published = { ESET: "misp-feed-eset", OSINT: "misp-events-osint" } as const;
const isMissing = !Object.values(published).every((folder) => existsSync(join(root, folder)));

describe.skipIf(isMissing)("what MISPs have published (needs ../shared/data/04-stix-misp)", () => {
  test("what it breaks of the draft is known", () => {
    const found = new Set<string>();
    for (const folder of Object.values(published))
      for (const name of readdirSync(join(root, folder)).filter((one) => /\.json(\.gz)?$/.test(one))) {
        if (name === "manifest.json") continue;
        const bytes = readFileSync(join(root, folder, name));
        const event = JSON.parse((name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
        for (const broken of brokenInEvent(event)) found.add(short(broken));
      }
    expect([...found].sort()).toEqual(saidIn(mispOddities));
  });
});
