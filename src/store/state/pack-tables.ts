/** The tables of packs (migration 0027), as Kysely sees them; `tables.ts` says how columns are read. */
export interface PackTables {
  /** Agreements as a text that members may sign, in a version each; who signed stands in `agreement`. */
  agreement_text: { name: string; version: string; text: string; written_us: number };
  /**
   * Feeds that came with a pack, beside those of the configuration. `kind`: taxii, misp, file. `needs` is what its
   * server asks for beside its address: nothing, a token, or a password; that is never in a pack.
   */
  kept_feed: {
    name: string;
    kind: string;
    address: string;
    format: string;
    needs: string;
    every_minutes: number;
    tlp: string;
    confidence: number;
  };
  /** What packs brought: an entry whose digest is another by now was changed here since. */
  pack_entry: { part: string; key: string; digest: string; fingerprint: string; at_us: number };
  /** Keys of centers whose fingerprint somebody compared. */
  pack_key: { fingerprint: string; public_key: string; trusted_us: number };
}
