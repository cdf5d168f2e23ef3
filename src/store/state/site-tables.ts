/** The tables of members' own lists and the port's plan (migration 0036), as Kysely sees them; `tables.ts` says how columns are read. */
import type { Generated, JSONColumnType } from "kysely";

type Json<T extends object> = JSONColumnType<T, string, string>;
type Cells = Readonly<Record<string, string>>;

export interface SiteTables {
  site: { member_id: string; version: number; learning_days: number; changed_us: number };
  /** `key` is by what it is known again in a file; `entry` is as in `model/ot.ts`. */
  site_entry: { id: string; member_id: string; list: string; key: string; entry: Json<object> };
  /** Only ever added to, and the oldest dropped. */
  site_change: {
    number: Generated<number>;
    member_id: string;
    version: number;
    list: string | null;
    entry_id: string | null;
    name: string;
    kind: string;
    before: JSONColumnType<Cells | null, string | null, string | null>;
    after: JSONColumnType<Cells | null, string | null, string | null>;
    actor: string;
    at_us: number;
  };
  /** Names that the gate keeps from others, as kinds of exposures; of kind `maker` those that are anybody's. */
  site_name: { member_id: string; kind: string; value: string };
  /** At most one row. */
  port_plan: { single: Generated<boolean>; plan: Json<object>; changed_us: number; mark: string | null };
}
