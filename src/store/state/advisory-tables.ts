/** The tables of advisories (migration 0038), as Kysely sees them; `tables.ts` says how columns are read. */
import type { JSONColumnType } from "kysely";

export interface AdvisoryTables {
  /** `content` is the advisory as it was read; `flaws` its CVE numbers. */
  advisory: {
    id: string;
    version: string;
    title: string;
    publisher: string;
    tlp: string;
    released_us: number;
    flaws: readonly string[];
    content: JSONColumnType<object, string, string>;
    imported_us: number;
  };
  known_exploited: {
    cve: string;
    name: string;
    added_us: number;
    due: string;
    action: string;
    is_used_for_ransom: boolean;
    imported_us: number;
  };
  /** What a member's warning of an advisory stands on, and when it last became more. */
  advisory_told: {
    member_id: string;
    advisory_id: string;
    basis: readonly string[];
    grown_us: number;
  };
}
