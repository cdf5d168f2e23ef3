/** A Sigma rule as detections name it. */
import type { DetectionRule } from "../../model/index.js";
import { nameOf, type SigmaRule } from "./rule.js";

export function detectionRuleOf(rule: SigmaRule): DetectionRule {
  return {
    id: nameOf(rule),
    title: rule.title,
    kind: "sigma",
    level: rule.level,
    techniques: rule.techniques,
  };
}
