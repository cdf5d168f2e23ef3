import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test, vi } from "vitest";
import { Refusal } from "../../base/index.js";
import { runScan, type ScanOptions } from "./run-scan.js";

const folder = mkdtempSync(join(tmpdir(), "scan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

const dns = (query: string, answer: string, ts: number | null = 1521911721.255387) =>
  JSON.stringify({
    _path: "dns",
    ts,
    uid: "C1",
    "id.orig_h": "10.0.0.1",
    "id.orig_p": 53001,
    "id.resp_h": "10.0.0.2",
    "id.resp_p": 53,
    proto: "udp",
    query,
    answers: [answer],
  });

put(
  "logs/a/dns.json",
  `${dns("www.bad.example.com", "192.0.2.7")}\n{"torn":\n${dns("fine.example", "198.51.100.1", null)}\n`,
);
put("logs/dns.json.gz", gzipSync(`${dns("fine.example", "192.0.2.1", null)}\n`));
const logs = join(folder, "logs");
const names = put("feeds/names.txt", "bad.example.com\n");
put("feeds/addresses.txt", "192.0.2.1\n192.0.2.0/24\n");
const feeds = join(folder, "feeds");
const allow = put(
  "allow.json",
  JSON.stringify({
    name: "Our own",
    description: "",
    version: 1,
    type: "string",
    matching_attributes: ["ip-src", "ip-dst"],
    list: ["192.0.2.1"],
  }),
);

async function answerOf(paths: readonly string[], options: Partial<ScanOptions>): Promise<string> {
  let text = "";
  const out = {
    write: (more: string) => {
      text += more;
    },
    settle: () => Promise.resolve(),
  };
  await runScan(paths, { intel: [], allow: [], rules: [], json: true, ...options }, out);
  return text;
}

async function linesOf(paths: readonly string[], options: Partial<ScanOptions>): Promise<readonly unknown[]> {
  const text = await answerOf(paths, options);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

describe("breakwater scan", () => {
  test("writes hits and refusals in the order of the input, then a summary, as docs/scan.md says", async () => {
    const lines = await linesOf([logs], { intel: [feeds], allow: [allow] });
    expect(lines).toEqual([
      {
        type: "hit",
        path: "a/dns.json",
        line: 1,
        time: "2018-03-24T17:15:21.255387Z",
        format: "zeek-dns",
        field: "query",
        observable: { type: "domain", value: "www.bad.example.com" },
        indicator: { value: "bad.example.com", type: "domain", sources: ["names"], labels: [] },
      },
      expect.objectContaining({
        line: 1,
        observable: { type: "ipv4", value: "192.0.2.7" },
        indicator: { value: "192.0.2.0/24", type: "cidr", sources: ["addresses"], labels: [] },
      }),
      {
        type: "reject",
        path: "a/dns.json",
        line: 2,
        problem: { code: "intake.json-invalid", detail: expect.any(String) },
      },
      expect.objectContaining({
        path: "dns.json.gz",
        line: 1,
        time: null,
        indicator: { value: "192.0.2.1", type: "ipv4", sources: ["addresses"], labels: [] },
        allowed: "Our own",
        also: [{ value: "192.0.2.0/24", type: "cidr", sources: ["addresses"], labels: [] }],
      }),
      expect.objectContaining({
        type: "summary",
        records: 3,
        rejects: 1,
        hits: 3,
        allowed_hits: 1,
        distinct_indicators_hit: 3,
        detections: 0,
        indicators: 3,
        rules: 0,
        files: 2,
        formats: { "zeek-dns": 3 },
        slow: { candidate: 2, shape: 1 },
      }),
    ]);
  });

  test("writes detections of rules behind hits, and rules that are refused before all else", async () => {
    const rule = (id: string, query: string) =>
      `title: Rule ${id}\nid: ${id}\nlogsource:\n  category: dns\ndetection:\n  s:\n    query|endswith: ${query}\n  condition: s\nlevel: high\n`;
    const rules = put("rules/a.yml", `${rule("one", ".example.com")}---\n${rule("two", ".nowhere")}`);
    put(
      "rules/b.yml",
      `title: Bad\nlogsource:\n  category: dns\ndetection:\n  s:\n    query|like: x\n  condition: s\n`,
    );
    put("rules/notes.txt", "no rule");
    const lines = await linesOf([logs], { intel: [feeds], rules: [join(rules, "..")] });
    expect(lines[0]).toEqual({
      type: "reject",
      path: "b.yml",
      line: 6,
      problem: { code: "detect.rule-refused", detail: expect.stringContaining('"like"') },
    });
    expect(lines.filter((line) => (line as { type: string }).type === "detection")).toEqual([
      {
        type: "detection",
        path: "a/dns.json",
        line: 1,
        time: "2018-03-24T17:15:21.255387Z",
        format: "zeek-dns",
        rule: { id: "one", title: "Rule one", kind: "sigma", level: "high" },
        fields: { query: "www.bad.example.com" },
      },
    ]);
    expect(lines.at(-1)).toMatchObject({ detections: 1, rules: 2, rules_fired: 1, rules_refused: 1 });
    const table = await answerOf([logs], { rules: [rules], json: false });
    expect(table).toMatch(/1 detection of 1 rules, with 2 Sigma rules asked/);
    expect(table).toMatch(/high +Rule one +sigma +one/);
  });

  test("counts bytes as they are unpacked", async () => {
    const [summary] = (await linesOf([join(logs, "dns.json.gz")], {})).slice(-1);
    const bytes = `${dns("fine.example", "192.0.2.1", null)}\n`.length;
    expect(summary).toMatchObject({ type: "summary", records: 1, bytes, indicators: 0, hits: 0 });
  });

  test("a damaged archive is a refusal of that file and the next is still read", async () => {
    const cut = put(
      "damaged/a.json.gz",
      gzipSync(`${dns("x.example", "192.0.2.1")}\n`.repeat(4000)).subarray(0, 60),
    );
    put("damaged/b.json", `${dns("x.example", "192.0.2.1")}\n`);
    const lines = await linesOf([join(cut, "..")], { intel: [feeds] });
    expect(lines).toContainEqual(expect.objectContaining({ type: "reject", path: "a.json.gz" }));
    expect(lines).toContainEqual(expect.objectContaining({ type: "hit", path: "b.json" }));
  });

  test("tells people in a table, without what could move their cursor", async () => {
    put(
      "odd/conn.json",
      `${JSON.stringify({ _path: "dns", ts: 1, "id.orig_h": "10.0.0.1", query: "bad.example.com" })}\n`,
    );
    const text = await answerOf([join(folder, "odd")], { intel: [names], json: false });
    expect(text).toContain("1 file, 1 record, ");
    expect(text).toContain("1 hit on 1 of 1 indicator");
    expect(text).toContain("1 record read the slow way: candidate 1\n");
    expect(text).toMatch(/1 {5}bad\.example\.com {2}domain {2}names/);
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
  });

  describe("a file that seems to be in another format than it was read in", () => {
    const eve = '{"timestamp":"2026-11-22T00:00:00.000000+0000","event_type":"dns","src_ip":"192.0.2.1"}\n';
    const zeek = `${dns("fine.example", "198.51.100.1")}\n`;
    const saidOf = async (name: string, text: string, options: Partial<ScanOptions> = {}) => {
      const said: string[] = [];
      const spy = vi.spyOn(process.stderr, "write").mockImplementation((more) => said.push(String(more)) > 0);
      await answerOf([put(name, text)], { intel: [names], ...options }).finally(() => spy.mockRestore());
      return said.join("");
    };
    const advice = "If that is wrong, name the format with --format.\n";

    test("is named with the format taken, where nearly all of it is refused", async () => {
      const text = eve.repeat(50) + '{"a":1}\n'.repeat(2000);
      expect(await saidOf("odd.json", text)).toBe(
        `odd.json: It was read as eve (Suricata EVE), which its first lines look like, and 2,000 of 2,050 records were refused. ${advice}`,
      );
      expect(await saidOf("odd.json", text, { format: "eve" })).toBe("");
    });

    test("is named with the line, where a later one shows another format", async () => {
      const generic = '{"client":"192.0.2.1"}\n';
      const at = (read: string, line: number, other: string) =>
        `two.json: It was read as ${read}, which its first lines look like, but at line ${line} it looks like ${other}. ${advice}`;
      expect(await saidOf("two.json", eve.repeat(100) + zeek.repeat(100))).toBe(
        at("eve (Suricata EVE)", 101, "zeek-json"),
      );
      expect(await saidOf("two.json", generic.repeat(300) + eve.repeat(8000))).toMatch(
        /read as json-lines .* but at line \d+ it looks like eve\./,
      );
    });

    test("is nobody's file of one format, whatever is bad in it", async () => {
      const torn = eve.slice(0, 40);
      for (const [name, text] of [
        ["one.json", `${eve.repeat(50)}${torn}\n\0\n{"a":1}\n${eve.repeat(5000)}`],
        ["few.json", `${torn}\n${torn}\n`],
        ["conn.log", `#separator \\x09\n#path\tconn\n#fields\tts\tuid\n${"1.0\tC1\n".repeat(9000)}1.0\n`],
        [
          "messages",
          "<134>Nov 22 00:00:00 gate app[1]: one\nCEF:0|V|P|1.0|100|N|5|src=192.0.2.1\n".repeat(4000),
        ],
        ["minutes.txt", "We met.\n".repeat(100)],
      ] as const)
        expect(await saidOf(name, text), name).toBe("");
    });
  });

  test.each<[string, readonly string[], Partial<ScanOptions>, string]>([
    ["a path that is not there", ["/nowhere/at/all"], {}, "cli.path-missing"],
    ["a feed that is not there", [logs], { intel: ["/nowhere/at/all"] }, "cli.path-missing"],
    ["allow lists that are none", [logs], { allow: [names] }, "intel.allow-list-invalid"],
  ])("refuses %s", async (_name, paths, options, code) => {
    const refusal = await answerOf(paths, options).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Refusal).problem.code).toBe(code);
  });
});
