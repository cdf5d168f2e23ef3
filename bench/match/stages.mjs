// What runs in the measuring processes, by name. A stage prepares and answers `{ facts, round, close }`; `round` is
// asked as often as there are rounds. Stages of the product and stages of the yardsticks never share a process.
import { memcpyBytesPerSecond, newlineCount, readSeconds, wcLines, wcSeconds } from "./yardsticks.mjs";

const product = () => import("./measure.mjs");

/** Compiled code is at its best after about a second of work; that is not what is measured. */
const warmSeconds = 1;

export const stages = {
  async make({ size, kind }) {
    const { Bench } = await import("./bench.mjs");
    new Bench(size).input(kind);
    return {};
  },

  /** The machine, and `wc -l`. */
  async machine() {
    return {
      round: ({ path, bytes }) => ({
        wc: wcSeconds(path, bytes),
        count: newlineCount(path),
        lines: wcLines(path),
        read: readSeconds(path),
        memcpy: memcpyBytesPerSecond(),
      }),
    };
  },

  /** Builds an index, tells its sizes, and leaves a snapshot where a path is given. */
  async build({ indicators, save }) {
    const { newIndex, addIndicators, saveIndex, sizesOf } = await product();
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    const index = newIndex(indicators);
    const seconds = addIndicators(index, 0, indicators);
    globalThis.gc?.();
    const rssBytes = process.memoryUsage.rss() - before;
    const sizes = sizesOf(index);
    if (save !== null) await saveIndex(index, save);
    return { facts: { seconds, rssBytes, ...sizes } };
  },

  /** A snapshot to its first match, in a process that has just begun. */
  async ready({ snapshot, input }) {
    const { loadIndex, lineStart, scanFile, sizesOf } = await product();
    const to = lineStart(input.path, input.untilHit);
    const started = performance.now();
    const index = loadIndex(snapshot);
    const { hits } = await scanFile(index, input, { from: input.fromHit, to });
    const ms = performance.now() - started;
    if (hits === 0) throw new Error("the first stretch of the input met nothing");
    await index.whole;
    return { facts: { ms, wholeMs: performance.now() - started, size: sizesOf(index).size } };
  },

  /** Scans files with one index. */
  async scan({ indicators, snapshot, warm }) {
    const { indexOf, lineStart, scanFile, sizesOf } = await product();
    const { index, seconds } = await indexOf({ indicators, snapshot });
    const to = lineStart(warm.path, 20e6);
    for (let left = warmSeconds; left > 0; ) left -= (await scanFile(index, warm, { to })).seconds;
    return {
      facts: { seconds, ...sizesOf(index) },
      round: ({ input, from, to }) =>
        scanFile(index, input, { from, to: to === undefined ? undefined : lineStart(input.path, to) }),
    };
  },

  /** JSON.parse and Maps. */
  async naive({ indicators }) {
    const { NaiveIndex, naiveScan } = await import("./naive.mjs");
    const { indicatorAt } = await import("./indicators.mjs");
    globalThis.gc?.();
    const before = process.memoryUsage.rss();
    const index = new NaiveIndex();
    let seconds = 0;
    for (let from = 0; from < indicators; from += 10_000) {
      const some = Array.from({ length: Math.min(10_000, indicators - from) }, (_, at) =>
        indicatorAt(from + at),
      );
      const started = performance.now();
      for (let at = 0; at < some.length; at++) index.add(some[at], from + at);
      seconds += (performance.now() - started) / 1000;
    }
    globalThis.gc?.();
    const rssBytes = process.memoryUsage.rss() - before;
    return {
      facts: { seconds, rssBytes },
      round: ({ input, bytesMax }) => naiveScan(index, input, bytesMax),
    };
  },

  async networks({ count, lookups, checked }) {
    const { newIndex, networkLookups } = await product();
    const { claim } = await import("./indicators.mjs");
    const made = await import("./networks.mjs");
    const index = newIndex(count * 2);
    const started = performance.now();
    for (const network of made.networksV4(count)) index.add(cidr(made.networkTextV4(network)), claim);
    for (const network of made.networksV6(count)) index.add(cidr(made.networkTextV6(network)), claim);
    const seconds = (performance.now() - started) / 1000;
    const look = networkLookups(index);
    const v4 = look.v4(made.wordsToLookUp(lookups));
    const v6 = look.v6(made.halvesToLookUp(lookups));
    const met = {
      v4: look.v4(made.wordsToLookUp(checked))().met,
      v6: look.v6(made.halvesToLookUp(checked))().met,
    };
    return { facts: { seconds, met }, round: () => ({ v4: v4(), v6: v6() }) };
  },

  async "networks-naive"({ count, lookups }) {
    const made = await import("./networks.mjs");
    const v4 = made.networksV4(count);
    const v6 = made.networksV6(count);
    const words = made.wordsToLookUp(lookups);
    const halves = made.halvesToLookUp(lookups);
    return {
      round: () => ({ v4: made.mapPerLengthV4(v4, words), v6: made.mapPerLengthV6(v6, halves) }),
    };
  },

  async threads(options) {
    return (await import("./threads.mjs")).threads(options);
  },
  async changes(options) {
    return (await import("./threads.mjs")).changes(options);
  },
  async receive(options) {
    return (await import("./socket.mjs")).receive(options);
  },
  async send(options) {
    return (await import("./socket.mjs")).send(options);
  },
  async store(options) {
    return (await import("./storing.mjs")).store(options);
  },
  async "store-engine"(options) {
    return (await import("./storing.mjs")).engineAlone(options);
  },
  async rows(options) {
    return (await import("./everything.mjs")).rows(options);
  },
  async everything(options) {
    return (await import("./everything.mjs")).everything(options);
  },

  async feed({ path }) {
    const { newIndex, loadFeedInto } = await product();
    return {
      round: async () => {
        const index = newIndex();
        const loaded = await loadFeedInto(index, path);
        return { ...loaded, size: index.size };
      },
    };
  },
};

function cidr(value) {
  return { type: "cidr", value };
}
