/** The tables of other centers (migration 0024), as Kysely sees them; `tables.ts` says how columns are read. */
import type { Generated, JSONColumnType } from "kysely";

type Json<T extends object> = JSONColumnType<T, string, string>;

export interface PeerTables {
  /** `certificate` is the SHA-256 of its TLS certificate (DER) in hex; `state`: `introduced`, `confirmed` or `ended`. */
  peer: {
    id: string;
    name: string;
    public_key: string;
    certificate: string;
    url: string | null;
    state: string;
    agreement: Json<object>;
    created_us: number;
    confirmed_us: number | null;
    ended_us: number | null;
  };
  /**
   * How far both ways are. `…_after` is where what may be told is read on from; `considered` what it was decided by;
   * `fresh` that the next batch begins anew, as one of the two came back from a backup.
   */
  peer_link: {
    peer_id: string;
    last_sequence: Generated<number>;
    acknowledged: Generated<number>;
    received: Generated<number>;
    claims_after: Generated<number>;
    arrivals_after: Generated<number>;
    notices_after: Generated<number>;
    considered: Generated<string>;
    fresh: Generated<boolean>;
    tried_us: number | null;
    reached_us: number | null;
    heard_us: number | null;
    failures: Generated<number>;
    note: Generated<string>;
    clock_difference_us: number | null;
  };
  peer_invitation: {
    nonce: string;
    ours: boolean;
    public_key: string;
    expires_us: number;
    used_us: number | null;
  };
  /** `message` is JSON text. */
  peer_outbox: { peer_id: string; sequence: number; object: string; message: string };
  /** `about` is what it is here, `object` what it is called toward this peer, `digest` of what was said last. */
  peer_told: { peer_id: string; about: string; object: string; digest: string };
  peer_object: {
    peer_id: string;
    object: string;
    kind: string;
    origin_center: string;
    origin_token: string;
    hops: number;
    sequence: number;
    arrival: number;
    withdrawn: boolean;
    type: string;
    value: string;
    confidence: number;
    labels: string[];
    valid_from_us: number | null;
    valid_until_us: number | null;
    upstream: string | null;
    urgency: string | null;
    met: string | null;
    tlp: string;
    at_us: number;
    /** The STIX object that it is in the TAXII of who said it, and those of other servers that it follows from. */
    known_as: string | null;
    echoes: Generated<string[]>;
    /** True until members were warned of it. */
    tell: boolean;
  };
  peer_refusal: { peer_id: string; code: string; count: number; detail: string; last_us: number };
  peer_head: {
    peer_id: string;
    public_key: string;
    number: number;
    sequence: number;
    hash: string;
    at_us: number;
    signature: string;
    received_us: number;
  };
}
