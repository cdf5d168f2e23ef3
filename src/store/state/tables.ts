/**
 * The tables of the state store, as Kysely sees them. Instants are bigint microseconds (`…_us`), read as numbers;
 * ids are UUID text except where a number keeps a large table small. `mark` names the sample port or exercise
 * that made a row, so that it can be removed without trace; it is null on what is real.
 * Every change here is a new file in `migrations/`.
 */
import type { Generated, JSONColumnType } from "kysely";
import type { AdvisoryTables } from "./advisory-tables.js";
import type { AttemptTables } from "./attempt-tables.js";
import type { DetectionTables } from "./detection-tables.js";
import type { EdgeTables } from "./edge-tables.js";
import type { InventoryTables } from "./inventory-tables.js";
import type { MailTables } from "./mail-tables.js";
import type { MispTables } from "./misp-tables.js";
import type { PackTables } from "./pack-tables.js";
import type { PeerTables } from "./peer-tables.js";
import type { RemovedTables } from "./removed-tables.js";
import type { ReportMailTable } from "./report-mail-table.js";
import type { RuleTables } from "./rule-tables.js";
import type { SignInTables } from "./sign-in-tables.js";
import type { SiteTables } from "./site-tables.js";
import type { TaxiiTables } from "./taxii-tables.js";

type Json<T extends object> = JSONColumnType<T, string, string>;

export interface Tables
  extends AdvisoryTables,
    AttemptTables,
    DetectionTables,
    EdgeTables,
    InventoryTables,
    MailTables,
    MispTables,
    PackTables,
    PeerTables,
    RemovedTables,
    RuleTables,
    SignInTables,
    SiteTables,
    TaxiiTables {
  setting: { key: string; value: Json<object> };

  member: {
    id: string;
    name: string;
    sector: string;
    providers: Generated<string[]>;
    tlp_ceiling: string;
    mark: string | null;
    created_us: number;
    language: Generated<string>;
    time_zone: Generated<string>;
    directory_listed: Generated<boolean>;
    directory_text: Generated<string>;
  };
  /** `network` is of type cidr, with an SP-GiST index (four times faster than GiST for look-ups). */
  member_network: { member_id: string; network: string };

  person: {
    id: string;
    name: string;
    role: string;
    member_id: string | null;
    mark: string | null;
    created_us: number;
    email: Generated<string | null>;
    mail_warnings: Generated<boolean>;
  };

  intel_source: {
    id: Generated<number>;
    name: string;
    format: string;
    tlp: string;
    confidence: number;
    imported_us: number;
    mark: string | null;
  };
  indicator: { id: Generated<number>; type: string; value: string };
  indicator_claim: {
    indicator_id: number;
    source_id: number;
    confidence: number;
    tlp: string;
    valid_from_us: number | null;
    valid_until_us: number | null;
    labels: string[];
    first_us: number;
    last_us: number;
  };
  kept_pattern: { source_id: number; pattern: string; reason: string; line: number };
  allow_list: { id: Generated<number>; name: string; matching: string; types: Generated<string[]> };
  allow_entry: { list_id: number; value: string };

  /** Every batch whose consequences (hits, sightings, warnings) are in this store: the mark of exactly once. */
  batch: {
    id: string;
    member_id: string | null;
    door: string;
    received_us: number;
    records: number;
    refused: number;
    hits: number;
    bytes: number;
    mark: string | null;
    /** Whose and what, `file …` with a file's name and `bare …` without; null where its sender named it. */
    content_id: Generated<string | null>;
  };
  file_position: {
    path: string;
    device: string;
    inode: string;
    offset: number;
    line: number;
    head: string;
    until: number;
    digest: string;
    updated_us: number;
  };
  refused_record: {
    id: Generated<number>;
    batch_id: string;
    member_id: string | null;
    origin: string;
    line: number;
    code: string;
    detail: string;
    sample: string;
    at_us: number;
    mark: string | null;
  };

  sighting: {
    id: string;
    member_id: string;
    type: string;
    value: string;
    window_start_us: number;
    direction: string;
    count: number;
    first_us: number;
    last_us: number;
    inside_addresses: Json<string[]>;
    confidence: number;
    sources: string[];
    labels: string[];
    tlps: string[];
    allowed_by: string | null;
    evidence: Json<object[]>;
    mark: string | null;
    updated_us: number;
    /** From when on it counts toward other members. */
    told_us: number;
    /** When others are to be asked about because of it; null where nothing is due. */
    tell_us: number | null;
  };

  warning: {
    id: string;
    rule: string;
    key: string;
    member_id: string;
    /** The draft as the rule made it; only the gate reads it on the way out. */
    draft: Json<object>;
    urgency: string;
    state: string;
    close_reason: string | null;
    mark: string | null;
    created_us: number;
    updated_us: number;
  };
  reaction: {
    id: string;
    warning_id: string;
    person_id: string;
    kind: string;
    note: string;
    at_us: number;
  };
  /** `report` is the report as it was sent and settled (`model/report.ts`), but for what has a column of its own. */
  report: {
    id: string;
    shared_id: string;
    member_id: string;
    person_id: string | null;
    report: Json<object>;
    way: string;
    state: string;
    received_us: number;
    release_us: number;
    released_us: number | null;
    changed_us: number;
    withdrawal_us: number | null;
    mark: string | null;
  };
  /** The bytes of a report's files (migration 0013); what they are called stands in `report.report`. */
  report_evidence: { id: string; report_id: string; content: Buffer };
  /** The receipt of each decision of the gate. `form_hash` is SHA-256 of the released form. */
  release: {
    id: Generated<number>;
    object_kind: string;
    object_id: string;
    recipient_kind: string;
    recipient_id: string;
    channel: string;
    released: boolean;
    rule: string;
    reason: string;
    form_hash: string;
    at_us: number;
    mark: string | null;
    /** What the receipts of one transaction have in common: the subject of their audit entry; null on old ones. */
    release_set: string | null;
    /** The revision of the community it was decided in; null on old ones. */
    community: string | null;
  };

  // The audit chain (`store/audit/`): only ever added to, which triggers hold.
  /** `detail` is canonical JSON as text, so that what was hashed is what is kept. */
  audit_entry: {
    sequence: number;
    at_us: number;
    kind: string;
    actor: string;
    subject: string;
    detail: string;
    previous: string;
    hash: string;
  };
  audit_checkpoint: {
    number: number;
    sequence: number;
    hash: string;
    at_us: number;
    public_key: string;
    signature: string;
  };

  /** In order; those on call are called in it. */
  member_contact: {
    id: string;
    member_id: string;
    position: number;
    name: string;
    title: string;
    mail: string;
    phone: string;
    on_call: boolean;
    note: string;
  };
  agreement: {
    id: string;
    member_id: string;
    name: string;
    version: string;
    signed_by: string;
    signed_us: number;
    ended_us: number | null;
    note: string;
    created_us: number;
  };
  legal_basis: { id: string; name: string; from_us: number; until_us: number | null; note: string };
  member_group: {
    id: string;
    name: string;
    purpose: Generated<string>;
    tlp_ceiling: string;
    created_us: number;
  };
  group_member: { group_id: string; member_id: string };
  member_consent: { member_id: string; scope: string; group_id: string | null; since_us: number };
  /** What a member gave that leaves no other row: reports. */
  member_contribution: { member_id: string; kind: string; count: number; first_us: number; last_us: number };
  /** Members that do not share, where a policy asks for it. */
  member_standing: { member_id: string; standing: string; since_us: number };
  exposure: {
    id: string;
    member_id: string;
    kind: string;
    value: string;
    also: string[];
    note: string;
    created_us: number;
  };
  /** What no two members may have: domains (written from their end, a dot behind) and IMO numbers. */
  exposure_key: { exposure_id: string; member_id: string; kind: string; value: string };
  /** Public networks of the register, for the same reason. */
  exposure_network: { exposure_id: string; member_id: string; network: string };
  /** Refused, until an operator gives it or keeps it refused. */
  exposure_conflict: {
    id: string;
    member_id: string;
    kind: string;
    value: string;
    also: string[];
    note: string;
    tries: number;
    at_us: number;
    settled_us: number | null;
    given: boolean;
    /** True where it waits as it is everybody's, whoever has it. */
    common: boolean;
  };
  exposure_declined: { member_id: string; kind: string; value: string; at_us: number };
  report_mail: ReportMailTable;
  /** One row, which changes with everything the gate is made of. */
  community_revision: { single: Generated<boolean>; revision: string };
}
