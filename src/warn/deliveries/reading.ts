/** Deliveries as operators see them: those of one warning, and the figures of all. */
import { type Kysely, sql } from "kysely";
import { Problem } from "../../base/index.js";
import type { Person } from "../../model/index.js";
import type { State, Tables } from "../../store/index.js";
import { findWarning } from "../reading.js";
import type { DeliveryState } from "./delivery.js";

export interface DeliveryRow {
  readonly id: string;
  readonly channel: string;
  /** `new`, `escalated high`, `closed`; with `more` before it where it was told with others. */
  readonly change: string;
  /** The person's name, empty for a contact. */
  readonly name: string;
  readonly address: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Why it was not taken, or not needed; empty where all is well. */
  readonly problem: string;
  readonly createdUs: number;
  /** When it is tried next; null where it is done with. */
  readonly nextUs: number | null;
  readonly settledUs: number | null;
}

const shownMax = 200;

export async function listDeliveries(
  state: State,
  person: Person,
  warningId: string,
): Promise<readonly DeliveryRow[] | Problem> {
  const found = await findWarning(state.db, person, warningId);
  if (found instanceof Problem) return found;
  const rows = await state.db
    .selectFrom("delivery as d")
    .leftJoin("person as p", "p.id", "d.person_id")
    .selectAll("d")
    .select("p.name")
    .where("d.warning_id", "=", warningId)
    .orderBy("d.created_us")
    .orderBy("d.position")
    .orderBy("d.id")
    .limit(shownMax)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    change: row.change,
    name: row.name ?? "",
    address: row.address,
    state: row.state as DeliveryState,
    attempts: row.attempts,
    problem: row.problem,
    createdUs: row.created_us,
    nextUs: row.state === "waiting" ? row.next_us : null,
    settledUs: row.settled_us,
  }));
}

export interface DeliveryFigures {
  readonly waiting: number;
  /** When the oldest that is due or was tried was queued; null where there is none. */
  readonly oldestUs: number | null;
  /** Given up within the last day. */
  readonly givenUp: number;
}

export async function readDeliveryFigures(db: Kysely<Tables>, nowUs: number): Promise<DeliveryFigures> {
  const { rows } = await sql<DeliveryFigures>`select
    (select count(*) from delivery where state = 'waiting') as waiting,
    (select min(created_us) from delivery
      where state = 'waiting' and (attempts > 0 or next_us <= ${nowUs}::bigint)) as "oldestUs",
    (select count(*) from delivery where state = 'given-up' and settled_us > ${nowUs - 24 * 3_600e6}::bigint)
      as "givenUp"`.execute(db);
  return rows[0] as DeliveryFigures;
}
