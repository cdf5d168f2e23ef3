/** A refused record as people read it. */
import type { Selectable } from "kysely";
import type { Person } from "../model/index.js";
import type { Tables } from "../store/index.js";

export const refusedForm = (row: Selectable<Tables["refused_record"]>, { role }: Person) => ({
  id: row.id,
  memberId: row.member_id,
  origin: row.origin,
  line: row.line,
  code: row.code,
  detail: row.detail,
  // The record itself is telemetry: the center's auditors see that it was refused and why, not what it said.
  sample: role === "auditor" ? "" : row.sample,
  atUs: row.at_us,
});
