/**
 * Keeps the index of indicators that detection asks. What an import has brought is added to it while it is asked;
 * where claims were taken away, or nobody can tell what changed, a new index is built aside from the store while the
 * old one goes on answering, and then takes its place. It is saved beside the stores, with the mark of what it was
 * made from: a start finds it ready, unless the store has changed since.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Log, Problem } from "../../base/index.js";
import { ClaimGroups, IndicatorIndex } from "../../detect/index.js";
import {
  AllowLists,
  type ClaimedSource,
  claimedSources,
  indicatorRevision,
  loadAllowLists,
  loadClaimsSince,
  loadIndicators,
} from "../../intel/index.js";
import type { Observable } from "../../model/index.js";
import type { State } from "../../store/index.js";
import { readyIndexPlace } from "./index-place.js";

export interface KeeperParts {
  readonly state: State;
  readonly log: Log;
  readonly folder: string;
  /** After another index has taken the place of the one before. */
  readonly onSwap?: (index: IndicatorIndex) => void;
}

/** Up to this size an index is saved whenever it was built; writing a larger one waits for the center's end. */
const saveAtOnceMax = 2_000_000;

export class IndexKeeper {
  readonly #parts: KeeperParts;
  #lists = new AllowLists([]);
  #index: IndicatorIndex;
  #revision = "";
  #savedRevision = "";
  #sources: readonly ClaimedSource[] = [];
  #building: Promise<void> | null = null;
  #again = false;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    this.#index = this.#newIndex();
  }

  get index(): IndicatorIndex {
    return this.#index;
  }

  /** The name of an allow list that has a value, null where none has. */
  allowedBy(observable: Observable): string | null {
    return this.#lists.match(observable);
  }

  /** Takes up the saved index where it is what the store holds, else builds one. */
  async open(): Promise<void> {
    const { state, log } = this.#parts;
    const revision = await indicatorRevision(state);
    const isSaved = existsSync(this.#path);
    readyIndexPlace(this.#path, log);
    const loaded = IndicatorIndex.load(this.#path, (observable) => this.#lists.match(observable));
    if (loaded instanceof Problem || loaded.revision !== revision) {
      const why = loaded instanceof Problem ? loaded.detail : "the store has changed since it was saved";
      // At a first start there is neither, which is no news.
      if (isSaved) log.info({ why }, "the index of indicators is built from the store");
      else if ((await claimedSources(state)).length > 0)
        log.info({ why: "none is saved" }, "the index of indicators is built from the store");
      return this.refresh();
    }
    this.#lists = new AllowLists(await loadAllowLists(state));
    this.#sources = await claimedSources(state);
    this.#revision = revision;
    this.#savedRevision = revision;
    this.#swap(loaded.index);
    void loaded.index.whole.then((damage) => {
      if (damage === null || this.#index !== loaded.index) return;
      log.error({ damage: damage.detail }, "the saved index is damaged and is built anew");
      this.#revision = "";
      void this.refresh();
    });
  }

  /** Resolves when the index holds at least what the store held when this was called. */
  async refresh(): Promise<void> {
    if (this.#building === null) this.#building = this.#refreshUntilQuiet();
    else this.#again = true;
    await this.#building;
  }

  /** Saves what is not saved yet. */
  async close(): Promise<void> {
    await this.#building?.catch(() => undefined);
    await this.#save();
  }

  get #path(): string {
    return join(this.#parts.folder, "indicators.index");
  }

  async #refreshUntilQuiet(): Promise<void> {
    try {
      do {
        this.#again = false;
        await this.#refreshOnce();
      } while (this.#again);
    } finally {
      this.#building = null;
    }
  }

  async #refreshOnce(): Promise<void> {
    const { state } = this.#parts;
    this.#lists = new AllowLists(await loadAllowLists(state));
    this.#index.forgetAllowed();
    const revision = await indicatorRevision(state);
    if (revision === this.#revision) return;
    const sources = await claimedSources(state);
    if (this.#revision === "" || !(await this.#addNew(sources))) await this.#rebuild();
    // What changed while the claims were read has another mark, and the next refresh reads it again.
    this.#revision = revision;
    this.#sources = sources;
  }

  /** Adds what sources have newly claimed; false where that can't be all that has changed. */
  async #addNew(sources: readonly ClaimedSource[]): Promise<boolean> {
    const before = new Map(this.#sources.map((source) => [source.id, source]));
    const changed = sources.filter(({ id, runUs, claims }) => {
      const known = before.get(id);
      return known === undefined || known.runUs !== runUs || known.claims !== claims;
    });
    const gone = [...before.keys()].some((id) => !sources.some((source) => source.id === id));
    if (gone || changed.length === 0) return false;
    const index = this.#index;
    for (const { id, claims } of changed) {
      const known = before.get(id);
      const held = index.claims;
      const sinceUs = known === undefined ? 0 : known.runUs;
      const groups = new ClaimGroups(index);
      await loadClaimsSince(this.#parts.state, { id, sinceUs }, (observable, claim) =>
        groups.add(observable, claim),
      );
      groups.flush();
      if (index.claims - held + (known?.claims ?? 0) !== claims) return false;
    }
    return true;
  }

  async #rebuild(): Promise<void> {
    const index = this.#newIndex();
    const groups = new ClaimGroups(index);
    await loadIndicators(this.#parts.state, (observable, claim) => groups.add(observable, claim));
    groups.flush();
    this.#swap(index);
    if (index.size <= saveAtOnceMax) queueMicrotask(() => void this.#save());
  }

  #newIndex(): IndicatorIndex {
    return new IndicatorIndex((observable: Observable) => this.#lists.match(observable));
  }

  #swap(index: IndicatorIndex): void {
    this.#index = index;
    this.#parts.onSwap?.(index);
  }

  async #save(): Promise<void> {
    const revision = this.#revision;
    if (revision === "" || revision === this.#savedRevision) return;
    const problem = await this.#index.save(this.#path, revision);
    if (problem === null) this.#savedRevision = revision;
    else this.#parts.log.warn({ detail: problem.detail }, "the index of indicators was not saved");
  }
}
