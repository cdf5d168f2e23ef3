/** What advisories say of what a member has, with how sure that is and why: a member's own; all for operators. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { urgencies } from "../../model/index.js";
import { type MemberMatches, matchesOf } from "../../warn/index.js";
import { defineAction } from "../action.js";
import { advisoryMatchShape, advisoryRow } from "../advisory-shapes.js";
import { membersAsked } from "../inventory-answers.js";
import { recordsFor } from "../records.js";
import { idShape, listOf } from "../shapes.js";

const rowsMax = 1000;
const itemsMax = 100;

export const advisoryMatchList = defineAction({
  id: "advisory-match-list",
  method: "GET",
  path: "/advisory-match-list",
  summary: "What advisories say of a member's own machines, the most urgent first",
  roles: ["viewer", "analyst", "admin", "operator"],
  scope: "read",
  input: z.object({ memberId: idShape.optional() }),
  output: z.object({
    rows: listOf(advisoryMatchShape),
    /** How many more there are than are told. */
    more: z.number(),
  }),
  async handle(center, { person }, input) {
    const memberId = membersAsked(person, input.memberId);
    if (memberId instanceof Problem) return memberId;
    const all = [...(await matchesOf(center.state.db, memberId ?? null))].sort(
      (a, b) =>
        urgencies.indexOf(b.judged.urgency) - urgencies.indexOf(a.judged.urgency) ||
        b.advisory.releasedUs - a.advisory.releasedUs,
    );
    const told = all.slice(0, rowsMax).map(rowOf);
    const rows = await recordsFor(center, person, { record: "asset", memberId }, told);
    return rows instanceof Problem ? rows : { rows, more: all.length - told.length };
  },
});

const rowOf = ({ member, advisory, matches, judged }: MemberMatches): z.infer<typeof advisoryMatchShape> => ({
  memberId: member.id,
  advisory: advisoryRow(advisory),
  urgency: judged.urgency,
  isWarned: judged.isTold,
  exploited: judged.exploited.map(({ cve }) => cve),
  items: matches.slice(0, itemsMax).map(({ item, product, confidence, reason, by, flaws }) => ({
    key: item.key,
    name: item.name,
    vendor: item.vendor,
    product: item.product,
    firmware: item.firmware,
    address: item.address,
    confidence,
    reason,
    by,
    advised: product.product,
    range: product.version,
    flaws,
  })),
});
