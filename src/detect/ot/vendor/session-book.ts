/**
 * The log of vendors' sessions (33 CFR 101.650(f)(3): each is documented, suspicious or not): it sees each fact and yields,
 * with each batch, the sessions that began, changed their verdict or ended, and those that go on at most every five minutes
 * of the records' time. Each is told whole, so that the last told counts.
 * Bound: 256 open sessions of each of 2,000 members (`vendor-sessions.ts`); a member without a list of vendors has none.
 */
import type { VendorSessionNews } from "../../../model/index.js";
import type { Fact } from "../../behaviour/fact.js";
import { toldEveryUs } from "../inventory/member-book.js";
import type { Site } from "../site.js";
import { type VendorSession, VendorSessions } from "./vendor-sessions.js";

interface Entry {
  readonly memberId: string;
  readonly mark: string | null;
  readonly sessions: VendorSessions;
  /** By key: when it was last told, and as what. */
  readonly told: Map<string, { atUs: number; verdict: string; changes: number }>;
  readonly touched: Set<VendorSession>;
  nowUs: number;
}

const membersMax = 2_000;

export class SessionBook {
  readonly #entries = new Map<string, Entry>();
  readonly #siteOf: (memberId: string) => Site | null;

  constructor(saved: unknown = null, siteOf: (memberId: string) => Site | null = () => null) {
    this.#siteOf = siteOf;
    const { version, entries } = (saved ?? {}) as { version?: unknown; entries?: unknown };
    if (version !== 1 || !Array.isArray(entries)) return;
    for (const { memberId, mark, sessions, told, nowUs } of entries)
      if (typeof memberId === "string" && told instanceof Map)
        this.#entries.set(`${memberId}\n${mark ?? ""}`, {
          memberId,
          mark,
          sessions: new VendorSessions(sessions),
          told: structuredClone(told),
          touched: new Set(),
          nowUs,
        });
  }

  see(fact: Fact): void {
    const site = this.#siteOf(fact.memberId);
    if (site === null || site.lists.vendors.length === 0) return;
    const key = `${fact.memberId}\n${fact.mark ?? ""}`;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      if (this.#entries.size >= membersMax) return;
      const { memberId, mark } = fact;
      entry = {
        memberId,
        mark,
        sessions: new VendorSessions(),
        told: new Map(),
        touched: new Set(),
        nowUs: Number.NEGATIVE_INFINITY,
      };
      this.#entries.set(key, entry);
    }
    // A clock ahead of ours would close what goes on.
    entry.nowUs = Math.max(entry.nowUs, Math.min(fact.timeUs, fact.receivedUs));
    const session = entry.sessions.see(fact, site);
    if (session !== null) entry.touched.add(session);
  }

  take(): readonly VendorSessionNews[] {
    const news: VendorSessionNews[] = [];
    for (const { memberId, mark, sessions, told, touched, nowUs } of this.#entries.values()) {
      const tell = (session: VendorSession) =>
        void news.push({ ...structuredClone(session), memberId, mark });
      for (const session of sessions.over(nowUs)) {
        touched.delete(session);
        told.delete(session.key);
        tell(session);
      }
      for (const session of touched) {
        const { key, verdict, changes } = session;
        const before = told.get(key);
        const isSame = before?.verdict === verdict && before.changes === changes.length;
        if (before !== undefined && isSame && nowUs < before.atUs + toldEveryUs) continue;
        told.set(key, { atUs: nowUs, verdict, changes: changes.length });
        tell(session);
      }
      touched.clear();
    }
    return news;
  }

  forgetMark(mark: string): void {
    for (const [key, entry] of this.#entries) if (entry.mark === mark) this.#entries.delete(key);
  }

  get open(): number {
    return [...this.#entries.values()].reduce((sum, { sessions }) => sum + sessions.size, 0);
  }

  save(): unknown {
    const entries = [...this.#entries.values()].map(({ memberId, mark, sessions, told, nowUs }) => ({
      memberId,
      mark,
      sessions: sessions.save(),
      told: structuredClone(told),
      nowUs,
    }));
    return { version: 1, entries };
  }
}
