/** A terminal's own lists: zones, conduits, cranes, assets, work orders, windows, vendors, points. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { readSite, siteTimeZone } from "../../members/index.js";
import { defineAction } from "../action.js";
import { memberAsked } from "../own-member.js";
import { recordFor } from "../records.js";
import { idShape } from "../shapes.js";
import { siteShape } from "../site-shapes.js";

export const siteRead = defineAction({
  id: "site-read",
  method: "GET",
  path: "/members/:memberId/site",
  summary: "A terminal's own lists",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  input: z.object({ memberId: idShape }),
  output: siteShape,
  async handle(center, { person }, { memberId: asked }) {
    const memberId = memberAsked(person, asked);
    if (memberId instanceof Problem) return memberId;
    const { db } = center.state;
    const site = { ...(await readSite(db, memberId)), timeZone: await siteTimeZone(db) };
    return recordFor(center, person, { record: "site", memberId }, site);
  },
});
