/**
 * Detections toward people: a member's are its own, and the center's operators see all. What rules are called is
 * somebody's writing (a rule of the port's own may be named after a member it was made for): where a title shows another
 * member, the reader gets the rule's id. What a detector that looks at the whole port tells a member of is no telemetry of
 * that member's own: it is kept back where it shows another.
 */
import type { GatheredDetection } from "../../model/index.js";
import type { Audience } from "./audience.js";
import { detectionForm } from "./forms.js";
import type { OriginSearch } from "./origin-search.js";
import { namesNoOther } from "./others-names.js";
import { type Decision, type DetectionObject, refused, released } from "./request.js";

/** Detectors of the scope "port". */
const toldOfOthers: ReadonlySet<string> = new Set(["waterfront"]);

export function decideDetection(
  search: OriginSearch,
  { detection }: DetectionObject,
  audience: Audience,
): Decision<GatheredDetection> {
  if (audience.kind === "file") return refused("file-closed");
  const form = detectionForm(detection);
  if (audience.kind === "center") return released("operator", form);
  if (audience.kind !== "member" || detection.memberId !== audience.member.id)
    return refused("not-addressed");
  const reader = audience.member.id;
  const { rule, subject } = form;
  if (toldOfOthers.has(rule.id) && subject !== null && !namesNoOther(search, subject.value, reader))
    return refused("origin-leak", "It is about an address of another member's.");
  // An id that shows another is a rule's that nobody outside the center should have named so.
  if (!namesNoOther(search, rule.id, reader)) return refused("origin-leak", "Its rule's id shows a member.");
  const title = namesNoOther(search, rule.title, reader) ? rule.title : rule.id;
  // That some other member met the same one is for warnings to say, in their time; that everybody does is no news of anyone.
  const targetedness = detection.targetedness === "everybody" ? "everybody" : "unknown";
  return released("own-member", { ...form, targetedness, rule: { ...rule, title } });
}
