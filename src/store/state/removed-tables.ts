/** What is kept of members that were removed (migrations 0005, 0009, 0019 and 0020), so that what stays does not show them. */
import type { Generated } from "kysely";

export interface RemovedTables {
  /** What the gate keeps out of what it releases after a member is gone. */
  removed_member: {
    id: string;
    name: string;
    networks: string[];
    providers: Generated<string[]>;
    mark: string | null;
  };
  removed_person: { member_id: string; name: string; email: string | null };
  removed_exposure: { member_id: string; kind: string; value: string; also: string[] };
  /** What it had met: the columns of `sighting`, without evidence; `inside_addresses` stays empty, `allowed_by` null. */
  removed_sighting: {
    id: string;
    member_id: string;
    type: string;
    value: string;
    window_start_us: number;
    direction: string;
    count: number;
    first_us: number;
    last_us: number;
    confidence: number;
    sources: string[];
    labels: string[];
    tlps: string[];
    allowed_by: string | null;
    mark: string | null;
    updated_us: number;
    told_us: number;
    tell_us: number | null;
  };
}
