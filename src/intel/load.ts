/**
 * Reads feeds, whatever their format, into a sink: `breakwater scan` builds its index from it without a store,
 * and the import writes it into one. Entries are handed over one by one, or many lines at once to a sink that takes
 * those, and kept nowhere here; what a source says the same of many values is one and the same claim object, so
 * that a sink can share it by identity.
 */
import { basename } from "node:path";
import type { OpenedFile, Problem } from "../base/index.js";
import type { Claim, IndicatorClaim, KeptPattern, Observable, Tlp } from "../model/index.js";
import { type AllowList, mayBeAllowList, readAllowList } from "./allow-lists.js";
import type { FeedFormat, FeedItem, ValueLines } from "./feed-format.js";
import type { FeedText } from "./feed-text.js";
import { cleanLabels, isTooWide } from "./fit-entries.js";
import { entriesMax } from "./limits.js";
import { itemsPerByteMax, readPortions, type TakenLines } from "./load-lines.js";
import { openFeeds } from "./open-feeds.js";
import { intelProblem } from "./problems.js";
import { feedFormatOf, sniffFeed } from "./sniff.js";
import { confidenceOf, sourceName } from "./source-name.js";

/** What takes the entries in. Calls come in the order of the files and their lines. */
export interface FeedSink {
  /** The same claim object comes for all values of which the source says the same. */
  entry(observable: Observable, claim: IndicatorClaim, line: number): void;
  /**
   * Takes what it can from up to 64 KiB of whole lines (UTF-8): entries that have this claim, each in a line that is
   * plainly a value, canonical and with nothing around it. The other lines are read and come one by one afterwards.
   */
  lines?(lines: Uint8Array, claim: IndicatorClaim): TakenLines;
  /** About so many entries are still to come of this feed; where that is known early. */
  expect?(entries: number): void;
  kept?(source: string, kept: KeptPattern): void;
  /** The feed says that it is no indicator; where another of its entries says it is, it stays one. */
  gone?(observable: Observable): void;
  problem?(path: string, line: number, problem: Problem): void;
  allowList?(list: AllowList): void;
  /** Before a file's entries. */
  feed?(source: string, path: string, format: FeedFormat): void;
  /** Awaited every few thousand entries: where a slow sink lets the reading wait. */
  pause?(): Promise<void>;
}

export interface LoadOptions {
  /** One source name for all files, instead of each file's own. */
  readonly name?: string | undefined;
  /** A format's id, instead of finding it out. */
  readonly format?: string | undefined;
  /** What holds where the feed does not say it. TLP:AMBER where left out: within the community only. */
  readonly tlp?: Tlp | undefined;
  readonly confidence?: number | undefined;
  /** Added to every claim. */
  readonly labels?: readonly string[] | undefined;
}

export interface LoadReport {
  readonly files: number;
  /** Files that were read as feeds; the others were allow lists or refused. */
  readonly feeds: number;
  readonly entries: number;
  readonly kept: number;
  readonly problems: number;
  readonly allowLists: number;
  /** Files that are no feeds, each with why. */
  readonly passedOver: readonly { readonly path: string; readonly reason: string }[];
}

export const defaultTlp: Tlp = "TLP:AMBER";
const pauseEvery = 4096;

export async function loadFeeds(
  paths: readonly string[],
  sink: FeedSink,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const loading = new Loading(sink, options);
  for await (const opened of openFeeds(paths)) {
    if ("passedOver" in opened) loading.passedOver.push({ path: opened.path, reason: opened.passedOver });
    else if ("problem" in opened) loading.refuse(opened.path, 0, opened.problem);
    else await loading.read(opened.file, opened.text);
  }
  return { ...loading.counts, passedOver: loading.passedOver };
}

/** A feed that is being read, and how many items it has had so far. */
interface Feed {
  readonly source: string;
  readonly path: string;
  items: number;
}

/** One loading: what was read so far, and what the next file needs to know of it. */
class Loading {
  readonly counts = { files: 0, feeds: 0, entries: 0, kept: 0, problems: 0, allowLists: 0 };
  readonly passedOver: { path: string; reason: string }[] = [];
  readonly #sink: FeedSink;
  readonly #options: LoadOptions;
  readonly #claims: ClaimBook;
  /** What the last member of an archive was: a publisher's archive holds one format. */
  readonly #archiveFormat = new Map<string, FeedFormat>();

  constructor(sink: FeedSink, options: LoadOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#claims = new ClaimBook(options);
  }

  refuse(path: string, line: number, problem: Problem): void {
    this.counts.problems++;
    this.#sink.problem?.(path, line, problem);
  }

  async read(file: OpenedFile, text: FeedText): Promise<void> {
    this.counts.files++;
    if (this.#options.format === undefined && this.#readAllowLists(file, text)) return;
    const format = pickFormat(text.head, file, this.#options, this.#archiveFormat.get(file.diskPath));
    if ("code" in format) {
      if (text.whole.trim() !== "") this.refuse(file.path, 0, format);
      return;
    }
    if (file.archive !== null) this.#archiveFormat.set(file.diskPath, format);
    const feed: Feed = { source: this.#options.name ?? sourceName(file, format), path: file.path, items: 0 };
    this.counts.feeds++;
    this.#sink.feed?.(feed.source, file.path, format);
    const fileName = basename(file.fileName);
    const lines = format.lines?.(fileName);
    const { utf8 } = text;
    if (lines !== undefined && utf8 !== null && this.#sink.lines !== undefined)
      await this.#takeLines(utf8, lines, feed);
    else await this.#takeItems(format.read(text.whole, fileName), feed);
    await this.#sink.pause?.();
  }

  /** False where the feed has more entries than are read. */
  async #takeItems(items: Iterable<FeedItem>, feed: Feed): Promise<boolean> {
    for (const item of items) {
      if (++feed.items > entriesMax) {
        const detail = `Only ${entriesMax} entries of ${feed.path} were read.`;
        this.refuse(feed.path, 0, intelProblem("feed-too-large", detail));
        return false;
      }
      this.#hand(item, feed.source, feed.path);
      if (feed.items % pauseEvery === 0) await this.#sink.pause?.();
    }
    return true;
  }

  async #takeLines(bytes: Uint8Array, { claim, read }: ValueLines, feed: Feed): Promise<void> {
    const said = this.#claims.of(feed.source, claim);
    const take = (lines: Uint8Array) =>
      feed.items + lines.length * itemsPerByteMax > entriesMax
        ? null // so close to the bound that the line counts with which it is met
        : (this.#sink.lines?.(lines, said) ?? null);
    let first = true;
    for (const portion of readPortions(bytes, read, take)) {
      feed.items += portion.taken;
      this.counts.entries += portion.taken;
      if (first)
        this.#sink.expect?.(Math.ceil((portion.taken / portion.bytes) * (bytes.length - portion.bytes)));
      first = false;
      if (!(await this.#takeItems(portion.items, feed))) return;
      if (portion.taken > 0) await this.#sink.pause?.();
    }
  }

  /** True where the file is an allow list and not a feed. */
  #readAllowLists(file: OpenedFile, text: FeedText): boolean {
    if (!mayBeAllowList(text.head, file.fileName)) return false;
    const lists = readAllowList(text.whole, file.fileName);
    for (const list of lists) {
      if ("code" in list) this.refuse(file.path, 0, list);
      else {
        this.counts.allowLists++;
        this.#sink.allowList?.(list);
      }
    }
    return lists.length > 0;
  }

  #hand(item: FeedItem, source: string, path: string): void {
    if (item.kind === "entry") {
      const { observable, claim, line } = item.entry;
      if (isTooWide(observable)) {
        const detail = `Line ${line}: ${observable.value} would be met by a good part of the internet.`;
        this.refuse(path, line, intelProblem("network-too-wide", detail));
        return;
      }
      this.counts.entries++;
      this.#sink.entry(observable, this.#claims.of(source, claim), line);
    } else if (item.kind === "kept") {
      this.counts.kept++;
      this.#sink.kept?.(source, item.kept);
    } else if (item.kind === "gone") this.#sink.gone?.(item.observable);
    else this.refuse(path, item.line, item.problem);
  }
}

function pickFormat(
  head: string,
  file: OpenedFile,
  options: LoadOptions,
  before: FeedFormat | undefined,
): FeedFormat | Problem {
  if (options.format !== undefined)
    return (
      feedFormatOf(options.format) ??
      intelProblem("format-unknown", `There is no format "${options.format}".`)
    );
  return (
    sniffFeed(head, file.fileName) ??
    (before?.publisher === undefined ? null : before) ??
    intelProblem("format-unknown", `${file.path} looks like no indicator feed.`)
  );
}

/** Completes claims, and answers the same object for the same claim of the same source. */
class ClaimBook {
  readonly #options: LoadOptions;
  #source = "";
  #known = new WeakMap<Partial<Claim>, IndicatorClaim>();

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  of(source: string, claim: Partial<Claim>): IndicatorClaim {
    if (source !== this.#source) {
      this.#source = source;
      this.#known = new WeakMap();
    }
    const known = this.#known.get(claim);
    if (known !== undefined) return known;
    const options = this.#options;
    const labels = cleanLabels([...(claim.labels ?? []), ...(options.labels ?? [])]);
    const complete: IndicatorClaim = Object.freeze({
      source,
      confidence: clampConfidence(claim.confidence ?? options.confidence ?? confidenceOf(source)),
      validFromUs: claim.validFromUs ?? null,
      validUntilUs: claim.validUntilUs ?? null,
      tlp: claim.tlp ?? options.tlp ?? defaultTlp,
      labels: Object.freeze(labels),
    });
    this.#known.set(claim, complete);
    return complete;
  }
}

function clampConfidence(value: number): number {
  return Math.min(100, Math.max(0, Math.round(value)));
}
