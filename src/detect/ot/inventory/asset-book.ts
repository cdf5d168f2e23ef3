/**
 * The inventory of every member's control network, heard passively while telemetry comes in: it sees each fact on its way to
 * the detectors and yields, with each batch, news of assets, relations and baselines. The same records in the same order
 * give the same news, so that after a kill the saved state and the batches since give what there was; in the store they join
 * what is known in the transaction of their batch, so that they count once.
 *
 * Bound: 5,000 assets and 20,000 relations of a member (`member-book.ts`), 50,000 and 200,000 in all, some 120 MB; beyond
 * that the member with most begins anew here, not in the store. What is forgotten is counted.
 */
import {
  type AssetNews,
  type InventoryNews,
  type LearningNews,
  learningDaysDefault,
  type RelationNews,
} from "../../../model/index.js";
import type { Fact } from "../../behaviour/fact.js";
import { tellsOt } from "../read-message.js";
import type { Site } from "../site.js";
import { MemberBook, type MemberBounds, memberBounds, toldEveryUs } from "./member-book.js";

export const bookBounds = { ...memberBounds, allAssets: 50_000, allRelations: 200_000 } as const;
/** So many records pass before what is held is counted again. */
const countEvery = 100_000;

export interface AssetBookFigures {
  readonly members: number;
  readonly assets: number;
  readonly relations: number;
  readonly dropped: number;
}

interface Entry {
  readonly memberId: string;
  readonly mark: string | null;
  readonly book: MemberBook;
  site: Site | null;
  /** Of the first message of a control network; above every time where none was heard. */
  sinceUs: number;
  messages: number;
  toldUs: number;
}

interface SavedEntry {
  readonly memberId: string;
  readonly mark: string | null;
  readonly book: unknown;
  readonly sinceUs: number;
  readonly messages: number;
  readonly toldUs: number;
}

export class AssetBook {
  readonly #entries = new Map<string, Entry>();
  readonly #siteOf: (memberId: string) => Site | null;
  readonly #bounds: MemberBounds;
  #last: Entry | null = null;
  #seen = 0;
  #droppedBefore = 0;

  constructor(
    saved: unknown = null,
    siteOf: (memberId: string) => Site | null = () => null,
    bounds: MemberBounds = memberBounds,
  ) {
    this.#siteOf = siteOf;
    this.#bounds = bounds;
    const state = (saved ?? {}) as { version?: unknown; entries?: unknown; dropped?: unknown };
    if (state.version !== 1) return;
    if (typeof state.dropped === "number") this.#droppedBefore = state.dropped;
    for (const each of Array.isArray(state.entries) ? (state.entries as SavedEntry[]) : []) {
      if (typeof each?.memberId !== "string") continue;
      const { memberId, mark, sinceUs, messages, toldUs } = each;
      const entry = {
        memberId,
        mark,
        book: new MemberBook({ memberId, mark }, each.book, bounds),
        site: null,
      };
      this.#entries.set(keyOf(memberId, mark), { ...entry, sinceUs, messages, toldUs });
    }
  }

  see(fact: Fact): void {
    if (++this.#seen % countEvery === 0) this.#keepBound();
    const ot = tellsOt(fact.log) ? fact.ot : null;
    const entry = this.#entryOf(fact, ot !== null);
    if (entry === null) return;
    // A clock ahead of ours would be the last that is heard for long.
    const timeUs = fact.timed ? Math.min(fact.timeUs, fact.receivedUs) : fact.receivedUs;
    if (ot === null) {
      entry.book.overhear(fact, timeUs);
      return;
    }
    entry.book.hear(fact, ot, timeUs);
    if (!ot.counts) return;
    entry.messages++;
    if (timeUs < entry.sinceUs) entry.sinceUs = timeUs;
  }

  /** From the next record on, sites are as `siteOf` says now. */
  place(): void {
    for (const entry of this.#entries.values()) {
      entry.site = this.#siteOf(entry.memberId);
      entry.book.place(entry.site);
    }
  }

  /** The baseline was learned from that time on. */
  learnedSince(memberId: string, sinceUs: number): void {
    const entry = this.#entries.get(keyOf(memberId, null));
    if (entry === undefined) return;
    entry.sinceUs = Math.min(entry.sinceUs, sinceUs);
    // Told with the next message.
    entry.toldUs = Number.NEGATIVE_INFINITY;
  }

  take(all = false): Omit<InventoryNews, "sessions"> {
    const news = {
      assets: [] as AssetNews[],
      relations: [] as RelationNews[],
      learning: [] as LearningNews[],
    };
    for (const entry of this.#entries.values()) {
      entry.book.take(news.assets, news.relations, all);
      const { memberId, mark, sinceUs, messages, toldUs, book } = entry;
      if (messages === 0 || (!all && book.nowUs < toldUs + toldEveryUs)) continue;
      const days = entry.site?.lists.learningDays ?? learningDaysDefault;
      news.learning.push({ memberId, mark, sinceUs, lastUs: book.nowUs, days, messages });
      entry.messages = 0;
      entry.toldUs = book.nowUs;
    }
    // In an order that does not tell whether there was a kill.
    news.assets.sort((a, b) => order(a.address, b.address) || order(a.memberId, b.memberId));
    news.relations.sort(
      (a, b) =>
        order(a.receiver, b.receiver) ||
        order(a.sender, b.sender) ||
        a.port - b.port ||
        order(a.transport, b.transport) ||
        order(a.memberId, b.memberId),
    );
    return news;
  }

  forgetMark(mark: string): void {
    for (const [key, entry] of this.#entries) if (entry.mark === mark) this.#entries.delete(key);
    this.#last = null;
  }

  figures(): AssetBookFigures {
    const figures = { members: this.#entries.size, assets: 0, relations: 0, dropped: this.#droppedBefore };
    for (const { book } of this.#entries.values()) {
      const { assets, relations, dropped } = book.held;
      figures.assets += assets;
      figures.relations += relations;
      figures.dropped += dropped;
    }
    return figures;
  }

  /** Plain values and maps; the constructor takes them back. */
  save(): unknown {
    const entries = [...this.#entries.values()].map(
      ({ memberId, mark, book, sinceUs, messages, toldUs }): SavedEntry => ({
        memberId,
        mark,
        book: book.save(),
        sinceUs,
        messages,
        toldUs,
      }),
    );
    return { version: 1, entries, dropped: this.#droppedBefore };
  }

  /** A member without a control network costs a look-up: it has a book from its first message, or its first list, on. */
  #entryOf(fact: Fact, speaks: boolean): Entry | null {
    const { memberId, mark } = fact;
    const last = this.#last;
    if (last !== null && last.memberId === memberId && last.mark === mark) return last;
    const key = keyOf(memberId, mark);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#last = known;
      return known;
    }
    const site = this.#siteOf(memberId);
    if (!speaks && (site === null || (site.lists.zones.length === 0 && site.lists.assets.length === 0)))
      return null;
    const book = new MemberBook({ memberId, mark }, null, this.#bounds);
    book.place(site);
    const entry: Entry = {
      memberId,
      mark,
      book,
      site,
      sinceUs: Number.POSITIVE_INFINITY,
      messages: 0,
      toldUs: Number.NEGATIVE_INFINITY,
    };
    this.#entries.set(key, entry);
    this.#last = entry;
    return entry;
  }

  #keepBound(): void {
    for (;;) {
      const { assets, relations } = this.figures();
      if (assets <= bookBounds.allAssets && relations <= bookBounds.allRelations) return;
      const [largest] = [...this.#entries].sort(
        ([, a], [, b]) =>
          b.book.held.relations + b.book.held.assets - a.book.held.relations - a.book.held.assets,
      );
      if (largest === undefined) return;
      const [key, entry] = largest;
      const { dropped, ...held } = entry.book.held;
      this.#droppedBefore += held.assets + held.relations + dropped;
      this.#entries.delete(key);
      this.#last = null;
    }
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const keyOf = (memberId: string, mark: string | null): string => `${memberId}\n${mark ?? ""}`;
