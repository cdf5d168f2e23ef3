/** The table of attempts (`migrations/0030-attempts.ts` says what stands in it). */
export interface AttemptTables {
  attempt: {
    member_id: string;
    /** Start of the hour; of the day, where it is old. */
    hour_us: number;
    kind: string;
    technique: string;
    blocked_by: string;
    targetedness: string;
    /** Empty on what is real. */
    mark: string;
    attempts: number;
    /** Records that told of them. */
    records: number;
  };
}
