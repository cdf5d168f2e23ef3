// The product, as the bench drives it: the only file that knows its functions. It takes the built program, from
// `dist/` or the folder in $BREAKWATER_DIST. What a build does not have yet, it names.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { claim, indicatorAt } from "./indicators.mjs";
import { CannotMeasure } from "./processes.mjs";
import { clock } from "./statistics.mjs";

export const dist = resolve(
  process.env.BREAKWATER_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url)),
);

const product = (path) => import(pathToFileURL(join(dist, path)).href);
const detect = await product("detect/index.js");
const intake = await product("intake/index.js");
const { IndicatorIndex } = detect;

/** Bytes that are read from a file or socket at once. */
const chunkBytes = 256 * 1024;
const receivedUs = Date.UTC(2024, 2, 1, 12) * 1000;

// ---- the index

function needs(thing, what) {
  if (thing === undefined) throw new CannotMeasure(`this build has no ${what}`);
}

export function newIndex(indicators = 0) {
  const index = new IndicatorIndex();
  if (indicators > 0) index.reserve?.(indicators);
  return index;
}

/**
 * Adds the indicators `from` to `to`, many at once where the build can; answers the seconds that adding took, without
 * making them: what has been put together from pieces is one text before the clock runs, as texts from a store are.
 */
export function addIndicators(index, from, to) {
  const step = 10_000;
  let seconds = 0;
  for (let start = from; start < to; start += step) {
    const some = Array.from({ length: Math.min(step, to - start) }, (_, at) =>
      whole(indicatorAt(start + at)),
    );
    const started = performance.now();
    if (index.addAll !== undefined) index.addAll(some, claim);
    else for (const observable of some) index.add(observable, claim);
    seconds += (performance.now() - started) / 1000;
  }
  return seconds;
}

function whole({ type, value }) {
  return { type, value: Buffer.from(value, "latin1").toString("latin1") };
}

export async function saveIndex(index, path) {
  needs(index.save, "IndicatorIndex.save");
  const problem = await index.save(path, "bench");
  if (problem) throw new Error(`the snapshot could not be written: ${problem.detail}`);
}

export function loadIndex(path) {
  needs(IndicatorIndex.load, "IndicatorIndex.load");
  const loaded = IndicatorIndex.load(path);
  if (loaded.index === undefined) throw new Error(`the snapshot could not be read: ${loaded.detail}`);
  return loaded.index;
}

/** An index of so many indicators: from the snapshot of one where there is one. */
export async function indexOf({ indicators, snapshot }) {
  if (snapshot !== null && snapshot !== undefined) {
    const index = loadIndex(snapshot);
    const problem = await index.whole;
    if (problem) throw new Error(`the snapshot is damaged: ${problem.detail}`);
    return { index, seconds: 0 };
  }
  const index = newIndex(indicators);
  return { index, seconds: addIndicators(index, 0, indicators) };
}

export function sizesOf(index) {
  return { size: index.size, bytes: index.bytes, hotBytes: index.hotBytes ?? null };
}

/** What another thread attaches to, and attaching there. */
export function sharedOf(index) {
  needs(IndicatorIndex.attach, "IndicatorIndex.attach");
  return index.shared;
}

export function attach(shared) {
  return IndicatorIndex.attach(shared);
}

// ---- scanning

/** The place of the first line that begins at or after an offset. */
export function lineStart(path, offset) {
  if (offset <= 0) return 0;
  const file = openSync(path);
  const buffer = Buffer.alloc(2 * 1024 * 1024);
  const read = readSync(file, buffer, 0, buffer.length, offset - 1);
  closeSync(file);
  const end = buffer.subarray(0, read).indexOf(10);
  return end < 0 ? offset - 1 + read : offset + end;
}

/**
 * Reads a stretch of a file in pieces of whole lines, so that none has to be put together from two. Buffers are used
 * again after two more were read, when nothing looks at them any more.
 */
async function* readStretch(path, from, to) {
  const buffers = Array.from({ length: 3 }, () => Buffer.allocUnsafeSlow(chunkBytes));
  const file = openSync(path);
  const end = Math.min(to, fstatSync(file).size);
  try {
    for (let at = from, turn = 0; at < end; turn++) {
      const buffer = buffers[turn % buffers.length];
      const read = readSync(file, buffer, 0, Math.min(chunkBytes, end - at), at);
      if (read === 0) return;
      const whole = buffer.lastIndexOf(10, read - 1) + 1;
      const taken = whole > 0 ? whole : read;
      at += taken;
      yield buffer.subarray(0, taken);
    }
  } finally {
    closeSync(file);
  }
}

/** Hands batches to the scanner; `told` is called after each. */
async function scanBytes(index, bytes, { format, fileName }, { told = () => undefined, more = {} } = {}) {
  const counts = detect.emptyCounts();
  const sink = { onHit: () => undefined, onRefused: refuse, ...more };
  // Whole pieces of lines are batches as they come: a batch of more than one piece would be a copy.
  const options = { format, fileName, receivedUs, batchBytes: 1 };
  for await (const batch of intake.readBatches(bytes, options)) {
    detect.scanBatch(batch, index, sink, counts);
    told();
  }
  return {
    events: counts.records,
    hits: counts.hits,
    slow: counts.slow === undefined ? null : Object.fromEntries(counts.slow),
  };
}

function refuse(line, problem) {
  throw new Error(`line ${line} of the input was refused: ${problem.detail}`);
}

/** Rules are asked by the scans that say so, and by no others: what a sink says that hears of their candidates. */
function askingRules(predicates) {
  if (predicates === null) return {};
  Object.assign(predicates.counted, { candidates: 0, oddLines: 0 });
  return { rules: { compiled: predicates.compiled, onCandidates: () => undefined } };
}

/** Scans a file or a stretch of it, page-cached, from reading to hits. */
export async function scanFile(
  index,
  { path, format },
  { from = 0, to = Number.MAX_SAFE_INTEGER, predicates = null, ...how } = {},
) {
  const more = { ...how.more, ...askingRules(predicates) };
  const took = clock();
  const counted = await scanBytes(
    index,
    readStretch(path, from, to),
    { format, fileName: basename(path) },
    { ...how, more },
  );
  return { ...took(), ...counted, ...predicates?.counted };
}

/** Scans whatever comes out of a socket. */
export function scanStream(index, bytes, format) {
  return scanBytes(index, bytes, { format, fileName: "" });
}

/** Batches whose rows make one block, as the center does it: four mebibytes. */
const batchesOfBlock = 16;

/** Scans and makes rows of all events in the same pass; the blocks are dropped where the spool would write them. */
export async function scanWithRows(index, input, stretch) {
  const { newBlockBuilder } = await product("store/index.js");
  const counts = detect.emptyCounts();
  if (counts.slow === undefined) throw new CannotMeasure("this build makes no rows in the pass that matches");
  const builder = newBlockBuilder();
  const meta = {
    id: "bench",
    memberId: null,
    door: "file",
    origin: "bench",
    receivedUs,
    bytes: 0,
    mark: null,
  };
  let batches = 0;
  let rows = 0;
  let blockBytes = 0;
  const finish = () => {
    for (const block of builder.finish()) {
      rows += block.rows;
      blockBytes += block.byteLength;
      block.release();
    }
  };
  const told = () => {
    if (++batches % batchesOfBlock === 0) finish();
  };
  const took = clock();
  const scanned = await scanFile(index, input, { ...stretch, told, more: { rows: { builder, meta } } });
  finish();
  if (rows !== scanned.events) throw new Error(`${scanned.events} events have ${rows} rows`);
  return { ...scanned, ...took(), blockBytes };
}

// ---- networks

/** The kernel's own look-ups, many at once: nanoseconds each, and how many met a network. */
export function networkLookups(index) {
  const scanner = index.scanner?.();
  needs(scanner?.kernel?.networksV4Batch, "batch look-up of networks");
  const { kernel, input } = scanner;
  const at = kernel.inputAt() >>> 0;
  /** Addresses are handed over in the scanner's input, as many at once as fit beside the answers. */
  const measure = (addresses, addressBytes, batch) => {
    const bytes = new Uint8Array(addresses.buffer);
    const step = Math.floor(input.length / (addressBytes + 4) / 16) * 16;
    return () => {
      kernel.refresh();
      let ms = 0;
      let met = 0;
      for (let from = 0; from < bytes.length; from += step * addressBytes) {
        const some = bytes.subarray(from, from + step * addressBytes);
        input.set(some);
        const started = performance.now();
        met += batch(at, some.length / addressBytes, at + step * addressBytes);
        ms += performance.now() - started;
      }
      return { ns: (ms * 1e6 * addressBytes) / bytes.length, met };
    };
  };
  return {
    v4: (words) => measure(words, 4, kernel.networksV4Batch),
    v6: (halves) => measure(halves, 16, kernel.networksV6Batch),
  };
}

// ---- feeds, storing

export async function loadFeedInto(index, path) {
  const { loadFeeds } = await product("intel/index.js");
  const took = clock();
  const sink = detect.indexSink?.(index) ?? { entry: (observable, said) => index.add(observable, said) };
  const report = await loadFeeds([path], sink);
  return { ...took(), entries: report.entries, problems: report.problems };
}

/** Storing as the center does it: read, met, made into rows, spooled, inserted. */
export async function openStoring(folder, index) {
  const { Ingest } = await product("cli/center/ingest.js");
  const { openLog, systemClock } = await product("base/index.js");
  const { openDrainer, openEvents, openSpool } = await product("store/index.js");
  const log = openLog({ level: "silent" });
  const events = await openEvents({ folder: join(folder, "events"), log, clock: systemClock });
  if (events.form !== "chdb")
    throw new CannotMeasure(`chDB can't be opened here: ${events.detail ?? events.form}`);
  const spool = await openSpool({ folder: join(folder, "spool"), log });
  const drainer = openDrainer({
    spool,
    events,
    log,
    clock: systemClock,
    consequences: () => Promise.resolve(),
  });
  const pool = new detect.DetectPool({ threads: 0, index, log });
  const ingest = new Ingest({
    clock: systemClock,
    spool,
    pool,
    isApplied: () => Promise.resolve(false),
    isContentApplied: () => Promise.resolve(false),
    onTaken: () => undefined,
  });
  return {
    /** Takes a stretch of a file and waits until its rows are in the store. `name` keeps equal stretches apart. */
    async store({ path, format }, { from, to, name }) {
      const health = await events.health();
      const before = cpuSecondsOf(health.processId);
      const took = clock();
      const arrival = { memberId: null, origin: basename(path), name, door: "file", mark: null, format };
      const accepted = await ingest.take({ ...arrival, bytes: readCopies(path, from, to) });
      if (accepted.records === undefined) throw new Error(accepted.detail);
      await drainer.idle();
      const { seconds, cpuSeconds } = took();
      const engineSeconds = cpuSecondsOf((await events.health()).processId) - before;
      return { seconds, cpuSeconds: cpuSeconds + engineSeconds, engineSeconds, rows: accepted.records };
    },
    async close() {
      await drainer.close();
      await pool.close();
      await spool.close();
      await events.close();
    },
  };
}

/** Like `readStretch`, in buffers of their own: what is spooled may look at them for longer. */
async function* readCopies(path, from, to) {
  for await (const bytes of readStretch(path, from, to)) yield Buffer.from(bytes);
}

/** CPU seconds of another process so far (Linux counts them in hundredths). */
function cpuSecondsOf(processId) {
  const file = openSync(`/proc/${processId}/stat`);
  const buffer = Buffer.alloc(1024);
  const text = buffer.toString("latin1", 0, readSync(file, buffer));
  closeSync(file);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

// ---- all three at once

/** The first records of the input: by them it is judged what is rare. */
const sampleBytes = 1e6;
/** So much is read record by record before anything is measured, to see that no rule is missed. */
const checkedBytes = 4e5;

/**
 * Matching, and candidates of so many rules: what `scanFile` and `scanWithRows` take as `predicates`. Counts of what
 * they have found are in `counted`, for as long as nobody sets them back.
 */
export async function openRules(index, { rules: count, input }) {
  needs(detect.compileRules, "predicates of rules in the pass that matches");
  const { holds, makeRules } = await import("./rules.mjs");
  const rules = makeRules(count);
  const compiled = detect.compileRules(rules, { sample: firstBytes(input.path, sampleBytes) });
  const counted = { candidates: 0, oddLines: 0 };
  const predicates = { compiled, counted, chunk: null };
  const scanner = index.scanner();
  const scan = scanner.scan.bind(scanner);
  // The scanner goes over a batch chunk by chunk, and each chunk's candidates are there until the next.
  scanner.scan = (length, strict) => {
    const lines = scan(length, strict);
    const found = scanner.ruleCandidates;
    if (found === null) return lines;
    counted.candidates += found.rules.length;
    counted.oddLines += found.odd.length;
    predicates.chunk?.(found);
    return lines;
  };
  predicates.checked = await checkRules(index, input, predicates, (record) =>
    rules.flatMap((rule, number) => (holds(rule, record) ? [number] : [])),
  );
  return predicates;
}

function firstBytes(path, bytes) {
  const buffer = Buffer.alloc(bytes);
  const file = openSync(path);
  const read = readSync(file, buffer, 0, buffer.length, 0);
  closeSync(file);
  return buffer.subarray(0, read);
}

/** Every rule that holds for a record is a candidate for its line, or the line is odd. Answers how many hold. */
async function checkRules(index, input, predicates, rulesOf) {
  const scanner = index.scanner();
  let held = 0;
  predicates.chunk = (found) => {
    const odd = new Set(found.odd);
    const given = new Set(Array.from(found.rules, (rule, at) => `${found.lines[at]} ${rule}`));
    for (let line = 0; line < scanner.lines; line++) {
      const text = Buffer.from(
        scanner.input.subarray(scanner.lineStart(line), scanner.lineEnd(line)),
      ).toString();
      if (text === "") continue;
      for (const rule of rulesOf(JSON.parse(text))) {
        held++;
        if (!odd.has(line) && !given.has(`${line} ${rule}`) && !predicates.compiled.always.includes(rule))
          throw new Error(`rule ${rule} holds for a record and is no candidate: ${text}`);
      }
    }
  };
  await scanFile(index, input, { to: lineStart(input.path, checkedBytes), predicates });
  predicates.chunk = null;
  if (held === 0) throw new Error("no rule holds for any record that was checked");
  return held;
}
