/**
 * An edge's set: pages on disk as the center signed them, and the index made of them that detection asks. It protects
 * from its start on, whether the center is there or not. A page counts when it is on disk; a set that is begun anew grows
 * on disk, beside the one at hand, and takes its place when it is whole (`set-filling.ts`).
 */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Log, Problem } from "../../base/index.js";
import { IndicatorIndex } from "../../detect/index.js";
import { fitOf, readPage, type SetPage, type SetPlace } from "../../share/index.js";
import { cliProblem } from "../problems.js";
import { readIfThere, writeDurable } from "./durable-file.js";
import type { EdgeIdentity } from "./identity.js";
import { appendPage, openPageFile, type PageFile, readPages } from "./page-file.js";
import { type Filled, fillFrom, replaceWith } from "./set-filling.js";
import {
  type Blob,
  eachLine,
  forRefs,
  indexOptions,
  newSetIndex,
  type RefLine,
  SetApplier,
  takeBlob,
} from "./set-index.js";

export interface SetFigures {
  readonly epoch: number;
  readonly sequence: number;
  readonly indicators: number;
  readonly blind: number;
  readonly bytes: number;
  /** True while another set is on its way to take this one's place. */
  readonly begunAnew: boolean;
}

export interface SetParts {
  readonly folder: string;
  readonly log: Log;
  readonly identity: EdgeIdentity;
  readonly onSwap: (index: IndicatorIndex) => void;
  /** After detection content came that is new. */
  readonly onBlobs?: () => void;
}

interface Kept {
  readonly file: PageFile;
  readonly epoch: number;
}

const currentName = "current.json";

export class SetKeeper {
  readonly #parts: SetParts;
  #index: IndicatorIndex;
  #applier: SetApplier;
  #current: Kept | null = null;
  /** A newer set that is not whole yet. */
  #coming: Kept | null = null;
  /** The last place told by a page without lines, which stands nowhere else. */
  #place: { readonly epoch: number; readonly sequence: number; readonly place: string } | null = null;
  #epochSeen = 0;
  #blind = 0;
  /** The key of hashed values that the index at hand was made with. */
  #indexKey: string | null;
  /** True while another set is taking the place of the one in the index. */
  #isChanging = false;
  /** What changes the index, one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #blobs: Readonly<Record<string, Blob>> = {};
  #savedMark = "";

  constructor(parts: SetParts) {
    this.#parts = parts;
    this.#indexKey = parts.identity.now.blindKey;
    this.#index = newSetIndex(parts.identity.now.blindKey);
    this.#applier = new SetApplier(this.#index);
  }

  get index(): IndicatorIndex {
    return this.#index;
  }

  get blobs(): Readonly<Record<string, Blob>> {
    return this.#blobs;
  }

  figures(): SetFigures {
    const { last, bytes } = this.#current?.file ?? { last: null, bytes: 0 };
    return {
      epoch: last?.epoch ?? 0,
      sequence: last?.sequence ?? 0,
      indicators: this.#index.size,
      blind: this.#blind,
      bytes,
      begunAnew: this.#coming !== null,
    };
  }

  /** Takes up what is on disk. */
  async open(): Promise<void> {
    const { folder, log, identity } = this.#parts;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { publicKey, blindKey } = identity.now;
    const said = JSON.parse((await readIfThere(join(folder, currentName))) ?? "{}") as {
      epoch?: number;
      epochSeen?: number;
    };
    this.#epochSeen = Math.max(said.epochSeen ?? 0, said.epoch ?? 0);
    if (publicKey === null) return;
    for (const epoch of await this.#epochs()) {
      if (epoch < (said.epoch ?? 0)) await rm(this.#path(epoch), { force: true });
      else {
        const file = await openPageFile(this.#path(epoch), publicKey, log);
        this.#epochSeen = Math.max(this.#epochSeen, epoch);
        if (file.last === null) continue;
        if (epoch === said.epoch) this.#current = { file, epoch };
        else this.#coming = { file, epoch };
      }
    }
    this.#blobs = JSON.parse((await readIfThere(join(folder, "blobs.json"))) ?? "{}") as Record<string, Blob>;
    if (this.#current === null) return;
    const loaded = IndicatorIndex.load(this.#indexPath, undefined, indexOptions(blindKey));
    if (!(loaded instanceof Problem) && loaded.revision.startsWith(`${this.#mark} `)) {
      this.#savedMark = this.#mark;
      this.#blind = Number(loaded.revision.slice(this.#mark.length + 1));
      this.#use(loaded.index);
      void loaded.index.whole.then((damage) => {
        if (damage === null) return;
        void this.#inTurn(async () => {
          if (this.#index !== loaded.index || this.#current === null) return;
          log.error({ damage: damage.detail }, "the saved index is damaged and is made anew from the set");
          this.#use(await this.#build(this.#current));
        });
      });
      return;
    }
    this.#use(await this.#build(this.#current));
  }

  /** Where to ask for the next page. */
  get at(): Omit<SetPlace, "audience"> {
    const { last } = (this.#coming ?? this.#current)?.file ?? { last: null };
    const place = this.#place;
    if (last === null) return { epoch: this.#epochSeen, sequence: 0, place: "" };
    if (place !== null && place.epoch === last.epoch && place.sequence === last.sequence) return place;
    return { epoch: last.epoch, sequence: last.sequence, place: last.until };
  }

  /** Takes a page that came for a place; answers whether there are more. Nothing changes where it must not be taken. */
  take(bytes: Buffer, at: Omit<SetPlace, "audience">): Promise<{ readonly more: boolean } | Problem> {
    return this.#inTurn(() => this.#take(bytes, at));
  }

  async #take(bytes: Buffer, at: Omit<SetPlace, "audience">): Promise<{ readonly more: boolean } | Problem> {
    const { identity } = this.#parts;
    const { publicKey, audience } = identity.now;
    if (publicKey === null || audience === null)
      return cliProblem("edge-center", "The center has not said who it is.");
    const page = readPage(bytes, publicKey);
    if (page instanceof Problem) return page;
    if (page.whole.length !== bytes.length) return cliProblem("edge-center", "There is more than one page.");
    const fit = fitOf(page, { audience, ...at });
    if (fit instanceof Problem) return fit;
    const unknown = eachLine(page, () => undefined);
    if (unknown !== null) return unknown;
    const { head } = page;
    if (fit === "anew") await this.#beginAnew(head.epoch);
    if (head.lines > 0) await this.#add(page);
    this.#place = { epoch: head.epoch, sequence: head.sequence, place: head.until };
    if (!head.more && this.#coming !== null && this.#coming.epoch === head.epoch) await this.#finish();
    return { more: head.more };
  }

  /** Saves the index where it is not saved yet, so that a start need not make it anew. */
  async save(): Promise<void> {
    if (this.#current === null || this.#isChanging || this.#savedMark === this.#mark) return;
    const mark = this.#mark;
    const problem = await this.#index.save(this.#indexPath, `${mark} ${this.#blind}`);
    if (problem === null) this.#savedMark = mark;
    else this.#parts.log.warn({ detail: problem.detail }, "the index was not saved");
  }

  #inTurn<Answer>(change: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#turn.then(change);
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  get #mark(): string {
    const { last } = this.#current?.file ?? { last: null };
    return `${this.#parts.identity.now.blindKey?.slice(0, 8)} ${last?.epoch}:${last?.sequence}`;
  }

  get #indexPath(): string {
    return join(this.#parts.folder, "set.index");
  }

  #path(epoch: number): string {
    return join(this.#parts.folder, `set-${epoch}.pages`);
  }

  async #epochs(): Promise<readonly number[]> {
    return (await readdir(this.#parts.folder))
      .flatMap((name) => {
        const epoch = /^set-(\d{1,16})\.pages$/.exec(name)?.[1];
        return epoch === undefined ? [] : [Number(epoch)];
      })
      .sort((a, b) => a - b);
  }

  #use(index: IndicatorIndex): void {
    this.#indexKey = this.#parts.identity.now.blindKey;
    this.#index = index;
    this.#applier = new SetApplier(index);
    this.#parts.onSwap(index);
  }

  async #beginAnew(epoch: number): Promise<void> {
    if (this.#coming !== null) await rm(this.#coming.file.path, { force: true });
    this.#parts.log.info({ epoch }, "the center begins the set anew");
    const path = this.#path(epoch);
    await rm(path, { force: true });
    this.#coming = { epoch, file: { path, last: null, bytes: 0 } };
    this.#epochSeen = epoch;
  }

  /** On disk first, then in the index: after a kill the one is made of the other. */
  async #add(page: SetPage): Promise<void> {
    const kept = (this.#coming ?? this.#current) as Kept;
    await appendPage(kept.file.path, page);
    const next = {
      ...kept,
      file: { ...kept.file, last: page.head, bytes: kept.file.bytes + page.whole.length },
    };
    if (this.#coming !== null) this.#coming = next;
    else {
      await this.#apply(page, kept.file);
      this.#current = next;
    }
  }

  /**
   * The new set takes the old one's place: in the index at hand, so that two of them need never be held, and in a new
   * one where the key is another. What is between the two must not be saved as either.
   */
  async #finish(): Promise<void> {
    const coming = this.#coming as Kept;
    const before = this.#current;
    const { publicKey, blindKey } = this.#parts.identity.now;
    this.#isChanging = true;
    // Of what the set was made of before nothing is left, so there may be nothing in it at all.
    if (before !== null && blindKey === this.#indexKey && coming.file.last !== null)
      await this.#took(await replaceWith(coming.file, before.file, publicKey ?? "", this.#applier));
    else this.#use(await this.#build(coming));
    const { folder } = this.#parts;
    await writeDurable(
      join(folder, currentName),
      `${JSON.stringify({ epoch: coming.epoch, epochSeen: this.#epochSeen })}\n`,
    );
    this.#current = coming;
    this.#coming = null;
    this.#isChanging = false;
    if (before !== null) await rm(before.file.path, { force: true });
  }

  async #apply(page: SetPage, before: PageFile): Promise<void> {
    const gone = new Set<string>();
    eachLine(page, (line) => {
      if ("gone" in line) gone.add(line.ref);
    });
    const had = new Map<string, RefLine[]>();
    const note = (line: RefLine): void => {
      if (!gone.has(line.ref)) return;
      if ("gone" in line) had.delete(line.ref);
      else had.set(line.ref, [...(had.get(line.ref) ?? []), line]);
    };
    if (gone.size > 0)
      await readPages(before.path, this.#parts.identity.now.publicKey ?? "", (earlier) => {
        if (earlier.head.sequence < page.head.sequence) forRefs(earlier, gone, note);
      });
    const blobs: Record<string, Blob> = {};
    eachLine(page, (line) => {
      if ("blob" in line) takeBlob(blobs, line, this.#blobs);
      else if ("gone" in line) {
        for (const each of had.get(line.ref) ?? []) {
          this.#applier.takeBack(each);
          if ("blind" in each) this.#blind--;
        }
        had.delete(line.ref);
      } else {
        note(line);
        this.#applier.bring(line);
        if ("blind" in line) this.#blind++;
      }
    });
    await this.#keepBlobs(blobs);
  }

  /** An index of all pages of a file. */
  async #build({ file }: Kept): Promise<IndicatorIndex> {
    const { publicKey, blindKey } = this.#parts.identity.now;
    const index = newSetIndex(blindKey);
    await this.#took(await fillFrom(file, publicKey ?? "", new SetApplier(index)));
    return index;
  }

  async #took({ blobs, blind }: Filled): Promise<void> {
    this.#blind = blind;
    await this.#keepBlobs(blobs);
  }

  async #keepBlobs(blobs: Readonly<Record<string, Blob>>): Promise<void> {
    if (Object.keys(blobs).length === 0) return;
    this.#blobs = blobs;
    await writeDurable(join(this.#parts.folder, "blobs.json"), `${JSON.stringify(blobs)}\n`);
    this.#parts.onBlobs?.();
  }
}
