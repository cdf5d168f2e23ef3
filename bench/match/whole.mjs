// Measurements of the program around the matching: everything in one pass, two threads, a socket, the event store,
// and the whole scan of real data.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { middle } from "./bench.mjs";
import { CannotMeasure, otherCore, startStage } from "./processes.mjs";

const eventRate = (rounds) => middle(rounds, (round) => round.events / round.seconds);

export const rows = {
  figures: ["match_and_rows_events_per_s"],
  async run(bench) {
    const { snapshot } = await bench.index(bench.mixed);
    const input = bench.input("eve");
    const stage = await startStage("rows", {
      indicators: bench.mixed,
      snapshot,
      input,
      bytes: bench.rowsBytes,
    });
    const [rounds] = await bench.interleave([() => stage.round({})]);
    await stage.close();
    return {
      match_and_rows_events_per_s: eventRate(rounds),
      row_bytes: middle(rounds, (round) => round.blockBytes / round.events),
    };
  },
};

export const everything = {
  figures: ["all_three_events_per_s", "match_and_rules_events_per_s"],
  async run(bench) {
    const { snapshot } = await bench.index(bench.mixed);
    const input = bench.input("eve");
    const options = { indicators: bench.mixed, snapshot, input, bytes: bench.rowsBytes, rules: 3000 };
    const stage = await startStage("everything", options);
    const [all, rules] = await bench.interleave([
      () => stage.round({ withRows: true }),
      () => stage.round({ withRows: false }),
    ]);
    await stage.close();
    const { candidates, oddLines, events } = rules.at(-1);
    return {
      all_three_events_per_s: eventRate(all),
      match_and_rules_events_per_s: eventRate(rules),
      rule_candidates_per_event: candidates / events,
      rule_odd_per_event: oddLines / events,
    };
  },
};

export const threads = {
  figures: ["threads_2"],
  async run(bench) {
    if (availableParallelism() < 2) throw new CannotMeasure("this machine has one core", { allowed: true });
    const { snapshot } = await bench.index(bench.mixed);
    const options = { indicators: bench.mixed, snapshot, input: bench.input("eve") };
    const stage = await startStage("threads", options, { core: null });
    const [rounds] = await bench.interleave([() => stage.round({})]);
    await stage.close();
    const hits = new Set(rounds.flatMap(({ one, two }) => [one.hits, two.hits]));
    if (hits.size !== 1) throw new Error(`one thread and two do not find the same: ${[...hits].join(", ")}`);
    return {
      threads_2: middle(rounds, ({ one }) => one.seconds) / middle(rounds, ({ two }) => two.seconds),
      threads_2_events_per_s: options.input.events / middle(rounds, ({ two }) => two.seconds),
    };
  },
};

export const socket = {
  figures: ["tcp_events_per_s", "tcp_read_alone_mb_per_s"],
  async run(bench) {
    const { snapshot } = await bench.index(bench.mixed);
    const input = bench.input("eve");
    const options = { indicators: bench.mixed, snapshot, format: input.format };
    const receiver = await startStage("receive", options);
    const sender = await startStage("send", { path: input.path }, { core: otherCore });
    const through = async (scan) => {
      const received = receiver.round({ scan });
      await sender.round({ port: receiver.facts.port });
      return received;
    };
    const [scanned, alone] = await bench.interleave([() => through(true), () => through(false)]);
    await Promise.all([receiver.close(), sender.close()]);
    if (scanned.some(({ events }) => events !== input.events))
      throw new Error("events were lost on their way through the socket");
    const aloneSeconds = middle(alone, "seconds");
    return {
      tcp_events_per_s: input.events / middle(scanned, "seconds"),
      tcp_mb_per_s: input.bytes / 1e6 / middle(scanned, "seconds"),
      tcp_read_alone_events_per_s: input.events / aloneSeconds,
      tcp_read_alone_mb_per_s: input.bytes / 1e6 / aloneSeconds,
    };
  },
};

export const storing = {
  figures: ["store_rows_per_cpu_s", "chdb_ndjson_rows_per_cpu_s"],
  async run(bench) {
    const input = bench.input("eve");
    const { snapshot } = await bench.index(bench.mixed);
    const ours = await startStage(
      "store",
      {
        folder: join(bench.folder, "store"),
        indicators: bench.mixed,
        snapshot,
        input,
        bytes: bench.storeBytes,
      },
      { core: null },
    );
    const first = await ours.round({});
    const engine = await startStage(
      "store-engine",
      { folder: join(bench.folder, "engine"), input, lines: first.rows },
      { core: null },
    );
    const [oursRounds, engineRounds] = await bench.interleave([() => ours.round({}), () => engine.round({})]);
    await Promise.all([ours.close(), engine.close()]);
    const perCpu = (rounds) => middle(rounds, (round) => round.rows / round.cpuSeconds);
    return {
      store_rows_per_cpu_s: perCpu(oursRounds),
      store_rows_per_s: middle(oursRounds, (round) => round.rows / round.seconds),
      store_engine_cpu_share: middle(oursRounds, (round) => round.engineSeconds / round.cpuSeconds),
      chdb_ndjson_rows_per_cpu_s: perCpu(engineRounds),
    };
  },
};

const root = fileURLToPath(new URL("../..", import.meta.url));
const data = process.env.BREAKWATER_TEST_DATA ?? resolve(root, "../shared/data");
/** What the first scanner of the program took for the same. */
const firstSeconds = 7.3;
const firstPeakMib = 297;

export const wholeScan = {
  figures: ["whole_scan_s", "whole_scan_peak_mib"],
  async run(bench) {
    const telemetry = join(data, "01-network");
    const feeds = join(data, "03-indicators");
    if (!existsSync(telemetry) || !existsSync(feeds))
      throw new CannotMeasure(`there is no ${telemetry}; BREAKWATER_TEST_DATA names the folder`, {
        allowed: true,
      });
    const { dist } = await import("./measure.mjs");
    const rounds = Array.from({ length: bench.quick ? 1 : 3 }, () => {
      const args = [join(dist, "cli/main.js"), "scan", "--json", "--intel", feeds, telemetry];
      const run = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 30 });
      if (run.status !== 0) throw new Error(`the scan ended with ${run.status}: ${run.stderr}`);
      return JSON.parse(run.stdout.trimEnd().split("\n").at(-1));
    });
    return {
      whole_scan_s: middle(rounds, "seconds"),
      whole_scan_reading_s: middle(rounds, "scan_seconds"),
      whole_scan_feeds_s: middle(rounds, "load_seconds"),
      whole_scan_peak_mib: Math.max(...rounds.map((round) => round.peak_rss_mb)),
      whole_scan_records: rounds[0].records,
      whole_scan_hits: rounds[0].hits,
      first_whole_scan_s: firstSeconds,
      first_whole_scan_peak_mib: firstPeakMib,
    };
  },
};
