/** The tables of assets, relations and vendors' sessions (`migrations/0037-assets-and-relations.ts` says what stands in them). */
import type { Generated, JSONColumnType } from "kysely";

type Json<T extends object> = JSONColumnType<T, string, string>;

interface Reviewed {
  review: Generated<string>;
  /** Null where nobody did, or where the person is gone. */
  reviewed_by: Generated<string | null>;
  reviewed_us: Generated<number | null>;
  /** The version that was reviewed; what came later is new to the reviewer. */
  reviewed_version: Generated<number>;
  note: Generated<string>;
  version: Generated<number>;
}

export interface InventoryTables {
  asset: Reviewed & {
    id: string;
    member_id: string;
    /** IP address; MAC address where it has none. */
    address: string;
    /** Empty on what is real. */
    mark: string;
    mac: string;
    mac_vendor: string;
    role: string;
    evidence: Json<object>;
    identity: Json<object>;
    protocols: string[];
    zone: string;
    zone_kind: string;
    crane_id: string | null;
    listed_id: string | null;
    first_us: number;
    last_us: number;
    records: number;
    /** Of its last version. */
    changed_us: number;
  };
  relation: Reviewed & {
    id: string;
    member_id: string;
    sender: string;
    receiver: string;
    transport: string;
    port: number;
    mark: string;
    protocols: string[];
    functions: Json<object>;
    messages: number;
    bytes: number;
    /** Messages by hour of the day (UTC). */
    hours: Json<object>;
    first_us: number;
    last_us: number;
    changed_us: number;
  };
  inventory_change: {
    object_id: string;
    version: number;
    member_id: string;
    at_us: number;
    /** Null where the network showed it. */
    person_id: string | null;
    mark: string;
    changes: Json<object>;
  };
  vendor_session: {
    id: string;
    member_id: string;
    key: string;
    mark: string;
    vendor: string;
    accounts: string[];
    source: string;
    targets: string[];
    services: string[];
    crane_ids: string[];
    start_us: number;
    end_us: number;
    is_open: boolean;
    orders: Json<object>;
    verdict: string;
    changes: Json<object>;
  };
  ot_learning: {
    member_id: string;
    mark: string;
    since_us: number;
    last_us: number;
    days: number;
    messages: number;
  };
}
