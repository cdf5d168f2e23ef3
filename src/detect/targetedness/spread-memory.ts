/**
 * Which members met a source lately, for the whole port, in bounded memory: up to 32 members each by number (more count as
 * 32), the first and last time, and whether it did more than knock. A source that one member met is forgotten before one
 * that several did. Time is that of the facts; nothing here tells anybody which members met it, only how many.
 * Bound: 200,000 sources at some 150 bytes, 30 MB. Beyond it the spread of what was forgotten is unknown, and counted.
 */
import { KeptMap } from "../behaviour/sketches/kept-map.js";
import type { Spread } from "./targetedness.js";

const sourcesAtMost = 200_000;
const membersMax = 4096;
const membersKept = 32;
/** Lately. */
export const spreadWindowUs = 14 * 86_400e6;

interface Met {
  firstUs: number;
  lastUs: number;
  /** Each member's number with the newest time it met the source. */
  members: Map<number, number>;
  /** The newest time that it did more than knock; 0 for never. */
  moreUs: number;
}

interface SavedMet {
  readonly firstUs: number;
  readonly lastUs: number;
  readonly members: readonly (readonly [number, number])[];
  readonly moreUs: number;
}

interface SavedSpread {
  readonly version: 1;
  readonly sources: unknown;
  readonly members: unknown;
  readonly numbered: number;
}

export class SpreadMemory {
  readonly #sources: KeptMap<Met>;
  /** Each member's number, and when its telemetry came last. */
  readonly #members: KeptMap<{ readonly number: number; lastUs: number }>;
  #numbered = 0;

  constructor(saved: unknown = null, sourcesMax = sourcesAtMost) {
    const state = (typeof saved === "object" && saved !== null ? saved : {}) as Partial<SavedSpread>;
    const usable = state.version === 1;
    this.#sources = KeptMap.open(sourcesMax, usable ? state.sources : null, openMet);
    this.#members = KeptMap.open(membersMax, usable ? state.members : null, openMember);
    this.#numbered = usable && typeof state.numbered === "number" ? state.numbered : 0;
  }

  /** A member's telemetry has come, whatever is in it: it is watching. */
  watches(memberId: string, timeUs: number): void {
    const member = this.#member(memberId, timeUs);
    member.lastUs = Math.max(member.lastUs, timeUs);
  }

  /** A member met a source from outside; `more`: it did more than knock. */
  meet(source: string, memberId: string, timeUs: number, more: boolean): void {
    const { number } = this.#member(memberId, timeUs);
    this.watches(memberId, timeUs);
    const met = this.#sources.at(source, () => ({
      firstUs: timeUs,
      lastUs: timeUs,
      members: new Map(),
      moreUs: 0,
    }));
    met.firstUs = Math.min(met.firstUs, timeUs);
    met.lastUs = Math.max(met.lastUs, timeUs);
    if (more) met.moreUs = Math.max(met.moreUs, timeUs);
    const known = met.members.get(number);
    if (known === undefined && met.members.size >= membersKept) return;
    met.members.set(number, Math.max(known ?? 0, timeUs));
    if (met.members.size === 2) this.#sources.matters(source);
  }

  /** As seen at a time; null where the source is not known. */
  spreadOf(source: string, nowUs: number): Spread | null {
    const met = this.#sources.get(source);
    if (met === undefined) return null;
    const since = nowUs - spreadWindowUs;
    const times = [...met.members.values()].filter((last) => last >= since);
    if (times.length === 0) return null;
    let watching = 0;
    for (const [, { lastUs }] of this.#members.entries()) if (lastUs >= since) watching++;
    return {
      met: times.length,
      watching,
      knownForUs: Math.max(0, nowUs - Math.max(met.firstUs, since)),
      more: met.moreUs >= since,
    };
  }

  figures() {
    return { held: this.#sources.size, dropped: this.#sources.dropped };
  }

  save(): unknown {
    return {
      version: 1,
      sources: this.#sources.save(
        ({ firstUs, lastUs, members, moreUs }): SavedMet => ({
          firstUs,
          lastUs,
          members: [...members],
          moreUs,
        }),
      ),
      members: this.#members.save((member) => ({ ...member })),
      numbered: this.#numbered,
    } satisfies SavedSpread;
  }

  #member(memberId: string, timeUs: number) {
    const known = this.#members.get(memberId);
    if (known !== undefined) return known;
    const member = { number: this.#numbered++, lastUs: timeUs };
    this.#members.set(memberId, member);
    return member;
  }
}

function openMet(saved: unknown): Met | undefined {
  const { firstUs, lastUs, members, moreUs } = (saved ?? {}) as Partial<SavedMet>;
  const usable =
    typeof firstUs === "number" &&
    typeof lastUs === "number" &&
    typeof moreUs === "number" &&
    Array.isArray(members);
  return usable ? { firstUs, lastUs, moreUs, members: new Map(members.slice(0, membersKept)) } : undefined;
}

function openMember(saved: unknown): { readonly number: number; lastUs: number } | undefined {
  const { number, lastUs } = (saved ?? {}) as { readonly number?: unknown; readonly lastUs?: unknown };
  return typeof number === "number" && typeof lastUs === "number" ? { number, lastUs } : undefined;
}
