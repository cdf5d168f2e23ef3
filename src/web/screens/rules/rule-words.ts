/** What is said of rules, in words. */
import type { ListedRule } from "../../../api/types.js";

export const ruleKindWords: Readonly<Record<ListedRule["kind"], string>> = {
  rule: "rule",
  correlation: "correlation of rules",
  behaviour: "detector of behaviour",
  ot: "detector of control systems",
};

/** Why a rule is on or off, after "On, " or "Off, ". */
export function whyWords({ isOn, why, kind }: Pick<ListedRule, "isOn" | "why" | "kind">): string {
  if (why === "switched") return isOn ? "as somebody switched it on" : "as somebody switched it off";
  if (why === "level") return "as its level lies below the policy's";
  if (why === "status") return "as the policy doesn't take its status";
  if (why === "correlation") return "as it only serves a correlation, which tells in its place";
  return kind === "behaviour" || kind === "ot"
    ? "as detectors are until they are switched off"
    : "by the policy";
}

export const rulePath = (key: string): string => `/rules?rule=${encodeURIComponent(key)}`;

/** "1 rule", "2,300 rules". */
export const plural = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
