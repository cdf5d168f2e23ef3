/** The tables of detection rules (migration 0029), as Kysely sees them; `tables.ts` says how columns are read. */
import type { Generated } from "kysely";

export interface RuleTables {
  /** `kind`: own, given, https. `version` is the one that runs, `staged` one that waits to be looked at. */
  rule_source: {
    name: string;
    kind: string;
    place: string;
    etag: Generated<string>;
    modified: Generated<string>;
    checked_us: number | null;
    note: Generated<string>;
    version: number | null;
    staged: number | null;
  };
  /** `content` are its files, packed; `sha256` is of what they say. */
  rule_version: {
    source: string;
    version: number;
    label: string;
    sha256: string;
    fetched_us: number;
    taken_us: number | null;
    actor: string;
    files: number;
    rules: number;
    refused: number;
    content: Buffer;
  };
  /** What is set for a rule, by its id; null where it is as the rule and the policy have it. */
  rule_tuning: {
    rule: string;
    is_on: boolean | null;
    level: string | null;
    reason: string;
    actor: string;
    at_us: number;
  };
  rule_exception: {
    id: string;
    rule: string;
    member_id: string | null;
    field: string | null;
    value: string | null;
    reason: string;
    owner: string;
    actor: string;
    created_us: number;
    expires_us: number;
  };
}
