import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eve } from "../../intake/formats/eve.js";
import type { Reading, TsvSievePlan } from "../../intake/index.js";
import { wantedKeys } from "./plan.js";
import { askedByKernel, askedFor } from "./reference/asked.js";
import { KernelView, withOneLog } from "./reference/kernel-view.js";
import { cellsOf, findKeys, lineEndsOf } from "./reference/sieve.js";

const view = new KernelView();
const plan = withOneLog(eve.sieve());

/** Bytes with the sieve's marks in every place of its 64: keys, near keys, quotes, colons, line ends. */
const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '"src_ip":',
          '"src_ip": ',
          '"xsrc_ip":',
          '"dns.rrname":',
          '"dns_rdata":"',
          '"to":',
          '{"to":',
          'x"to":',
          '"ja3":',
        ],
        ...[
          '"url":',
          '"a":',
          '":',
          '":"',
          '"',
          ":",
          ",",
          "{",
          "}",
          "[",
          "]",
          "\\",
          "\\u0041",
          " ",
          "\n",
          "\r\n",
          "0",
          "é",
          "\0",
        ],
        ...['"bittorrent_dht.request.ip":', '"x_originating_ip":', '"event_type":', '"192.0.2.1"'],
      ),
      fc.string({ maxLength: 20 }),
    ),
    { maxLength: 60, size: "max" },
  )
  .map((parts) => `${parts.join("")}\n`);

describe("the sieve", () => {
  test("finds the keys and line ends that a search finds, wherever they lie", () => {
    const wanted = wantedKeys(plan);
    fc.assert(
      fc.property(soup, fc.nat(64), (text, shift) => {
        const bytes = Buffer.from("x".repeat(shift) + text);
        const chunk = view.scan(plan, bytes);
        const latin = bytes.toString("latin1");
        expect(chunk.lineEnds).toEqual(lineEndsOf(latin));
        const found = findKeys(latin, wanted).map(({ at, wanted: { reading } }) => ({ at, reading }));
        expect(chunk.tape).toEqual(found);
      }),
      { numRuns: 300 },
    );
  });

  test("finds the cells of wanted columns", () => {
    const readings: readonly (Reading | null)[] = ["address", null, "host", null];
    const columns = readings.map((reading) => ({ name: "x", kind: "text" as const, reading }));
    const numbers = [1, 0, 3, 0];
    const tsv: TsvSievePlan = {
      kind: "tsv",
      name: "four",
      log: "test",
      columns,
      cellsMin: 3,
      cellsMax: 4,
      setSeparator: ",",
    };
    const cells = fc.array(
      fc.array(fc.constantFrom("", "-", "a", "192.0.2.1", "x".repeat(70)), { minLength: 1, maxLength: 6 }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(cells, (rows) => {
        const text = rows.map((row) => `${row.join("\t")}\n`).join("");
        const chunk = view.scan(tsv, text);
        expect(chunk.lineEnds).toEqual(lineEndsOf(text));
        const wanted = cellsOf(text).filter(({ column }) => (numbers[column] ?? 0) > 0);
        expect(chunk.tape).toEqual(wanted.map(({ at, column }) => ({ at, reading: numbers[column] })));
        const wrong = rows.flatMap((row, line) =>
          row.join("") !== "" && (row.length < 3 || row.length > 4) ? [line] : [],
        );
        expect([...chunk.slow.keys()].filter((line) => chunk.slow.get(line) === "columns")).toEqual(
          expect.arrayContaining(wrong.filter((line) => rows[line]?.length !== 1)),
        );
      }),
      { numRuns: 200 },
    );
  });
});

/** Nothing of one record may keep another one of the same chunk from being looked at. */
describe("a chunk that is made to burst", () => {
  const bytes = 128 * 1024;
  const asked = askedFor(view.hash, { type: "ipv4", value: "192.0.2.7" });
  const fill = (text: string, room: number) => text.repeat(Math.floor(room / text.length));

  const json: readonly (readonly [string, string])[] = [
    ["sections in sections", fill('{"grouped":', bytes - 100)],
    ["texts in a section and in a list", `{"grouped":{"routers":[${fill('""', bytes - 100)}`],
    ["hosts and targets", `{"http":{${fill('"hostname":"a.b","url":"/",', bytes - 100)}"x":1}}`],
    ["attributes in attributes", `{"subject":"${fill("E=", 60_000)}${fill("a@b.cc ", 60_000)}"}`],
    ["names in names", `{"subject":"${fill("CN=", bytes - 100)}"}`],
    ["wanted keys and nothing else", `{${fill('"to":', bytes - 100)}}`],
    ["escaped keys", `{${fill('"\\u0041":', bytes - 100)}}`],
    ["colons behind blanks", `{${fill(" :", bytes - 100)}}`],
    ["empty lines", fill("\n", bytes - 100)],
  ];
  test.each(json)("%s", (_name, first) => {
    const chunk = view.scan(plan, `${first}\n{"src_ip":"192.0.2.7"}\n`);
    const last = chunk.lineEnds.length - 1;
    expect(chunk.slow.has(last)).toBe(false);
    expect(chunk.values.map(askedByKernel)).toContain(asked);
    expect(chunk.values.length).toBeLessThan(bytes);
  });

  test("columns that are all wanted and all empty", () => {
    const column = { name: "x", kind: "text", reading: "address" } as const;
    const columns = Array.from({ length: 2000 }, () => column);
    const tsv: TsvSievePlan = {
      kind: "tsv",
      name: "wide",
      log: "test",
      columns,
      cellsMin: 2000,
      cellsMax: 2000,
      setSeparator: ",",
    };
    const row = `${"\t".repeat(1999)}\n`;
    const chunk = view.scan(tsv, `${fill(row, bytes - 3000)}192.0.2.7${row}`);
    expect(chunk.tape).toHaveLength(chunk.lineEnds.length * 2000);
    expect(chunk.slow).toEqual(new Map());
    expect(chunk.values.map(askedByKernel)).toEqual([asked]);
  });

  test("a set of commas", () => {
    const columns = (["address", "domain", "host"] as const).map((reading) => ({
      name: "x",
      kind: "list" as const,
      reading,
    }));
    const tsv: TsvSievePlan = {
      kind: "tsv",
      name: "sets",
      log: "test",
      columns,
      cellsMin: 3,
      cellsMax: 3,
      setSeparator: ",",
    };
    const domain = askedFor(view.hash, { type: "domain", value: "example.org" });
    const hostile = `${",".repeat(bytes - 200)}\t-\t-\n`;
    for (const text of [`-\texample.org\t192.0.2.7\n${hostile}`, `${hostile}-\texample.org\t192.0.2.7\n`]) {
      const chunk = view.scan(tsv, text);
      expect(chunk.values.map(askedByKernel).sort()).toEqual([asked, domain].sort());
    }
  });
});
