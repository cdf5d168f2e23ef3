import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { runScan, type ScanOptions } from "./run-scan.js";

const folder = mkdtempSync(join(tmpdir(), "behaviour-scan-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
vi.spyOn(process.stderr, "write").mockReturnValue(true);

function put(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

async function answerOf(paths: readonly string[], options: Partial<ScanOptions> = {}): Promise<string> {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  await runScan(
    paths,
    { intel: [], allow: [], rules: [], json: true, ...options },
    { write, settle: () => Promise.resolve() },
  );
  return text;
}

interface Line {
  readonly type: string;
  readonly line: number;
  readonly [name: string]: unknown;
}
const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);

const conn = (seconds: number, host: number, source = "203.0.113.9") =>
  JSON.stringify({
    _path: "conn",
    ts: 1_700_000_000 + seconds,
    uid: "C1",
    "id.orig_h": source,
    "id.orig_p": 40_000,
    "id.resp_h": `10.0.0.${host}`,
    "id.resp_p": 445,
    proto: "tcp",
    conn_state: "S0",
  });
const scan = (from: number, source?: string) =>
  Array.from({ length: 8 }, (_, at) => conn(from + at, at + 1, source));

test("a detection stands at its very line, behind blank and refused ones, over midnight too", async () => {
  const midnight = 1_700_006_400 - 1_700_000_000;
  const lines = [
    "",
    ...scan(midnight - 4).slice(0, 5),
    '{"torn":',
    "",
    ...scan(midnight - 4).slice(5),
    conn(midnight + 9, 1),
  ];
  const found = linesOf(await answerOf([put("a/conn.json", lines)]));
  expect(found.filter(({ type }) => type === "detection")).toMatchObject([
    {
      path: "conn.json",
      line: 11,
      format: "zeek-conn",
      rule: { id: "scan-horizontal", kind: "behaviour", level: "low" },
      subject: { type: "ipv4", value: "203.0.113.9" },
      about: "tcp/445",
      count: 8,
    },
  ]);
  expect(found.at(-1)).toMatchObject({ type: "summary", records: 9, rejects: 1, detections: 1 });
});

test("both ways of making rows, and formats that have one only, are seen", async () => {
  const odd = scan(0).map((line) => line.replace('"uid"', '"u\\u0069d"'));
  expect(linesOf(await answerOf([put("odd/conn.json", odd)])).at(-1)).toMatchObject({ detections: 1 });
  const auth = Array.from(
    { length: 6 },
    (_, at) => `Nov 21 10:00:0${at} box sshd[1]: Failed password for root from 203.0.113.9 port 5 ssh2`,
  );
  const found = linesOf(await answerOf([put("auth.log", auth)]));
  expect(found[0]).toMatchObject({ type: "detection", line: 5, rule: { id: "brute-force" } });
});

test("--no-behaviour leaves it out; --inside tells whose a public address is", async () => {
  const path = put("b/conn.json", scan(0));
  expect(linesOf(await answerOf([path], { behaviour: false })).map(({ type }) => type)).toEqual(["summary"]);
  const own = linesOf(await answerOf([path], { inside: ["203.0.113.0/24"] }));
  expect(own[0]).toMatchObject({ rule: { level: "high" }, fields: { from: "inside" } });
});

test("the files of a folder are one network's, another recording is another's", async () => {
  const half = (from: number) => scan(from).slice(0, 4);
  put("one/conn.a.json", half(0));
  put("one/conn.b.json", scan(60).slice(4));
  expect(linesOf(await answerOf([join(folder, "one")])).at(-1)).toMatchObject({ detections: 1 });
  put("two/x/conn.json", scan(90 * 86_400));
  put("two/y/conn.json", scan(0));
  expect(linesOf(await answerOf([join(folder, "two")])).at(-1)).toMatchObject({ detections: 2 });
});

test("commands to controllers add up by file, the rest of each said at its end", async () => {
  const record = (seconds: number, fields: object, log: string) =>
    JSON.stringify({
      _path: log,
      ts: 1_700_000_000 + seconds,
      uid: "C1",
      "id.orig_h": "10.0.0.7",
      "id.orig_p": 40_000,
      "id.resp_h": "10.0.1.4",
      "id.resp_p": 20_000,
      ...fields,
    });
  const restart = (seconds: number) =>
    record(seconds, { fc_request: "COLD_RESTART", fc_reply: "RESPONSE", iin: 0 }, "dnp3");
  // Of layer 2: no end has an address.
  const ring = record(9, { Type: "0x02", req_resp: "0x33", index: "0x1c12" }, "ecat_coe_info");
  const paths = [
    put("ot/dnp3.a.json", [restart(0), restart(1), restart(2)]),
    put("ot/dnp3.b.json", [restart(3), restart(4)]),
    put("ot/ecat_coe_info.json", [ring.replace(/"id\.[^,]+,/g, "")]),
  ];
  const found = linesOf(await answerOf(paths)).filter(({ type }) => type === "detection");
  const sums: Record<string, number> = {};
  for (const { path, count, rule } of found) {
    const { kind, id } = rule as { readonly kind: string; readonly id: string };
    if (kind === "ot") sums[`${path} ${id}`] = (sums[`${path} ${id}`] ?? 0) + Number(count);
  }
  expect(sums).toEqual({
    "dnp3.a.json grave-command": 3,
    "dnp3.b.json grave-command": 2,
    "ecat_coe_info.json new-command": 1,
  });
  const text = await answerOf(paths, { json: false });
  expect(text).toMatch(/ +3 +COLD_RESTART +grave-command +dnp3\.a\.json\n/);
});

test("people get a table of it", async () => {
  const text = await answerOf([put("c/conn.json", scan(0))], { json: false });
  expect(text).toMatch(
    /Detections by rule\n.*\n +1 +low +Scan for one service on many machines +behaviour +scan-horizontal\n/,
  );
});
