/**
 * Takes one of a terminal's own lists from a CSV file: bad rows are named by line, column and reason, good ones kept.
 * `replace` removes what the file does not have; `dryRun` says what would happen.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { importSiteList, siteCsvBytesMax } from "../../members/index.js";
import { defineAction } from "../action.js";
import { actorOf } from "../actor.js";
import { uploadBytesMax } from "../limits.js";
import { memberAsked } from "../own-member.js";
import { idShape } from "../shapes.js";
import { siteImportShape, siteListShape } from "../site-shapes.js";

export const siteImport = defineAction({
  id: "site-import",
  method: "POST",
  path: "/members/:memberId/site/:list/import",
  summary: "Take one of a terminal's own lists from a CSV file",
  roles: ["analyst", "admin", "operator"],
  input: z.object({
    memberId: idShape,
    list: siteListShape,
    // What no store can keep is refused with the row it stands in, and the other rows are taken.
    csv: z.string().max(siteCsvBytesMax),
    replace: z.boolean().default(false),
    dryRun: z.boolean().default(false),
  }),
  output: siteImportShape,
  bodyBytesMax: uploadBytesMax,
  async handle(center, caller, { memberId: asked, list, csv, replace, dryRun }) {
    const memberId = memberAsked(caller.person, asked);
    if (memberId instanceof Problem) return memberId;
    const by = { memberId, actor: actorOf(caller), dryRun };
    const report = await importSiteList(center.state.db, center.clock, by, list, csv, replace);
    if (!(report instanceof Problem) && !dryRun) await center.refresh("sites");
    return report;
  },
});
