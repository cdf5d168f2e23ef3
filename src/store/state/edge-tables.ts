/** Edges: Breakwater at members' sites (migration 0025). */
import type { Generated, JSONColumnType } from "kysely";

export interface EdgeTables {
  /** `report` is what it last told of itself; `set_epoch` and `set_basis` say which set it is given, and why that one. */
  edge: {
    member_id: string;
    id: string;
    name: string;
    token_id: string;
    blind_key: string;
    set_key: string;
    set_epoch: number;
    set_basis: string;
    first_us: number;
    contact_us: number;
    report: JSONColumnType<object, string, string> | null;
    /** What it met and no source lists here any more. */
    unlisted: Generated<number>;
  };
  /** Which hash stands for which value at an edge; `held` is false where it was taken back. */
  edge_blind: {
    member_id: string;
    edge_id: string;
    digest: string;
    indicator_id: number;
    type: string;
    value: string;
    held: boolean;
  };
  /** Members whose edges get hashes of what they may not read; `guessable`: of easily guessed kinds as well. */
  edge_blind_setting: { member_id: string; guessable: boolean };
}
