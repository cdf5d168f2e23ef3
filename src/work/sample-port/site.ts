/**
 * What the sample port's terminal lists of its own, taken by the same code as everybody's files, and the plan of the port
 * where there is none. Lists go with their member, and the plan by its mark.
 */
import type { Kysely } from "kysely";
import { type Clock, Problem } from "../../base/index.js";
import { importSiteList, keptPlan, putSiteEntry, readPlan, writePlan } from "../../members/index.js";
import type { SiteListName } from "../../model/index.js";
import type { Tables } from "../../store/index.js";
import { readSampleFile, type SamplePort, sampleMark } from "./port.js";

const files: readonly SiteListName[] = ["zones", "conduits", "cranes", "assets", "vendors"];

function taken<T>(answer: T | Problem): T {
  if (answer instanceof Problem) throw new Error(answer.detail);
  return answer;
}

/** `startUs` is when the half hour begins, `memberId` whose lists they are. */
export async function fillSampleSite(
  db: Kysely<Tables>,
  clock: Clock,
  { site }: SamplePort,
  {
    memberId,
    startUs,
    actor,
  }: { readonly memberId: string; readonly startUs: number; readonly actor: string },
): Promise<void> {
  const by = { memberId, actor };
  for (const list of files) {
    const report = taken(
      await importSiteList(db, clock, by, list, readSampleFile(`site/${list}.csv`), false),
    );
    const [fault] = report.faults;
    if (fault !== undefined)
      throw new Error(`site/${list}.csv:${fault.line}: ${fault.column}: ${fault.reason}`);
  }
  const at = (minutes: number) => new Date((startUs + minutes * 60e6) / 1000).toISOString();
  for (const { from, to, ...cells } of site.work_orders)
    taken(await putSiteEntry(db, clock, by, "workOrders", null, { ...cells, start: at(from), end: at(to) }));
  for (const { from, to, ...cells } of site.windows)
    taken(await putSiteEntry(db, clock, by, "windows", null, { ...cells, start: at(from), end: at(to) }));
  if ((await keptPlan(db)) !== null) return;
  await writePlan(db, clock, taken(readPlan(readSampleFile("plan.geojson"))).plan, actor, sampleMark);
}
