/**
 * Which members met a source lately, for the whole port, in bounded memory: up to 32 members each by number (more count as
 * 32), the first and last time, and whether it did more than knock. A source that one member met is forgotten before one
 * that several did. Time is that of the facts; nothing here tells anybody which members met it, only how many.
 * Bound: 200,000 sources at some 300 bytes, 60 MB. Beyond it the spread of what was forgotten is unknown, and counted.
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
  /** The number of the member that met it first, and the newest time it did. */
  readonly first: number;
  lastOfFirstUs: number;
  /** The same of further members; null where there are none, as of most. */
  others: Map<number, number> | null;
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
      first: number,
      lastOfFirstUs: timeUs,
      others: null,
      moreUs: 0,
    }));
    met.firstUs = Math.min(met.firstUs, timeUs);
    met.lastUs = Math.max(met.lastUs, timeUs);
    if (more) met.moreUs = Math.max(met.moreUs, timeUs);
    if (number === met.first) {
      met.lastOfFirstUs = Math.max(met.lastOfFirstUs, timeUs);
      return;
    }
    met.others ??= new Map();
    const known = met.others.get(number);
    if (known === undefined && met.others.size >= membersKept - 1) return;
    met.others.set(number, Math.max(known ?? 0, timeUs));
    if (met.others.size === 1) this.#sources.matters(source);
  }

  /** As seen at a time; null where the source is not known. */
  spreadOf(source: string, nowUs: number): Spread | null {
    const met = this.#sources.get(source);
    if (met === undefined) return null;
    const since = nowUs - spreadWindowUs;
    const times = [met.lastOfFirstUs, ...(met.others?.values() ?? [])].filter((last) => last >= since);
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
        ({ firstUs, lastUs, first, lastOfFirstUs, others, moreUs }): SavedMet => ({
          firstUs,
          lastUs,
          members: [[first, lastOfFirstUs], ...(others ?? [])],
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
  if (typeof firstUs !== "number" || typeof lastUs !== "number" || typeof moreUs !== "number")
    return undefined;
  const [one, ...others] = Array.isArray(members)
    ? (members as SavedMet["members"]).slice(0, membersKept)
    : [];
  if (one === undefined) return undefined;
  const [first, lastOfFirstUs] = one;
  return {
    firstUs,
    lastUs,
    first,
    lastOfFirstUs,
    others: others.length === 0 ? null : new Map(others),
    moreUs,
  };
}

function openMember(saved: unknown): { readonly number: number; lastUs: number } | undefined {
  const { number, lastUs } = (saved ?? {}) as { readonly number?: unknown; readonly lastUs?: unknown };
  return typeof number === "number" && typeof lastUs === "number" ? { number, lastUs } : undefined;
}
