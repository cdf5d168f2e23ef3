/**
 * The fast path beside the slow one: on traps with names, on generated files of hostile records, on real-looking
 * ones with bytes changed, and while indicators come and go. Whatever comes in, both must answer alike; where
 * they do not, the smallest file that shows it is printed. BREAKWATER_FUZZ_RUNS says how many files each
 * property draws (150 where it is not set).
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Draw } from "../base/index.js";
import type { CompiledTable } from "../intake/carried/carried-table.js";
import { eveTable } from "../intake/eve/fields.js";
import { zeekTable } from "../intake/zeek/fields.js";
import { normalizeAddress } from "../model/index.js";
import { scanBatch } from "./fast-scanner.js";
import { IndicatorIndex } from "./indicator-index/indicator-index.js";
import { scanBatchSlowly } from "./scanner.js";
import { differenceOn, explain, type Paths, scanBoth } from "./testing/comparing.js";
import type { Field } from "./testing/field-texts.js";
import {
  damaged,
  drawFile,
  type FastFormat,
  type KnownFields,
  type TestFile,
  waysOf,
} from "./testing/files.js";
import { eveTraps, type Trap, trapListed } from "./testing/traps.js";
import { addListed, type World, worlds } from "./testing/worlds.js";
import { zeekJsonTraps, zeekTsvTraps } from "./testing/zeek-traps.js";

const numRuns = Number(process.env["BREAKWATER_FUZZ_RUNS"] ?? 150);
const timeout = 60_000 + numRuns * 400;

function pathsOver(index: IndicatorIndex, events = false): Paths {
  return { slow: scanBatchSlowly, fast: scanBatch, index, events };
}

/** The rows of a table, each under every name it is found by. */
function fieldsOf(table: CompiledTable): Field[] {
  const fields: Field[] = [];
  const walk = (node: CompiledTable["root"], path: string) => {
    if (node.reading !== null) fields.push({ path, reading: node.reading });
    for (const [name, child] of node.children) walk(child, path === "" ? name : `${path}.${name}`);
  };
  walk(table.root, "");
  return fields;
}

const zeekLogs =
  "conn dns http ssl x509 files smtp smtp_links sip kerberos smb_mapping smb_files ftp notice intel".split(
    " ",
  );
zeekLogs.push(
  ..."known_certs reporter stats dhcp software tunnel open_http open_conn my_own opcua_x HTTP".split(" "),
);
const zeekFields = new Map(zeekLogs.map((log) => [log, fieldsOf(zeekTable(log))]));
const known: KnownFields = {
  eve: fieldsOf(eveTable),
  zeekLogs,
  zeek: (log) => zeekFields.get(log) ?? [],
};

describe("traps", () => {
  const index = new IndicatorIndex();
  const draw = new Draw(1);
  for (const observable of trapListed) addListed(index, observable, draw, true);

  const sets: readonly (readonly [FastFormat, readonly Trap[]])[] = [
    ["eve", eveTraps],
    ["zeek-json", zeekJsonTraps],
    ["zeek-tsv", zeekTsvTraps],
  ];
  for (const [format, traps] of sets)
    test.each(traps.map((trap) => [trap.name, trap] as const))(
      `${format}: %s`,
      async (_name, { input, hits, fileName = "" }) => {
        const file = {
          format,
          fileName,
          chunkBytes: 1 << 20,
          batchBytes: 1 << 18,
          bytes: Buffer.from(input),
        };
        expect(await differenceOn(file, pathsOver(index))).toBeNull();
        const found = await scanBoth(file, pathsOver(index));
        expect(found.slow.hits, "what the slow path finds has changed").toHaveLength(hits);
      },
    );

  test("all of them in one file, in small batches and with every event", async () => {
    for (const [format, traps] of sets) {
      const short = traps.filter(({ input, fileName }) => input.length < 10_000 && fileName === undefined);
      const bytes = Buffer.from(short.map(({ input }) => input).join("\n"));
      for (const batchBytes of [100, 1000, 1 << 18])
        for (const events of [false, true]) {
          const file = { format, fileName: "", chunkBytes: 777, batchBytes, bytes };
          expect(await differenceOn(file, pathsOver(index, events))).toBeNull();
        }
    }
  });
});

/** The kernel reads bytes by 16 and 64, so a reading may go wrong at some offsets and lengths only. */
describe("every place and every length", () => {
  const lines = (texts: readonly string[], chunkBytes = 1 << 20) => ({
    fileName: "conn.log",
    chunkBytes,
    batchBytes: 1 << 18,
    bytes: Buffer.from(texts.map((text) => `${text}\n`).join("")),
  });
  const inAllFormats = (values: readonly string[]): readonly TestFile[] => [
    {
      format: "eve",
      ...lines(
        values.map((value) => `{"event_type":"flow","src_ip":"${value}","dns":{"rrname":"${value}"}}`),
      ),
    },
    {
      format: "zeek-json",
      ...lines(values.map((value) => `{"ts":1,"id.orig_h":"${value}","query":"${value}"}`)),
    },
    {
      format: "zeek-tsv",
      ...lines([
        "#fields\tts\tid.orig_h\tquery\tanswers",
        ...values.map((value) => `1\t${value}\t${value}\t${value},x,${value}`),
      ]),
    },
  ];
  async function expectAlike(
    files: readonly TestFile[],
    index: IndicatorIndex,
    hitsMin: number,
  ): Promise<void> {
    for (const file of files) {
      expect(await differenceOn(file, pathsOver(index)), file.format).toBeNull();
      expect((await scanBoth(file, pathsOver(index))).slow.hits.length).toBeGreaterThanOrEqual(hitsMin);
    }
  }

  test("traps at all offsets", async () => {
    const index = new IndicatorIndex();
    const draw = new Draw(3);
    for (const observable of trapListed) addListed(index, observable, draw, true);
    for (const [format, traps] of [
      ["eve", eveTraps],
      ["zeek-json", zeekJsonTraps],
    ] as const) {
      const short = traps
        .map(({ input }) => input)
        .filter((input) => input.length < 400 && !input.includes("\n"));
      const padded = Array.from({ length: 4000 }, () => {
        const trap = draw.pick(short);
        return draw.chance(50)
          ? trap
          : trap.replace("{", `{"${"p".repeat(draw.below(70))}":${draw.below(1000)},`);
      });
      await expectAlike([{ format, ...lines(padded, 300_000) }], index, 1500);
    }
  });

  test("IPv4 with one to three digits in each part, mapped or not", async () => {
    const digits = [
      ["1", "12", "213"],
      ["0", "45", "145"],
      ["6", "78", "200"],
      ["9", "30", "255"],
    ];
    let values = [""];
    for (const part of digits)
      values = values.flatMap((before) => part.map((each) => (before === "" ? each : `${before}.${each}`)));
    expect(values).toHaveLength(81);
    const exact = new IndicatorIndex();
    const around = new IndicatorIndex();
    const draw = new Draw(4);
    for (const value of values) addListed(exact, { type: "ipv4", value }, draw, true);
    for (const value of ["0.0.0.0/5", "12.0.0.0/8", "212.0.0.0/7"])
      addListed(around, { type: "cidr", value }, draw, true);
    const written = values.flatMap((value) => [
      value,
      `::ffff:${value}`,
      `::FFFF:0:${value}`,
      `${value}1`,
      `${value}.`,
      `0${value}`,
    ]);
    for (const index of [exact, around]) await expectAlike(inAllFormats(written), index, 160);
  });

  test("IPv6 with zeros in every place, in every text form", async () => {
    const draw = new Draw(5);
    const index = new IndicatorIndex();
    const written: string[] = [];
    for (let zeros = 0; zeros < 256; zeros++) {
      const groups = Array.from({ length: 8 }, (_, at) =>
        (zeros >> at) & 1 ? "0" : draw.hex(draw.between(1, 4)).replace(/^0+(?=.)/, ""),
      );
      const observable = normalizeAddress(groups.join(":"));
      if (observable !== null) addListed(index, observable, draw, true);
      written.push(
        groups.join(":"),
        groups
          .map((group) => group.padStart(4, "0"))
          .join(":")
          .toUpperCase(),
      );
      for (let from = 0; from < 8; from++)
        for (let to = from + 1; to <= 8 && groups[to - 1] === "0"; to++)
          written.push(`${groups.slice(0, from).join(":")}::${groups.slice(to).join(":")}`);
      const tail =
        Number.parseInt(groups[6] as string, 16) * 65_536 + Number.parseInt(groups[7] as string, 16);
      written.push(
        `${groups.slice(0, 6).join(":")}:${[24, 16, 8, 0].map((shift) => (tail >>> shift) & 255).join(".")}`,
      );
    }
    await expectAlike(inAllFormats(written), index, 1000);
  });

  test("names, hashes and URLs of every length", async () => {
    const draw = new Draw(6);
    const index = new IndicatorIndex();
    const names: string[] = [];
    for (let length = 3; length <= 254; length++) {
      let name = "";
      while (name.length < length - 2) name += `${draw.pick(["a", "bc", "def", "x".repeat(20), "y-1"])}.`;
      name = `${name.slice(-(length - 2)).replace(/^[.-]/, "z")}io`.replaceAll("..", ".q");
      addListed(index, { type: "domain", value: name }, draw, true);
      names.push(name, name.toUpperCase(), `w.${name}`, `w${name}`, name.slice(1), `${name}.`);
    }
    await expectAlike(inAllFormats(names), index, 900);
    const targets: string[] = [];
    for (let length = 0; length < 200; length++) {
      const path = `/${"aB3_".repeat(50).slice(0, length)}`;
      addListed(
        index,
        { type: "url", value: `http://${"h".repeat(1 + (length % 60))}.org${path}` },
        draw,
        true,
      );
      const host = `"hostname":"${"H".repeat(1 + (length % 60))}.org"`;
      for (const target of [path, `${path}x`, path.toLowerCase()])
        targets.push(
          `{"event_type":"http","http":{${host},"url":"${target}"}}`,
          `{"event_type":"http","http":{"url":"${target}",${host}}}`,
          `{"event_type":"http","http":{"http_refer":"http://${"h".repeat(1 + (length % 60))}.org${target}"}}`,
        );
    }
    await expectAlike([{ format: "eve", ...lines(targets) }], index, 600);
  });
});

interface Drawn {
  readonly world: number;
  readonly fileSeed: number;
  readonly events: boolean;
  readonly lineSeeds: readonly number[];
}

const seed = fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 - 1 }));
const drawn = (lines: number): fc.Arbitrary<Drawn> =>
  fc.record({
    world: fc.noShrink(fc.nat({ max: worlds().length - 1 })),
    fileSeed: seed,
    events: fc.noShrink(fc.nat({ max: 3 })).map((of) => of === 0),
    lineSeeds: fc.array(seed, { minLength: 1, maxLength: lines, size: "max" }),
  });

/** Draws files until one differs; then fails with the smallest that does. */
async function allAlike(makeFile: (drawn: Drawn, world: World) => TestFile, lines = 60): Promise<void> {
  const over = (one: Drawn) => worlds()[one.world] as World;
  const property = fc.asyncProperty(drawn(lines), async (one) => {
    const world = over(one);
    return (await differenceOn(makeFile(one, world), pathsOver(world.index, one.events))) === null;
  });
  const { failed, counterexample, seed: from, counterexamplePath } = await fc.check(property, { numRuns });
  if (!failed) return;
  const [one] = counterexample ?? [];
  if (one === undefined) throw new Error("The property failed and no example is known.");
  const world = over(one);
  const report = await explain(makeFile(one, world), pathsOver(world.index, one.events));
  expect.fail(`In the world "${world.name}" (seed ${from}, path ${counterexamplePath}): ${report}`);
}

describe("generated files", () => {
  test.each(["eve", "zeek-json", "zeek-tsv"] as const)("%s", { timeout }, async (format) => {
    await allAlike(({ fileSeed, lineSeeds }, world) => drawFile(format, world, known, fileSeed, lineSeeds));
  });

  test("large ones, of many chunks and with lines longer than one", { timeout }, async () => {
    for (const format of ["eve", "zeek-json", "zeek-tsv"] as const)
      for (const world of worlds().slice(0, 1)) {
        const draw = new Draw(format.length);
        const lineSeeds = Array.from({ length: 1200 }, () => draw.next());
        const file = drawFile(format, world, known, 1, lineSeeds);
        const lines = file.bytes.toString("latin1").split("\n");
        for (const length of [100, 262_000, 262_143, 262_144, 262_145, 600_000]) {
          const at = draw.between(20, lines.length - 1);
          const line = lines[at] ?? "";
          const filler = "x".repeat(Math.max(0, length - line.length - (format === "zeek-tsv" ? 0 : 7)));
          lines[at] = format === "zeek-tsv" ? line + filler : line.replace("{", `{"":"${filler}",`);
        }
        for (let nuls = 0; nuls < 5; nuls++) lines[draw.between(20, lines.length - 1)] += "\0";
        const bytes = Buffer.from(lines.join("\n"), "latin1");
        for (const batchBytes of [1 << 20, 300_000]) {
          const large = { ...file, bytes, chunkBytes: 1_000_000, batchBytes };
          expect(await differenceOn(large, pathsOver(world.index))).toBeNull();
        }
      }
  });

  test("most of their records are read, and many hit", async () => {
    for (const format of ["eve", "zeek-json", "zeek-tsv"] as const) {
      const sum = { records: 0, refused: 0, hits: 0 };
      for (let at = 0; at < 24; at++) {
        const world = worlds()[at % 2 === 0 ? 0 : at % worlds().length] as World;
        const seeds = Array.from({ length: 30 }, (_, line) => at * 1000 + line);
        const file = drawFile(format, world, known, at, seeds);
        const { counts } = (await scanBoth(file, { ...pathsOver(world.index), fast: () => {} })).slow;
        sum.records += counts.records;
        sum.hits += counts.hits;
        sum.refused += Math.min(counts.refused, seeds.length); // one laid out over lines, read by its lines
      }
      expect(sum.records, format).toBeGreaterThan(3 * sum.refused);
      expect(sum.hits, format).toBeGreaterThan(sum.records / 2);
    }
  });
});

describe("real-looking files with blows", () => {
  const inputs = (["eve", "zeek-json", "zeek-tsv"] as const).flatMap((format) =>
    readFileSync(join(import.meta.dirname, `../intake/formats/${format}.cases.txt`), "utf8")
      .split(/^={10}\n/m)
      .map((block) => (block.split(/^-{10}\n/m)[0] ?? "").split("\n").slice(1).join("\n"))
      .filter((input) => input.trim() !== "")
      .map((input) => ({
        format,
        fileName: /^file: (.*)$/m.exec(input)?.[1] ?? "",
        input: input.replace(/^file: .*\n/, ""),
      })),
  );
  /** Values of the cases are documentation addresses and names, so these meet nearly all of them. */
  const index = new IndicatorIndex();
  const draw = new Draw(2);
  for (const value of ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "10.0.0.0/8", "2001:db8::/32"])
    addListed(index, { type: "cidr", value }, draw);
  for (const value of ["example.org", "example.com", "example.net", "example"])
    addListed(index, { type: "domain", value }, draw);

  test("bytes flipped, cut, doubled; two spliced", { timeout }, async () => {
    const make = ({ fileSeed, lineSeeds }: Drawn): TestFile => {
      const choices = new Draw(fileSeed);
      const first = choices.pick(inputs);
      let bytes: Buffer = Buffer.from(first.input);
      for (const lineSeed of lineSeeds) {
        const own = new Draw(lineSeed);
        const second = Buffer.from(
          own.pick(inputs.filter(({ format }) => own.chance(10) || format === first.format)).input,
        );
        if (own.chance(30)) bytes = Buffer.concat([bytes, Buffer.from("\n"), second]);
        else if (own.chance(20))
          bytes = Buffer.concat([
            bytes.subarray(0, own.below(bytes.length + 1)),
            second.subarray(own.below(second.length + 1)),
          ]);
        else bytes = damaged(own, bytes, 1);
      }
      return { format: first.format, fileName: first.fileName, bytes, ...waysOf(choices) };
    };
    const property = fc.asyncProperty(
      drawn(8),
      async (one) => (await differenceOn(make(one), pathsOver(index, one.events))) === null,
    );
    const { failed, counterexample } = await fc.check(property, { numRuns: numRuns * 4 });
    if (failed && counterexample !== null)
      expect.fail(await explain(make(counterexample[0]), pathsOver(index)));
  });
});

describe("an index that changes", () => {
  test("indicators come and go between batches", { timeout }, async () => {
    const all = worlds()[0] as World;
    const index = new IndicatorIndex();
    const draw = new Draw(Math.floor(fc.sample(seed, 1)[0] ?? 0));
    const inside = new Set<number>();
    for (let round = 0; round < numRuns; round++) {
      for (let changes = draw.between(1, 12); changes > 0; changes--) {
        const at = draw.below(all.listed.length);
        const observable = all.listed[at];
        if (observable === undefined) continue;
        if (inside.delete(at)) for (const source of ["one", "two"]) index.remove(observable, source);
        else {
          addListed(index, observable, draw);
          inside.add(at);
        }
      }
      if (round % 40 === 39) {
        for (const source of ["one", "two"]) index.removeSource(source);
        inside.clear();
      }
      const format = draw.pick(["eve", "zeek-json", "zeek-tsv"] as const);
      const lineSeeds = Array.from({ length: draw.between(1, 12) }, () => draw.next());
      const file = drawFile(format, all, known, draw.next(), lineSeeds);
      if ((await differenceOn(file, pathsOver(index))) !== null)
        expect.fail(`in round ${round}: ${await explain(file, pathsOver(index))}`);
    }
  });
});
