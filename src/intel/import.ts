/**
 * Brings feeds into the store: one indicator, several sources, each with its own claim. Coming in again makes
 * nothing twice; a value that a source no longer lists keeps its claim, with the time it was last said, unless
 * `replace` takes it away. Rows go in transactions of 20,000, so that an import of millions neither holds
 * memory nor locks, and one that was cut off is simply run again. The audit chain has an entry when an import begins
 * and one for each source and allow list it wrote.
 */
import { stat } from "node:fs/promises";
import { assert, type Clock, type Problem } from "../base/index.js";
import type { IndicatorClaim, KeptPattern, Observable, Tlp } from "../model/index.js";
import { appendAudit, centerActor, type State } from "../store/index.js";
import type { AllowList } from "./allow-lists.js";
import { type ChangeBy, writeAllowList } from "./allow-store.js";
import { ClaimBatch } from "./claim-batch.js";
import type { FeedFormat } from "./feed-format.js";
import { storedValueBytesMax } from "./limits.js";
import { defaultTlp, type FeedSink, loadFeeds } from "./load.js";
import { intelProblem } from "./problems.js";
import { feedFormatOf } from "./sniff.js";
import { confidenceOf } from "./source-name.js";
import {
  analyze,
  countRun,
  knownSource,
  openRun,
  removeGone,
  removeStale,
  writeClaims,
  writeKept,
} from "./write-claims.js";

export interface ImportOptions {
  readonly paths: readonly string[];
  /** One source name for all files, instead of each file's own. */
  readonly name?: string | undefined;
  readonly format?: string | undefined;
  /** What holds where a feed does not say it; TLP:AMBER where left out. */
  readonly tlp?: Tlp | undefined;
  readonly confidence?: number | undefined;
  readonly labels?: readonly string[] | undefined;
  readonly mark?: string | undefined;
  /** Takes away what the sources no longer list. */
  readonly replace?: boolean | undefined;
  /** Who asked for it, for the audit chain; the center itself where left out. */
  readonly actor?: string | undefined;
  onProgress?(entries: number): void;
}

export interface ImportedSource {
  readonly name: string;
  readonly format: string;
  readonly entries: number;
  readonly new: number;
  /** Known before, said again. */
  readonly updated: number;
  readonly removed: number;
  readonly kept: number;
}

export interface PlacedProblem {
  readonly path: string;
  readonly line: number;
  readonly problem: Problem;
}

export interface ImportReport {
  readonly sources: readonly ImportedSource[];
  readonly entries: number;
  readonly new: number;
  readonly updated: number;
  readonly removed: number;
  readonly kept: number;
  readonly refused: number;
  /** Refusals by their code. */
  readonly refusedByCode: Readonly<Record<string, number>>;
  /** The first fifty. */
  readonly problems: readonly PlacedProblem[];
  readonly passedOver: readonly { readonly path: string; readonly reason: string }[];
  readonly allowLists: number;
  readonly seconds: number;
}

const rowsMax = 20_000;
const problemsMax = 50;
const keptMax = 200_000;
const goneMax = 500_000;

interface Run {
  readonly name: string;
  readonly format: string;
  batch: ClaimBatch;
  kept: { pattern: string; reason: string; line: number }[];
  opened: { readonly id: number; readonly runUs: number } | null;
  entries: number;
  keptCount: number;
  /** What the feed says is no indicator, by type and value. */
  readonly gone: Map<string, Observable>;
}

export async function importFeed(
  state: State,
  clock: Clock,
  options: ImportOptions,
): Promise<ImportReport | Problem> {
  const wrong = checkOptions(options) ?? (await checkPaths(options.paths));
  if (wrong !== null) return wrong;
  const started = clock.monotonicMs();
  const by = { clock, actor: options.actor ?? centerActor };
  await state.db.transaction().execute((tx) =>
    appendAudit(tx, clock, [
      {
        kind: "intel-import",
        actor: by.actor,
        subject: "intel",
        detail: {
          paths: options.paths.length,
          tlp: options.tlp,
          confidence: options.confidence,
          replace: options.replace === true,
          mark: options.mark,
        },
      },
    ]),
  );
  const sink = new ImportSink(state, clock.nowUs(), options, by);
  const loaded = await loadFeeds(options.paths, sink, options);
  const sources = await sink.close();
  if (sink.entries >= rowsMax) await analyze(state);
  for (const list of sink.lists) await writeAllowList(state.db, by, list);
  const sum = (of: (source: ImportedSource) => number) => sources.reduce((total, one) => total + of(one), 0);
  return {
    sources,
    entries: sink.entries,
    new: sum((one) => one.new),
    updated: sum((one) => one.updated),
    removed: sum((one) => one.removed),
    kept: sum((one) => one.kept),
    refused: sink.refusals.count,
    refusedByCode: Object.fromEntries(sink.refusals.byCode),
    problems: sink.refusals.first,
    passedOver: loaded.passedOver,
    allowLists: sink.lists.length,
    seconds: (clock.monotonicMs() - started) / 1000,
  };
}

/** Gathers entries by source, and writes each source's rows when enough of them wait. */
class ImportSink implements FeedSink {
  readonly refusals = new Refusals();
  readonly lists: AllowList[] = [];
  entries = 0;
  readonly #state: State;
  readonly #nowUs: number;
  readonly #options: ImportOptions;
  readonly #by: ChangeBy;
  readonly #runs = new Map<string, Run>();
  #current: Run | null = null;

  constructor(state: State, nowUs: number, options: ImportOptions, by: ChangeBy) {
    this.#state = state;
    this.#nowUs = nowUs;
    this.#options = options;
    this.#by = by;
  }

  feed(name: string, _path: string, format: FeedFormat): void {
    let run = this.#runs.get(name);
    if (run === undefined) {
      const batch = new ClaimBatch(name);
      run = {
        name,
        format: format.id,
        batch,
        kept: [],
        opened: null,
        entries: 0,
        keptCount: 0,
        gone: new Map(),
      };
      this.#runs.set(name, run);
    }
    this.#current = run;
  }

  entry(observable: Observable, claim: IndicatorClaim, line: number): void {
    const run = this.#running();
    if (Buffer.byteLength(observable.value) > storedValueBytesMax) {
      const detail = `Line ${line}: a value of ${observable.value.length} characters; ${storedValueBytesMax} bytes are kept.`;
      this.refusals.add(run.name, line, intelProblem("value-too-long", detail));
      return;
    }
    run.batch.add(observable, claim);
    run.entries++;
    this.entries++;
  }

  kept(_source: string, kept: KeptPattern): void {
    const run = this.#running();
    if (++run.keptCount <= keptMax) run.kept.push(kept);
  }

  gone(observable: Observable): void {
    const { gone } = this.#running();
    if (gone.size < goneMax) gone.set(`${observable.type} ${observable.value}`, observable);
  }

  problem(path: string, line: number, problem: Problem): void {
    this.refusals.add(path, line, problem);
  }

  allowList(list: AllowList): void {
    this.lists.push(list);
  }

  async pause(): Promise<void> {
    for (const run of this.#runs.values())
      if (waiting(run) >= rowsMax || (run !== this.#current && waiting(run) > 0)) await this.#flush(run);
    this.#options.onProgress?.(this.entries);
  }

  /** Writes what still waits, and says what each source brought. */
  async close(): Promise<readonly ImportedSource[]> {
    const sources: ImportedSource[] = [];
    for (const run of this.#runs.values()) {
      if (waiting(run) > 0) await this.#flush(run);
      sources.push(await closeRun(this.#state, this.#by, run, this.#options.replace === true));
    }
    return sources;
  }

  #running(): Run {
    assert(this.#current !== null, "a feed is announced before its entries");
    return this.#current;
  }

  async #flush(run: Run): Promise<void> {
    run.opened ??= await openRun(this.#state.db, sourceRow(run, this.#options), this.#nowUs);
    const { id, runUs } = run.opened;
    const { batch, kept } = run;
    run.batch = new ClaimBatch(run.name);
    run.kept = [];
    await this.#state.db.transaction().execute(async (db) => {
      if (batch.size > 0) await writeClaims(db, batch, id, runUs);
      if (kept.length > 0) await writeKept(db, id, kept);
    });
  }
}

function waiting(run: Run): number {
  return run.batch.size + run.kept.length;
}

function checkOptions(options: ImportOptions): Problem | null {
  const { confidence, format } = options;
  if (confidence !== undefined && !(Number.isInteger(confidence) && confidence >= 0 && confidence <= 100))
    return intelProblem("label-invalid", `The confidence ${confidence} is not between 0 and 100.`);
  if (format !== undefined && feedFormatOf(format) === null)
    return intelProblem("format-unknown", `There is no format "${format}".`);
  return null;
}

/** A pipe or a device may never end, and an import goes one at a time: files and folders only. */
async function checkPaths(paths: readonly string[]): Promise<Problem | null> {
  for (const path of paths) {
    const about = await stat(path).catch(() => null);
    if (about === null) return intelProblem("path-unusable", `${path} does not exist, or may not be seen.`);
    if (!about.isFile() && !about.isDirectory())
      return intelProblem("path-unusable", `${path} is neither a file nor a folder.`);
  }
  return null;
}

function sourceRow(run: Run, options: ImportOptions) {
  return {
    name: run.name,
    format: run.format,
    tlp: options.tlp ?? defaultTlp,
    confidence: options.confidence ?? confidenceOf(run.name),
    mark: options.mark ?? null,
  };
}

async function closeRun(
  state: State,
  { clock, actor }: ChangeBy,
  run: Run,
  replace: boolean,
): Promise<ImportedSource> {
  const { name, format, entries, keptCount: kept, opened, gone } = run;
  const found = opened ?? (gone.size > 0 ? await knownSource(state.db, name) : null);
  if (found === null) return { name, format, entries, new: 0, updated: 0, removed: 0, kept };
  const { id, runUs } = found;
  const counted = opened === null ? { made: 0, again: 0 } : await countRun(state, id, runUs);
  const counts = { new: counted.made, updated: counted.again };
  const removed = await state.db.transaction().execute(async (tx) => {
    const taken = gone.size > 0 ? await removeGone(tx, id, runUs, [...gone.values()]) : 0;
    // a feed that came in empty or broken must not take away what it said before
    const stale = replace && entries > 0 ? await removeStale(tx, id, runUs) : 0;
    const detail = { format, entries, ...counts, removed: taken + stale, kept };
    if (opened !== null || taken > 0)
      await appendAudit(tx, clock, [{ kind: "intel-source-import", actor, subject: `source:${id}`, detail }]);
    return taken + stale;
  });
  return { name, format, entries, ...counts, removed, kept };
}

class Refusals {
  readonly byCode = new Map<string, number>();
  readonly first: PlacedProblem[] = [];
  count = 0;

  add(path: string, line: number, problem: Problem): void {
    this.count++;
    this.byCode.set(problem.code, (this.byCode.get(problem.code) ?? 0) + 1);
    if (this.first.length < problemsMax) this.first.push({ path, line, problem });
  }
}
