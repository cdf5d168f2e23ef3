/** The table of detections (`migrations/0031-detections.ts` says what stands in it). */
import type { JSONColumnType } from "kysely";

type Json<T extends object> = JSONColumnType<T, string, string>;

export interface DetectionTables {
  detection: {
    id: string;
    member_id: string;
    rule_id: string;
    kind: string;
    title: string;
    /** Place in `detectionLevels`. */
    level: number;
    techniques: string[];
    type: string;
    value: string;
    about: string;
    window_start_us: number;
    count: number;
    first_us: number;
    last_us: number;
    targetedness: string;
    fields: Json<object>;
    evidence: Json<object>;
    mark: string | null;
    updated_us: number;
  };
}
