/**
 * Objects of other systems (STIX) that the center keeps and gives on. Whoever gave one may read it again; what the
 * center itself keeps goes to members as its marking allows, if nothing in it shows another member. What one member
 * gave never goes to another as it stands: its ids, its wording and its mere being there would tell who gave it. It
 * goes on as a report does, under another id.
 */
import type { Member } from "../../model/index.js";
import type { Audience } from "./audience.js";
import type { OriginSearch } from "./origin-search.js";
import { type Decision, type ExchangeObject, type Refused, refused, released } from "./request.js";

export function decideExchange(
  search: OriginSearch,
  { memberId, tlp, content }: ExchangeObject,
  audience: Audience,
  checkMarking: (labels: readonly string[], member: Member) => Refused | null,
): Decision<object> {
  if (audience.kind === "file") return refused("file-closed");
  if (audience.kind === "center") return released("operator", content);
  const reader = audience.member;
  if (memberId === reader.id) return released("own-member", content);
  if (memberId !== null) return refused("not-addressed");
  const marked = checkMarking([tlp], reader);
  if (marked !== null) return marked;
  const leak = search.find(content, reader.id, false);
  return leak === null ? released("center-shared", content) : refused("origin-leak", leak);
}
