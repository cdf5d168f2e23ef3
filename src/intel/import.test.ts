import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../base/index.js";
import type { IndicatorClaim } from "../model/index.js";
import type { State } from "../store/index.js";
import { openTestState } from "../store/state/testing.js";
import { AllowLists } from "./allow-match.js";
import { importAllowLists, loadAllowLists } from "./allow-store.js";
import { type ImportOptions, type ImportReport, importFeed } from "./import.js";
import { loadIndicators, lookupIndicator } from "./look-up.js";

const folder = mkdtempSync(join(tmpdir(), "intel-"));
const clock = fixedClock(1_790_000_000_000_000);
let state: State;
beforeAll(async () => {
  state = await openTestState();
});
afterAll(async () => {
  await state.close();
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function bring(options: ImportOptions): Promise<ImportReport> {
  const report = await importFeed(state, clock, options);
  if (report instanceof Problem) throw new Error(report.detail);
  return report;
}

async function claimsOf(text: string): Promise<readonly IndicatorClaim[]> {
  const found = await lookupIndicator(state, text);
  if (found instanceof Problem) throw new Error(found.detail);
  return found.indicator?.claims ?? [];
}

describe("importing feeds", () => {
  test("one indicator, several sources, and nothing twice", async () => {
    const one = put("one.txt", "192.0.2.1\nevil.example\n");
    const two = put("two.txt", "EVIL[.]example.\n198.51.100.0/24\n");
    const first = await bring({ paths: [one, two], confidence: 80 });
    expect(first).toMatchObject({ entries: 4, new: 4, updated: 0, refused: 0 });
    const again = await bring({ paths: [one], confidence: 60 });
    expect(again).toMatchObject({ entries: 2, new: 0, updated: 2 });
    expect((await claimsOf("evil.example")).map((claim) => [claim.source, claim.confidence])).toEqual([
      ["two", 80],
      ["one", 60],
    ]);
    const all: string[] = [];
    await loadIndicators(state, (observable, claim) => all.push(`${claim.source} ${observable.value}`));
    expect(all.sort()).toEqual([
      "one 192.0.2.1",
      "one evil.example",
      "two 198.51.100.0/24",
      "two evil.example",
    ]);
  });

  test("what a newer version of a MISP event deletes or disables loses its claim", async () => {
    const event = (attributes: object[]) =>
      put("e1.json", JSON.stringify({ Event: { info: "x", Attribute: attributes } }));
    const attribute = (value: string, more: object = {}) => ({
      type: "domain",
      value,
      to_ids: true,
      ...more,
    });
    const values = ["stays.example", "deleted.example", "disabled.example"];
    await bring({ paths: [event(values.map((value) => attribute(value)))] });
    await bring({ paths: [put("other.txt", "deleted.example\n")] });
    const report = await bring({
      paths: [
        event([
          attribute("stays.example", { deleted: true }),
          attribute("stays.example"),
          attribute("deleted.example", { deleted: true }),
          attribute("disabled.example", { to_ids: false }),
        ]),
      ],
    });
    expect(report).toMatchObject({ removed: 2, entries: 1 });
    const sources = async (value: string) => (await claimsOf(value)).map((claim) => claim.source);
    expect(await Promise.all(values.map(sources))).toEqual([["e1"], ["other"], []]);
    const last = await bring({ paths: [event([attribute("stays.example", { deleted: true })])] });
    expect(last.removed).toBe(1);
    expect(await sources("stays.example")).toEqual([]);
  });

  test("what a feed says of a value in several files is one claim that says it all", async () => {
    const header = "# maltrail\n";
    const a = put("familya.txt", `${header}both.example\n`);
    const b = put("familyb-1.txt", `${header}both.example\n`);
    await bring({ paths: [a, b], name: "trails" });
    expect(await claimsOf("both.example")).toMatchObject([
      { source: "trails", labels: ["familya", "familyb"] },
    ]);
    await bring({ paths: [b], name: "trails" });
    expect(await claimsOf("both.example")).toMatchObject([{ source: "trails", labels: ["familyb"] }]);
  });

  test("a claim that a later transaction of the same run says again is merged, the strictest marking first", async () => {
    const names = Array.from({ length: 24_000 }, (_, at) => `n${at}.bulk.example,low`).join("\n");
    const rows = `domain,family,tlp,confidence\nn0.bulk.example,early,GREEN,20\n${names.replaceAll(",low", ",bulk,CLEAR,10")}\nn0.bulk.example,late,RED,30\n`;
    const report = await bring({ paths: [put("bulk.csv", rows)] });
    expect(report).toMatchObject({ entries: 24_002, new: 24_000, updated: 0 });
    expect(await claimsOf("n0.bulk.example")).toMatchObject([
      { labels: ["early", "bulk", "late"], tlp: "TLP:RED", confidence: 30 },
    ]);
    const replaced = await bring({ paths: [put("bulk.csv", "domain\nn1.bulk.example\n")], replace: true });
    expect(replaced).toMatchObject({ new: 0, updated: 1, removed: 23_999 });
    expect(await claimsOf("n0.bulk.example")).toEqual([]);
  });

  test("what a value cannot answer is kept with its reason, what can't be read is a problem with its line", async () => {
    const report = await bring({
      paths: [put("odd.txt", "# maltrail\n/gate.php\nok.example\nnot a value\n")],
    });
    expect(report).toMatchObject({
      entries: 1,
      kept: 1,
      refused: 1,
      refusedByCode: { "intel.value-unknown": 1 },
    });
    expect(report.problems).toMatchObject([{ path: "odd.txt", line: 4 }]);
    const kept = await state.db
      .selectFrom("kept_pattern")
      .selectAll()
      .where("pattern", "=", "/gate.php")
      .execute();
    expect(kept).toMatchObject([{ reason: "a path alone names no host", line: 2 }]);
  });

  test("a value too long for the index of the store is refused, the rest comes in", async () => {
    const long = `http://a.example/${"x".repeat(3000)}`;
    const report = await bring({ paths: [put("long.txt", `${long}\nhttp://a.example/y\n`)] });
    expect(report).toMatchObject({ entries: 1, refusedByCode: { "intel.value-too-long": 1 } });
  });

  test("a broken feed changes nothing, also with replace", async () => {
    await bring({
      paths: [
        put("event.json", '{"Event":{"Attribute":[{"type":"domain","value":"m.example","to_ids":true}]}}'),
      ],
    });
    const report = await bring({
      paths: [put("event.json", '{"Event":{"Attribute":[{"type":"domain",]}}')],
      replace: true,
    });
    expect(report).toMatchObject({ entries: 0, removed: 0, refusedByCode: { "intel.json-invalid": 1 } });
    expect(await claimsOf("m.example")).toHaveLength(1);
  });

  test("a network as wide as the internet is refused and the rest is kept", async () => {
    const list = put("wide.txt", "0.0.0.0/0\n::/0\n198.0.0.0/7\n198.51.100.0/24\n2001:db8::/32\n");
    const report = await bring({ paths: [list] });
    expect(report).toMatchObject({ entries: 2, refusedByCode: { "intel.network-too-wide": 3 } });
  });

  test("options that mean nothing are refused", async () => {
    expect(await importFeed(state, clock, { paths: [], confidence: 101 })).toMatchObject({
      code: "intel.label-invalid",
    });
    expect(await importFeed(state, clock, { paths: [], format: "nope" })).toMatchObject({
      code: "intel.format-unknown",
    });
    expect(await importFeed(state, clock, { paths: [join(folder, "nowhere")] })).toMatchObject({
      code: "intel.path-unusable",
    });
  });

  test("a look-up names what lies around a value, and expired claims leave the stream", async () => {
    const stix = (value: string, until: string) =>
      `{"type":"indicator","id":"indicator--${value}","pattern":"[domain-name:value = '${value}']","valid_until":"${until}"}`;
    await bring({ paths: [put("old.json", `[${stix("old.example", "2020-01-01T00:00:00Z")}]`)] });
    const around = await lookupIndicator(state, "hxxp://198[.]51[.]100[.]7");
    expect(around).toMatchObject({ observable: { type: "url" }, indicator: null });
    const address = await lookupIndicator(state, "198.51.100.7");
    expect(address).toMatchObject({
      indicator: null,
      around: [{ observable: { value: "198.51.100.0/24" } }],
    });
    expect(await lookupIndicator(state, "deep.www.evil.example")).toMatchObject({
      around: [{ observable: { value: "evil.example" } }],
    });
    const values: string[] = [];
    await loadIndicators(state, (observable) => values.push(observable.value), clock.nowUs());
    expect(values).not.toContain("old.example");
    expect(await lookupIndicator(state, "nonsense")).toMatchObject({ code: "intel.value-unknown" });
  });
});

describe("allow lists in the store", () => {
  test("come in, replace themselves, and are asked", async () => {
    const list = (values: readonly string[]) =>
      JSON.stringify({
        name: "Large sites",
        type: "hostname",
        matching_attributes: ["domain"],
        list: values,
      });
    await importAllowLists(state, clock, [put("large.json", list(["a.example", ".b.example"]))]);
    const report = await importAllowLists(state, clock, [
      put("large.json", list([".b.example"])),
      put("no.txt", "x"),
    ]);
    expect(report).toMatchObject({ entries: 1, lists: [{ name: "Large sites", matching: "hostname" }] });
    expect(report.problems).toMatchObject([{ path: "no.txt" }]);
    const lists = new AllowLists(await loadAllowLists(state));
    expect(lists.match({ type: "domain", value: "www.b.example" })).toBe("Large sites");
    expect(lists.match({ type: "domain", value: "a.example" })).toBeNull();
    expect(lists.match({ type: "url", value: "http://b.example/" })).toBeNull();
  });

  test("a path that is no file or folder is refused before anything waits on it", async () => {
    expect(await importFeed(state, clock, { paths: ["/dev/zero"] })).toMatchObject({
      code: "intel.path-unusable",
    });
    expect(await importFeed(state, clock, { paths: ["/nowhere"] })).toMatchObject({
      code: "intel.path-unusable",
    });
  });
});
