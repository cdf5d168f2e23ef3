// Measurements of matching: against `wc -l`, against JSON.parse with Maps, and how it holds as indicators grow.
import { freemem } from "node:os";
import { middle } from "./bench.mjs";
import { kinds } from "./indicators.mjs";
import { CannotMeasure, otherCore, startStage } from "./processes.mjs";

const few = 10_000;

/** `ratio_count` and what goes with it; the machine's own figures are taken in the same rounds. */
export const count = {
  figures: ["ratio_count", "ratio_count_zeek", "ratio_10m_10k", "mb_per_s", "events_per_s", "wc_mb_per_s"],
  async run(bench) {
    const eve = bench.input("eve");
    const zeek = bench.input("zeek");
    const machine = await startStage("machine", {});
    const many = await bench.scanner(bench.mixed);
    const small = await bench.scanner(few);
    const [wcEve, manyEve, smallEve, wcZeek, manyZeek] = await bench.interleave([
      () => machine.round(eve),
      () => many.round({ input: eve }),
      () => small.round({ input: eve }),
      () => machine.round(zeek),
      () => many.round({ input: zeek }),
    ]);
    await Promise.all([machine.close(), many.close(), small.close()]);
    for (const [input, counted] of [
      [eve, wcEve],
      [zeek, wcZeek],
    ])
      for (const { lines, count } of counted)
        if (lines !== input.events || count.lines !== lines)
          throw new Error(`wc counts ${lines} lines, Node ${count.lines}, made were ${input.events}`);
    const perSecond = (input, rounds) => input.bytes / middle(rounds, "seconds");
    const wc = (input, rounds) => input.bytes / middle(rounds, "wc");
    const last = manyEve.at(-1);
    return {
      ratio_count: perSecond(eve, manyEve) / wc(eve, wcEve),
      ratio_count_zeek: perSecond(zeek, manyZeek) / wc(zeek, wcZeek),
      [`ratio_${bench.quick ? "1m" : "10m"}_10k`]: perSecond(eve, manyEve) / perSecond(eve, smallEve),
      mb_per_s: perSecond(eve, manyEve) / 1e6,
      mb_per_cpu_s: eve.bytes / 1e6 / middle(manyEve, "cpuSeconds"),
      mb_per_s_10k: perSecond(eve, smallEve) / 1e6,
      mb_per_s_zeek: perSecond(zeek, manyZeek) / 1e6,
      events_per_s: eve.events / middle(manyEve, "seconds"),
      events_per_s_zeek: zeek.events / middle(manyZeek, "seconds"),
      hits: last.hits,
      slow_events: sum(last.slow),
      wc_mb_per_s: wc(eve, wcEve) / 1e6,
      wc_mb_per_s_zeek: wc(zeek, wcZeek) / 1e6,
      newline_count_mb_per_s: eve.bytes / 1e6 / middle(wcEve, (round) => round.count.seconds),
      read_mb_per_s: eve.bytes / 1e6 / middle(wcEve, "read"),
      memcpy_mb_per_s: middle([...wcEve, ...wcZeek], "memcpy") / 1e6,
    };
  },
};

function sum(slow) {
  return slow === null ? undefined : Object.values(slow).reduce((total, one) => total + one, 0);
}

async function againstMaps(bench, indicators) {
  const eve = bench.input("eve");
  await bench.index(indicators);
  const [naive, ours] = await Promise.all([
    startStage("naive", { indicators }, { core: otherCore }),
    bench.scanner(indicators),
  ]);
  const [naiveRounds, oursRounds] = await bench.interleave([
    () => naive.round({ input: eve, bytesMax: bench.parseBytes }),
    () => ours.round({ input: eve }),
  ]);
  const checked = {};
  for (const kind of Object.keys(bench.files))
    checked[kind] = await sameHits(bench.input(kind), naive, ours, bench.parseBytes);
  await Promise.all([naive.close(), ours.close()]);
  const met = naiveRounds[0].kinds;
  const missing = kinds.filter((kind) => !(kind in met));
  if (missing.length > 0) throw new Error(`the input carries no ${missing.join(", no ")}`);
  const naiveSpeed = naiveRounds[0].bytes / middle(naiveRounds, "seconds");
  return {
    ratio: eve.bytes / middle(oursRounds, "seconds") / naiveSpeed,
    naiveMbPerSecond: naiveSpeed / 1e6,
    checked,
    built: naive.facts,
  };
}

/** The product finds in the first part of a file what JSON.parse with Maps finds; how many hits that are. */
async function sameHits(input, naive, ours, bytesMax) {
  const expected = await naive.round({ input, bytesMax });
  const { hits, events } = await ours.round({ input, to: expected.bytes });
  if (hits !== expected.hits || events !== expected.events)
    throw new Error(
      `in ${input.path} the product finds ${hits} hits in ${events} events, JSON.parse with Maps ` +
        `${expected.hits} in ${expected.events}: ${JSON.stringify(expected.kinds)}`,
    );
  return hits;
}

export const parse = {
  figures: ["ratio_parse", "parse_mb_per_s"],
  async run(bench) {
    const indicators = 1_000_000;
    const { ratio, naiveMbPerSecond, checked, built } = await againstMaps(bench, indicators);
    return {
      ratio_parse: ratio,
      parse_mb_per_s: naiveMbPerSecond,
      equal_hits: Object.values(checked).reduce((total, hits) => total + hits, 0),
      ...(bench.quick ? mapFigures(built, indicators) : {}),
    };
  },
};

/** Ten million in Maps take half a minute to build and over 3 GB. */
export const parseMany = {
  figures: ["ratio_parse_10m", "parse_mb_per_s_10m", "map_ready_s", "map_bytes_per_indicator"],
  async run(bench) {
    const indicators = 10_000_000;
    needMemory(6e9, "Maps of ten million indicators");
    const { ratio, naiveMbPerSecond, built } = await againstMaps(bench, indicators);
    return {
      ratio_parse_10m: ratio,
      parse_mb_per_s_10m: naiveMbPerSecond,
      ...mapFigures(built, indicators),
    };
  },
};

function mapFigures({ seconds, rssBytes }, indicators) {
  return { map_ready_s: seconds, map_bytes_per_indicator: rssBytes / indicators };
}

/** Fifty million, last of all. */
export const most = {
  figures: ["ratio_50m_10k"],
  async run(bench) {
    needMemory(6e9, "fifty million indicators");
    const eve = bench.input("eve");
    const many = await bench.scanner(50_000_000);
    const small = await bench.scanner(few);
    const [manyRounds, smallRounds] = await bench.interleave([
      () => many.round({ input: eve }),
      () => small.round({ input: eve }),
    ]);
    await Promise.all([many.close(), small.close()]);
    const { facts } = await bench.index(50_000_000);
    bench.forget(50_000_000);
    return {
      ratio_50m_10k: middle(smallRounds, "seconds") / middle(manyRounds, "seconds"),
      mb_per_s_50m: eve.bytes / 1e6 / middle(manyRounds, "seconds"),
      bytes_per_indicator_50m: facts.bytes / facts.size,
      build_s_50m: facts.seconds,
    };
  },
};

function needMemory(bytes, what) {
  if (freemem() < bytes)
    throw new CannotMeasure(
      `${what} need ${bytes / 1e9} GB of memory, ${(freemem() / 1e9).toFixed(1)} are free`,
      {
        allowed: true,
      },
    );
}

/** Every character escaped: what a hostile sender can do to the speed, and to the memory. */
export const escapes = {
  figures: ["escape_flood_ratio", "escape_flood_events_ratio", "escape_flood_growth_mib"],
  async run(bench) {
    const eve = bench.input("eve");
    const flood = bench.input("eve-escaped");
    const normal = await bench.scanner(few);
    const flooded = await bench.scanner(few);
    const [normalRounds, floodRounds] = await bench.interleave([
      () => normal.round({ input: eve, to: flood.bytes }),
      () => flooded.round({ input: flood }),
    ]);
    const growth = -(await normal.close()) + (await flooded.close());
    if (floodRounds[0].hits === 0) throw new Error("nothing was found in the escaped input");
    const speed = (rounds, of) => middle(rounds, (round) => of(round) / round.seconds);
    const events = (round) => round.events;
    const normalBytes = eve.bytes * (normalRounds[0].events / eve.events);
    return {
      escape_flood_ratio: speed(floodRounds, () => flood.bytes) / speed(normalRounds, () => normalBytes),
      escape_flood_events_ratio: speed(floodRounds, events) / speed(normalRounds, events),
      escape_flood_mb_per_s: flood.bytes / 1e6 / middle(floodRounds, "seconds"),
      escape_flood_growth_mib: growth / 2 ** 20,
    };
  },
};

/** Fixed strings anywhere in the line, which is less than matching fields, with a hundred thousand of them. */
export const ripgrep = {
  figures: ["ratio_ripgrep"],
  async run(bench) {
    const { ripgrepStage } = await import("./ripgrep.mjs");
    return ripgrepStage(bench);
  },
};
