/**
 * Rows made by the kernel beside those that formats make: on hand-picked records, on generated files of hostile
 * ones, and on JSON with bytes changed, where the kernel must accept exactly what `JSON.parse` accepts.
 * BREAKWATER_FUZZ_RUNS says how many files each property draws (100 where it is not set).
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CompiledTable } from "../../intake/carried/carried-table.js";
import { eveTable } from "../../intake/eve/fields.js";
import { zeekTable } from "../../intake/zeek/fields.js";
import type { Field } from "../testing/field-texts.js";
import { drawFile, type FastFormat, type KnownFields } from "../testing/files.js";
import { eveTraps } from "../testing/traps.js";
import { type World, worlds } from "../testing/worlds.js";
import { zeekJsonTraps, zeekTsvTraps } from "../testing/zeek-traps.js";
import { compareRows, TestRows } from "./testing.js";

const numRuns = Number(process.env["BREAKWATER_FUZZ_RUNS"] ?? 100);
const timeout = 60_000 + numRuns * 400;

function fieldsOf(table: CompiledTable): Field[] {
  const fields: Field[] = [];
  const walk = (node: CompiledTable["root"], path: string) => {
    if (node.reading !== null) fields.push({ path, reading: node.reading });
    for (const [name, child] of node.children) walk(child, path === "" ? name : `${path}.${name}`);
  };
  walk(table.root, "");
  return fields;
}

const roleFields: readonly Field[] = (
  "user message msg alert.signature note src_port dest_port http.http_method http.http_port flow.dest_port " +
  "direction proto app_proto service id.orig_p id.resp_p method uri http.url success auth_success verdict.action " +
  "alert.action ts timestamp event_type _path @stream id src source_p dst"
)
  .split(" ")
  .map((path) => ({ path, reading: "host" }));
const zeekLogs = (
  "conn dns http ssl x509 files smtp smtp_links sip kerberos smb_mapping ftp notice intel known_certs reporter " +
  "stats dhcp tunnel open_http open_conn my_own opcua_x HTTP"
).split(" ");
const known: KnownFields = {
  eve: [...fieldsOf(eveTable), ...roleFields],
  zeekLogs,
  zeek: (log) => [...fieldsOf(zeekTable(log)), ...roleFields],
};

async function* portions(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

const rows = new TestRows();

async function differenceOn(
  format: FastFormat,
  bytes: Buffer,
  { fileName = "", chunkBytes = 65_536, batchBytes = 262_144 } = {},
): Promise<string | null> {
  return (await compareRows(portions(bytes, chunkBytes), { fileName, format, batchBytes }, rows)).difference;
}

describe("records with a catch", () => {
  const sets = [
    ["eve", eveTraps],
    ["zeek-json", zeekJsonTraps],
    ["zeek-tsv", zeekTsvTraps],
  ] as const;
  for (const [format, traps] of sets)
    test(format, async () => {
      for (const { name, input, fileName = "" } of traps)
        expect(await differenceOn(format, Buffer.from(input), { fileName }), name).toBeNull();
    });
});

describe("generated files", () => {
  const seed = fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 }));
  test.each(["eve", "zeek-json", "zeek-tsv"] as const)("%s", { timeout }, async (format) => {
    const drawn = fc.record({
      world: fc.noShrink(fc.nat({ max: worlds().length - 1 })),
      fileSeed: seed,
      lineSeeds: fc.array(seed, { minLength: 1, maxLength: 60, size: "max" }),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ world, fileSeed, lineSeeds }) => {
        const file = drawFile(format, worlds()[world] as World, known, fileSeed, lineSeeds);
        expect(await differenceOn(format, file.bytes, file)).toBeNull();
      }),
      { numRuns },
    );
  });
});

const value = fc.jsonValue({ maxDepth: 4, noUnicodeString: false });
const eveRecord = fc
  .tuple(
    fc.dictionary(fc.constantFrom("dns", "src_ip", "answers", "x", "rdata", "tls", "flow", "é"), value),
    fc.constantFrom(0, 1, 2),
  )
  .map(([fields, blanks]) =>
    JSON.stringify({ event_type: "dns", ...fields }, null, blanks).replaceAll("\n", " "),
  );
const blow = fc.tuple(
  fc.nat(),
  fc.constantFrom(0, 1, 2),
  fc.constantFrom(...'"\\{}[]:,0123456789.eE+-tfnu/ \tabAF\r\u007f\u00e9'),
);

test("what the kernel accepts, JSON.parse accepts; what it calls invalid is", { timeout }, async () => {
  const property = fc.asyncProperty(eveRecord, fc.array(blow, { maxLength: 3 }), async (record, blows) => {
    let text = record;
    for (const [where, how, letter] of blows) {
      const at = where % (text.length + 1);
      text = text.slice(0, at) + (how === 2 ? "" : letter) + text.slice(at + (how === 0 ? 0 : 1));
    }
    const before = rows.writer.reasons.get("not a JSON object") ?? 0;
    expect(await differenceOn("eve", Buffer.from(`${text}\n`))).toBeNull();
    if ((rows.writer.reasons.get("not a JSON object") ?? 0) === before) return;
    const read = () => {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed !== "object" || parsed === null || !("event_type" in parsed))
        throw new Error("no record");
      if (typeof parsed.event_type !== "string") throw new Error("no type");
    };
    expect(read, text).toThrow();
  });
  await fc.assert(property, { numRuns: numRuns * 20 });
});

const plain = {
  timestamp: "2026-11-21T23:59:59.999999+0000",
  event_type: "http",
  src_ip: "2001:0db8:0000:0000:0000:0000:0000:0001",
  src_port: 4711,
  dest_ip: "198.51.100.7",
  dest_port: 8080,
  proto: "TCP",
  http: { hostname: "Port.Example.", url: "/a?b", http_method: "GET" },
};

describe("one record at a time", () => {
  const cases: readonly (readonly [string, unknown])[] = [
    ["as sensors write it", plain],
    ["times of every kind", { ...plain, timestamp: "2026-11-22T01:00:00.5+05:30" }],
    ["a time after 2200", { ...plain, timestamp: "2201-01-01T00:00:00Z" }],
    ["a leap day that is none", { ...plain, timestamp: "2026-02-29T00:00:00Z" }],
    ["no time", { ...plain, timestamp: undefined }],
    ["a port as text", { ...plain, dest_port: "443" }],
    ["a port out of range", { ...plain, dest_port: 70_000, src_port: -1 }],
    ["a hardware address", { ...plain, src_ip: "00:16:3e:5e:6c:00" }],
    ["an end that is also an answer", { ...plain, dns: { answers: [{ rdata: "198.51.100.7" }] } }],
    ["a message with escapes", { ...plain, alert: { signature: 'say "hi" \\ \n', action: "blocked" } }],
    ["a long message", { ...plain, msg: "m".repeat(1_500), user: "u".repeat(300) }],
    ["a long message beyond ASCII", { ...plain, msg: "é".repeat(1_500), user: "é".repeat(200) }],
    ["a long record", { ...plain, filler: "x".repeat(70_000) }],
    ["nearly too long", { ...plain, filler: "x".repeat(65_000) }],
    [
      "very many answers",
      { ...plain, dns: { grouped: { A: Array.from({ length: 300 }, (_, i) => `10.0.${i % 200}.1`) } } },
    ],
    [
      "dumped headers",
      {
        ...plain,
        http: { ...plain.http, request_headers: [{ name: "Referer", value: "http://a.example/" }] },
      },
    ],
    [
      "a proxy's request",
      { ...plain, http: { ...plain.http, http_method: "CONNECT", url: "x.example:443" } },
    ],
    ["a whole URL as target", { ...plain, http: { ...plain.http, url: "http://Other.example:80/x/../y" } }],
    [
      "a certificate",
      {
        ...plain,
        tls: {
          subject: "C=US, O=X\\, Y, CN=*.a.example/emailAddress=A@b.example",
          issuerdn: "/CN=x.example",
        },
      },
    ],
    ["mails", { ...plain, smtp: { mail_from: "<A.B@Example.org>", rcpt_to: ["x@y.example", "no mail"] } }],
  ];
  test.each(cases)("%s", async (_name, record) => {
    const text = JSON.stringify(record);
    expect(await differenceOn("eve", Buffer.from(`${text}\n${text}\r\n\n${text}\n`))).toBeNull();
    const slashes = text.replaceAll("/", "\\/");
    expect(await differenceOn("eve", Buffer.from(`${slashes}\n`))).toBeNull();
  });

  test("days take turns, and each has its rows in order", async () => {
    const at = (day: number) => ({ ...plain, timestamp: `2026-11-${10 + day}T00:00:00.000000+0000` });
    const lines = Array.from({ length: 60 }, (_, i) => JSON.stringify(at(i % 3)));
    expect(await differenceOn("eve", Buffer.from(`${lines.join("\n")}\n`))).toBeNull();
  });

  test("more names of logs and keys than anyone has are forgotten, and nothing is lost", async () => {
    const zeek = (i: number) => ({
      _path: `log_${i}`,
      ts: 1.5e9 + i,
      [`key_${i}_ip`]: "192.0.2.9",
      proto: `p${i}`,
    });
    const lines = Array.from({ length: 2_500 }, (_, i) => JSON.stringify(zeek(i)));
    expect(await differenceOn("zeek-json", Buffer.from(`${lines.join("\n")}\n`))).toBeNull();
  });
});
