/** Mail to the center (migration 0014). `state` is new, kept or done; kept without a person is held. */
import type { JSONColumnType } from "kysely";

export interface ReportMailTable {
  id: string;
  state: string;
  arrival_hash: string;
  content_hash: string;
  person_id: string | null;
  received_us: number;
  due_us: number;
  tries: number;
  bytes: number;
  /** The mail as it came; null once it is done with. */
  content: Buffer | null;
  arrival: JSONColumnType<object, string, string>;
  verdict: JSONColumnType<object, string, string> | null;
}
