/** The tables of MISP (migration 0022), as Kysely sees them; `tables.ts` says how columns are read. */
import type { Generated } from "kysely";

export interface MispTables {
  /**
   * An event of the center's own feed: what one source says with one marking, of what came on one day, some hundred
   * values at a time. `room` is how many more it takes.
   */
  misp_event: {
    id: Generated<number>;
    uuid: string;
    source_id: number;
    source_name: string;
    tlp: string;
    /** `2026-11-26` */
    day: string;
    room: number;
  };
  /** In which event an exchanged claim stands, and the second it last changed in: no two runs have the same. */
  misp_attribute: { stix_id: string; event_id: number; changed_s: number };

  /** How far a feed was read, and how it went; `manifest_tag` is its manifest's ETag. */
  misp_feed: {
    name: string;
    url: string;
    manifest_tag: string;
    tried_us: number;
    succeeded_us: number | null;
    failures: number;
    note: string;
  };
  /** `manifest_s` as the manifest had it, `event_s` as the event itself did; `fault` is why it was not taken, or empty. */
  misp_feed_event: { feed: string; uuid: string; manifest_s: number; event_s: number; fault: string };
  /** The values that an event of a feed is met by. */
  misp_feed_value: { feed: string; uuid: string; type: string; value: string };
}
