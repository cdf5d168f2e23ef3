// Measurements of the index itself: its memory, its snapshot, its changes while scanning goes on, its networks, and
// how fast feeds come into it.
import { availableParallelism } from "node:os";
import { middle } from "./bench.mjs";
import { CannotMeasure, otherCore, runStage, startStage } from "./processes.mjs";

export const memory = {
  figures: ["bytes_per_indicator_hot", "bytes_per_indicator", "build_s"],
  async run(bench) {
    const { facts } = await bench.index(bench.mixed);
    if (facts.hotBytes === null) throw new CannotMeasure("this build's index does not tell its hot bytes");
    return {
      bytes_per_indicator_hot: facts.hotBytes / facts.size,
      bytes_per_indicator: facts.bytes / facts.size,
      rss_per_indicator: facts.rssBytes / facts.size,
      build_s: facts.seconds,
      insert_ns: (facts.seconds * 1e9) / bench.mixed,
    };
  },
};

/** The stretch of the input in which the first event that carries an indicator stands (the 501st). */
const untilHit = 420_000;

export const ready = {
  figures: ["ready_ms", "ready_whole_ms"],
  async run(bench) {
    const { snapshot } = await bench.index(bench.mixed);
    if (snapshot === null) throw new CannotMeasure("this build can't save an index");
    const input = { ...bench.input("eve"), fromHit: 0, untilHit };
    const rounds = [];
    for (let round = 0; round < bench.rounds; round++)
      rounds.push(await runStage("ready", { snapshot, input }));
    return { ready_ms: middle(rounds, "ms"), ready_whole_ms: middle(rounds, "wholeMs") };
  },
};

function needTwoCores() {
  if (availableParallelism() < 2) throw new CannotMeasure("this machine has one core", { allowed: true });
}

export const changing = {
  figures: ["insert_100k_longest_ms", "insert_100k_ms", "remove_100k_longest_ms", "remove_100k_ms"],
  async run(bench) {
    needTwoCores();
    const { snapshot } = await bench.index(bench.mixed);
    const options = { indicators: bench.mixed, snapshot, input: bench.input("eve"), count: bench.changes };
    const stage = await startStage("changes", options, { core: null });
    const [rounds] = await bench.interleave([() => stage.round({})]);
    await stage.close();
    const of = (what, field) => middle(rounds, (round) => round[what][field]);
    return {
      insert_100k_longest_ms: of("insert", "longestMs"),
      insert_100k_longest_ms_of_all: Math.max(...rounds.map((round) => round.insert.longestMs)),
      insert_100k_ms: of("insert", "ms"),
      insert_100k_call_longest_ms: of("insert", "callMs"),
      remove_100k_longest_ms: of("remove", "longestMs"),
      remove_100k_ms: of("remove", "ms"),
      remove_100k_call_longest_ms: of("remove", "callMs"),
      unchanged_longest_ms: of("alone", "longestMs"),
      insert_scan_slowdown: of("insert", "seconds") / of("alone", "seconds"),
    };
  },
};

/** Maps are slow: they look up the first so many of the addresses, and must meet what the index meets in those. */
const mapLookups = 50_000;

export const networks = {
  figures: ["cidr_v4_ns", "cidr_v6_ns", "map_cidr_v4_ns", "map_cidr_v6_ns"],
  async run(bench) {
    const options = { count: bench.prefixes, lookups: bench.lookups, checked: mapLookups };
    const [ours, naive] = await Promise.all([
      startStage("networks", options),
      startStage("networks-naive", { count: bench.prefixes, lookups: mapLookups }, { core: otherCore }),
    ]);
    const [oursRounds, naiveRounds] = await bench.interleave([() => ours.round({}), () => naive.round({})]);
    await Promise.all([ours.close(), naive.close()]);
    const { met } = ours.facts;
    const [{ v4, v6 }] = naiveRounds;
    if (met.v4 !== v4.met || met.v6 !== v6.met)
      throw new Error(`the index meets ${met.v4} and ${met.v6} networks, Maps ${v4.met} and ${v6.met}`);
    const ns = (rounds, version) => middle(rounds, (round) => round[version].ns);
    return {
      cidr_v4_ns: ns(oursRounds, "v4"),
      cidr_v6_ns: ns(oursRounds, "v6"),
      map_cidr_v4_ns: ns(naiveRounds, "v4"),
      map_cidr_v6_ns: ns(naiveRounds, "v6"),
    };
  },
};

export const feeds = {
  figures: ["feed_lines_per_cpu_s"],
  async run(bench) {
    const { path, lines } = bench.feed();
    const stage = await startStage("feed", { path });
    const [rounds] = await bench.interleave([() => stage.round({})]);
    await stage.close();
    if (rounds.some((round) => round.entries < lines * 0.999))
      throw new Error(`of ${lines} lines only ${rounds[0].entries} became entries`);
    return { feed_lines_per_cpu_s: lines / middle(rounds, "cpuSeconds") };
  },
};
