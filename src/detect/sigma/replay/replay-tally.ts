/** What a replay has found so far: how often, by day and by member, on whom, and examples. Bounded whatever comes. */
import type { Detection, Evidence } from "../../../model/index.js";

export interface ReplayExample {
  readonly timeUs: number;
  readonly memberId: string | null;
  readonly log: string;
  readonly source: string;
  readonly destination: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly record: string;
}

export interface Counted {
  readonly name: string;
  readonly count: number;
}

export interface ReplayFindings {
  readonly detections: number;
  /** Would have been found, but for an exception. */
  readonly excepted: number;
  readonly days: readonly { readonly dayUs: number; readonly count: number }[];
  readonly members: readonly { readonly memberId: string | null; readonly count: number }[];
  /** Most frequent first, twenty each. Counts of what is rare may be left out where there is too much. */
  readonly sources: readonly Counted[];
  readonly destinations: readonly Counted[];
  readonly examples: readonly ReplayExample[];
}

const examplesMax = 10;
const namesMax = 5_000;
const shownMax = 20;
const daysMax = 400;
const dayUs = 86_400e6;
const recordMax = 1_000;

export class ReplayTally {
  #detections = 0;
  #excepted = 0;
  readonly #days = new Map<number, number>();
  readonly #members = new Map<string | null, number>();
  readonly #sources = new Map<string, number>();
  readonly #destinations = new Map<string, number>();
  readonly #examples: ReplayExample[] = [];
  readonly #exampled = new Set<string>();

  except(): void {
    this.#excepted++;
  }

  add({ memberId, lastUs, subject, fields, evidence }: Detection): void {
    this.#detections++;
    const [shown] = evidence;
    count(this.#days, Math.floor(lastUs / dayUs) * dayUs, daysMax);
    count(this.#members, memberId, namesMax);
    const source = shown?.sourceAddress || (subject?.value ?? "");
    if (source !== "") count(this.#sources, source, namesMax);
    if (shown !== undefined && shown.destinationAddress !== "")
      count(this.#destinations, shown.destinationAddress, namesMax);
    this.#example(memberId, source, fields, shown);
  }

  /** Different ones first: ten of the same source tell nothing more than one. */
  #example(
    memberId: string | null,
    source: string,
    fields: Readonly<Record<string, string>>,
    shown: Evidence | undefined,
  ): void {
    const key = `${memberId} ${source}`;
    if (shown === undefined || this.#examples.length >= examplesMax || this.#exampled.has(key)) return;
    this.#exampled.add(key);
    this.#examples.push({
      timeUs: shown.timeUs,
      memberId,
      log: shown.log,
      source,
      destination: shown.destinationAddress,
      fields,
      record: shown.record.slice(0, recordMax),
    });
  }

  read(): ReplayFindings {
    return {
      detections: this.#detections,
      excepted: this.#excepted,
      days: [...this.#days].map(([day, of]) => ({ dayUs: day, count: of })).sort((a, b) => a.dayUs - b.dayUs),
      members: [...this.#members]
        .map(([memberId, of]) => ({ memberId, count: of }))
        .sort((a, b) => b.count - a.count),
      sources: most(this.#sources),
      destinations: most(this.#destinations),
      examples: [...this.#examples],
    };
  }
}

function count<Key>(counts: Map<Key, number>, key: Key, most: number): void {
  const before = counts.get(key);
  if (before !== undefined || counts.size < most) counts.set(key, (before ?? 0) + 1);
}

function most(counts: ReadonlyMap<string, number>): readonly Counted[] {
  return [...counts]
    .map(([name, of]) => ({ name, count: of }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, shownMax);
}
