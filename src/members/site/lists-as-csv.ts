/** A terminal's lists as CSV files that can be imported. */
import { type SiteListName, type SiteLists, siteListNames } from "../../model/index.js";
import { writeCsv } from "./csv.js";
import { siteLists } from "./lists/index.js";
import { SiteDraft } from "./site-draft.js";

export const listAsCsv = (draft: SiteDraft, list: SiteListName): string =>
  writeCsv(
    siteLists[list],
    draft.of(list).map((entry) => draft.cellsOf({ list, entry })),
  );

/** Of a site that is in no store, in the order in which they are imported. */
export function listsAsCsv(site: SiteLists): ReadonlyMap<SiteListName, string> {
  const stored = siteListNames.flatMap((list) => site[list].map((entry) => ({ list, entry })));
  const draft = new SiteDraft(stored, "UTC");
  return new Map(siteListNames.map((list) => [list, listAsCsv(draft, list)]));
}
