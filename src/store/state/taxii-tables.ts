/** The tables of TAXII (migrations 0018, 0026 and 0028), as Kysely sees them; `tables.ts` says how columns are read. */
import type { Generated, JSONColumnType } from "kysely";

type Json<T extends object> = JSONColumnType<T, string, string>;

export interface TaxiiTables {
  taxii_root: { path: string; title: string; description: string; content_max: number; created_us: number };
  /** `read_by` and `write_by`: `everyone`, `center`, `nobody`, `group:<id>` or `member:<id>`. */
  taxii_collection: {
    root_path: string;
    id: string;
    alias: string | null;
    title: string;
    description: string;
    read_by: string;
    write_by: string;
    media_types: string[];
    /** What an object counts as that carries no marking. */
    unmarked_tlp: string;
    last_added_us: number;
    /** What fills it: `kept` (`taxii_object`) or `indicators` (`exchange_claim`). */
    source: string;
  };
  /**
   * When a source's claim on an indicator, as it was marked, was last added or changed, for those who read on from
   * there. Marked otherwise it is another one: this one is revoked. `digest` tells a change.
   */
  exchange_claim: {
    indicator_id: number;
    source_id: number;
    tlp: string;
    stix_id: string;
    added_us: number;
    created_us: number;
    digest: string;
    revoked: boolean;
    /** The observable's; empty on rows of before, which are of types that TAXII has. */
    type: Generated<string>;
    /** The observable's, once the claim was taken back or its indicator went; null before, and where it is not known. */
    value: Generated<string | null>;
  };
  /**
   * `content` is the object as JSON text. `member_id` is who gave it, with the client `given_by`; null for the center
   * itself. What a member gave `waits` until it is part of a report, or is none.
   */
  taxii_object: {
    root_path: string;
    collection_id: string;
    added_us: number;
    id: string;
    type: string;
    version: string;
    version_us: number;
    spec_version: string;
    tlp: string;
    member_id: string | null;
    given_by: string | null;
    waits: Generated<boolean>;
    report_id: string | null;
    content: string;
  };
  /** What a member gave on a day of UTC, the last on which it gave anything. */
  taxii_given_today: { member_id: string; day: number; objects: number; bytes: number };
  taxii_status: {
    id: string;
    root_path: string;
    client: string;
    status: Json<object>;
    created_us: number;
  };

  /** How far another server's collection was read, and how it went; `cursor` is where to go on. */
  taxii_other: {
    name: string;
    collection: string;
    cursor: Json<object>;
    objects: number;
    tried_us: number;
    succeeded_us: number | null;
    failures: number;
    note: string;
  };
  /** How far what the center gives went to another server's collection: `after_us` is the last time in its own order. */
  taxii_push: {
    name: string;
    collection: string;
    after_us: number;
    objects: number;
    refused: number;
    tried_us: number;
    succeeded_us: number | null;
    failures: number;
    note: string;
    considered: Generated<string>;
    /** The batch whose status is not told yet. */
    awaits: Json<object> | null;
    wait_until_us: Generated<number>;
  };
  /** What a server was given of a claim (`stix_id`), each under an id of its own where it was taken back before. */
  taxii_given: {
    name: string;
    given_id: string;
    stix_id: string;
    version_us: number;
    revoked: boolean;
    accepted: boolean;
  };
  /** The newest version that came of an indicator, and the values it is met by: none where it was revoked. */
  taxii_pulled: { other: string; stix_id: string; version_us: number };
  taxii_pulled_value: { other: string; stix_id: string; type: string; value: string };
  /** A name and password that stand for an API token, for programs that know nothing else; `hash` is Argon2id. */
  basic_user: { name: string; hash: string; token_id: string; created_us: number };
}
