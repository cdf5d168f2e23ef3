/**
 * Real feeds, where they are at hand: what each says it holds against what we read of it. Every difference stands
 * here with its rule. Without the data these tests are skipped by name.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { AllowList } from "../../src/intel/allow-lists.js";
import { AllowLists } from "../../src/intel/allow-match.js";
import { type LoadReport, loadFeeds } from "../../src/intel/load.js";
import type { ObservableType } from "../../src/model/index.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const missing = (folder: string) => !existsSync(join(root, folder));

interface Seen {
  readonly report: LoadReport;
  /** Entries by source and type: `ipsum ipv4`. */
  readonly counts: Readonly<Record<string, number>>;
  readonly distinct: Readonly<Record<string, number>>;
  readonly formats: Readonly<Record<string, number>>;
  readonly kept: Readonly<Record<string, number>>;
  readonly problems: readonly string[];
  readonly lists: readonly AllowList[];
}

async function readAll(folder: string): Promise<Seen> {
  const counts: Record<string, number> = {};
  const formats: Record<string, number> = {};
  const kept: Record<string, number> = {};
  const values = new Map<ObservableType, Set<string>>();
  const problems: string[] = [];
  const lists: AllowList[] = [];
  const add = (to: Record<string, number>, key: string) => {
    to[key] = (to[key] ?? 0) + 1;
  };
  const report = await loadFeeds([join(root, folder)], {
    feed: (_source, _path, format) => add(formats, format.id),
    entry(observable, claim) {
      add(counts, `${claim.source} ${observable.type}`);
      let seen = values.get(observable.type);
      if (seen === undefined) {
        seen = new Set();
        values.set(observable.type, seen);
      }
      seen.add(observable.value);
    },
    kept: (source) => add(kept, source),
    problem: (path, line, problem) => problems.push(`${path}:${line} ${problem.code}`),
    allowList: (list) => lists.push(list),
  });
  const distinct = Object.fromEntries([...values].map(([type, set]) => [type, set.size]));
  return { report, counts, distinct, formats, kept, problems, lists };
}

function sumOf(counts: Readonly<Record<string, number>>, pattern: RegExp): number {
  return Object.entries(counts).reduce((sum, [key, count]) => (pattern.test(key) ? sum + count : sum), 0);
}

describe.skipIf(missing("03-indicators"))("03-indicators", () => {
  test("holds what its read-me says, file by file", { timeout: 120_000 }, async () => {
    const { report, counts, distinct, formats, kept, problems, lists } = await readAll("03-indicators");
    expect(report).toMatchObject({
      files: 1836,
      entries: 1_919_949,
      kept: 57_708,
      problems: 12,
      allowLists: 3,
    });
    expect(formats).toEqual({ ipsum: 1, maltrail: 1792, "plain-list": 32, csv: 8, markdown: 1 });
    // 3 × 131,072 and 120,430 and 33,462 addresses: all of them
    expect(sumOf(counts, /^full-a[abc] ipv4$/)).toBe(393_216);
    expect(counts["ipsum ipv4"]).toBe(120_430);
    expect(sumOf(counts, /-aa ipv4$/) - (counts["full-aa ipv4"] ?? 0)).toBe(33_462);
    // 63,940 and 176,111 lines: all but four, which have no name in them (`h4fm7`, `….ipv6.1433`, octal address)
    expect(sumOf(counts, /^full-domains-ab /)).toBe(63_938);
    expect(sumOf(counts, /^(alienvault-(?!ssh)|malwarebytes|openphish|phish|red\.flag|urlhaus)/)).toBe(
      176_109,
    );
    // maltrail says 948,110 names, 126,170 addresses, 92,776 URLs and paths: 1,167,056 lines. We read 1,167,049 and
    // refuse 7 (`ip:port:port`, a cut address, a name with a number for its top-level domain). What differs between
    // the kinds is `ip/path` (a URL here), wildcards and dots in front (a name here), expressions (kept here).
    expect(sumOf(counts, /^maltrail.* domain$/)).toBe(948_214);
    expect(sumOf(counts, /^maltrail.* (ipv4|ipv6|cidr)$/)).toBe(125_961);
    expect(sumOf(counts, /^maltrail.* url$/) + sumOf(kept, /^maltrail/)).toBe(92_874);
    expect(problems.filter((one) => one.startsWith("maltrail"))).toHaveLength(7);
    expect(counts["rita-threat-feed ipv4"]).toBe(2);
    expect(counts["rita-threat-feed domain"]).toBe(2);
    // the read-me's 572,051 addresses are strings with port or mask; these are values. Its 1,082,805 names are more
    // than the files hold: plain set operations on them find 943,696, and those behind paths and in tables are ours
    expect(distinct).toEqual({
      ipv4: 519_450,
      domain: 949_992,
      url: 40_080,
      cidr: 1089,
      sha256: 551,
      sha1: 85,
      md5: 146,
    });
    expect(problems.filter((one) => !one.endsWith("value-unknown"))).toEqual([]);
    expect(lists.map((list) => [list.name, list.values.length])).toEqual([
      ["maltrail-bogon_ranges", 13],
      ["maltrail-whitelist", 185],
      ["maltrail-whitelist (names)", 3418],
    ]);
  });
});

describe.skipIf(missing("04-stix-misp"))("04-stix-misp", () => {
  test("29 reports of Unit 42: 1,282 indicators, 1,260 met and 22 kept", async () => {
    const { report, formats, counts } = await readAll("04-stix-misp/unit42-stix-reports");
    expect(report).toMatchObject({ files: 29, entries: 1260, kept: 22, problems: 0 });
    expect(formats).toEqual({ stix: 29 });
    expect(sumOf(counts, / sha256$/)).toBe(815);
    expect(sumOf(counts, / url$/)).toBe(218);
  });

  test("STIX 2.1 examples", async () => {
    expect((await readAll("04-stix-misp/stix21-examples")).report).toMatchObject({
      entries: 12,
      kept: 4,
      problems: 0,
    });
  });

  test("a MISP feed folder is one source; what is not for detection is counted", async () => {
    const { report, counts, problems } = await readAll("04-stix-misp/misp-feed-eset");
    expect(report).toMatchObject({ files: 13, entries: 561, kept: 42 });
    expect(report.passedOver.map((one) => one.path)).toEqual(["hashes.csv", "manifest.json"]);
    expect(Object.keys(counts).every((key) => key.startsWith("misp-feed-eset "))).toBe(true);
    expect(problems.every((one) => one.endsWith("intel.not-for-detection"))).toBe(true);
  });

  test("odd shapes of MISP are read or refused, each by name", async () => {
    const { report, problems } = await readAll("04-stix-misp/misp-odd-shapes");
    expect(report).toMatchObject({ files: 9, entries: 92 });
    expect(problems).toContain("sharing_groups.json:0 intel.format-unknown");
    expect((await readAll("04-stix-misp/misp-events-osint")).report.entries).toBe(302);
  });

  test("an event that is not valid JSON is refused with its place", async () => {
    const { report, problems } = await readAll("04-stix-misp/bad-input");
    expect(report.entries).toBe(0);
    expect(problems).toEqual([
      "eset-malicious_pypi_packages.misp-event.BROKEN.json.gz:37374 intel.json-invalid",
    ]);
  });

  test("the validator's cases and a TAXII server's content never throw", async () => {
    expect((await readAll("04-stix-misp/stix-valid-invalid")).report.files).toBe(15);
    expect((await readAll("04-stix-misp/taxii")).report.files).toBe(1);
  });
});

describe.skipIf(missing("08-warninglists"))("08-warninglists", () => {
  test("90 lists, 227,043 entries, and they answer", async () => {
    const { lists, problems } = await readAll("08-warninglists");
    expect(problems).toEqual([]);
    expect(lists).toHaveLength(90);
    expect(lists.reduce((sum, list) => sum + list.values.length, 0)).toBe(227_043);
    const kinds = lists.map((list) => list.matching);
    const kindCounts = ["cidr", "string", "hostname", "regex", "substring"].map(
      (kind) => kinds.filter((one) => one === kind).length,
    );
    expect(kindCounts).toEqual([51, 22, 13, 2, 2]);
    const asked = new AllowLists(lists);
    expect(asked.match({ type: "ipv4", value: "10.1.2.3" })).toContain("RFC 1918");
    expect(asked.match({ type: "domain", value: "ip-api.com" })).not.toBeNull();
    expect(asked.match({ type: "md5", value: "d41d8cd98f00b204e9800998ecf8427e" })).toBe(
      "List of known hashes for empty files",
    );
    expect(asked.match({ type: "email", value: "abuse@evil.example" })).toBe(
      "Common contact e-mail addresses",
    );
    expect(asked.match({ type: "domain", value: "no-such-name.example" })).toBeNull();
  });
});
