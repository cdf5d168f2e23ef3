/**
 * Who is told by the live stream that reports changed, and when. Others hear of a report when a receipt of the gate says
 * that it left toward them, which is at its release and at its withdrawal; its own member and, where they may know whose
 * it is, the center's operators hear of it at once. What is told has no id and is the same for every report, and it is
 * looked for each second whether or not anything came in: neither its bytes nor its time tell who sent something.
 */
import { sql } from "kysely";
import type { State } from "../store/index.js";

/** Whose people are told; by person where a report names them. */
export interface ReportNews {
  readonly operators: boolean;
  readonly memberIds: ReadonlySet<string>;
  readonly personIds: ReadonlySet<string>;
}

export const noReportNews: ReportNews = { operators: false, memberIds: new Set(), personIds: new Set() };

/** A look overlaps the one before by this: a transaction may become visible after it was looked for. */
const overlapUs = 2_000_000;

interface Row {
  readonly key: string;
  readonly at: number;
  readonly kind: "own" | "member" | "person" | "operators";
  readonly reader: string;
}

/** Looks for what changed since its last look; each thing is told once, however often a look sees it. */
export class ReportWatch {
  #sinceUs: number;
  #told = new Map<string, number>();

  constructor(nowUs: number) {
    this.#sinceUs = nowUs;
  }

  /** Nobody listens: what happens now is not told later. */
  rest(nowUs: number): void {
    this.#sinceUs = nowUs;
  }

  async look(state: State, nowUs: number): Promise<ReportNews> {
    const rows = await readRows(state, this.#sinceUs);
    const fresh = rows.filter(({ key }) => !this.#told.has(key));
    this.#sinceUs = nowUs - overlapUs;
    this.#told = new Map([...this.#told, ...fresh.map(({ key, at }) => [key, at] as const)]);
    for (const [key, at] of this.#told) if (at <= this.#sinceUs) this.#told.delete(key);
    const of = (...kinds: readonly Row["kind"][]) =>
      new Set(fresh.filter(({ kind }) => kinds.includes(kind)).map(({ reader }) => reader));
    return {
      operators: of("operators", "member").size > 0,
      memberIds: of("own", "member"),
      personIds: of("person"),
    };
  }
}

/**
 * A receipt of a report's own member is what it would get were it another's, and tells it no more than others are told.
 * Receipts that released nothing tell their readers nothing, but operators that a report's time has come.
 */
async function readRows(state: State, sinceUs: number): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select 'c' || id || ' ' || changed_us as key, changed_us as at, 'own' as kind, member_id as reader
      from report where changed_us > ${sinceUs}
    union all
    select 'o' || id || ' ' || changed_us, changed_us, 'operators', ''
      from report where changed_us > ${sinceUs} and report ->> 'attribution' <> 'nobody'
    union all
    select 'r' || id, at_us, recipient_kind, recipient_id
      from release where object_kind = 'report' and released and at_us > ${sinceUs}
    union all
    select 'n' || id || ' ' || released_us, released_us, 'operators', ''
      from report where changed_us > ${sinceUs} and released_us > ${sinceUs}
        and report ->> 'attribution' = 'nobody'
  `.execute(state.db);
  return rows;
}
