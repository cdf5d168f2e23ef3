/**
 * TLP 2.0 as an order (https://www.first.org/tlp/): CLEAR < GREEN < AMBER < AMBER+STRICT < RED. This is the only
 * code that compares labels. What is not a label of TLP counts as RED, and so does having none at all: what the
 * gate does not know, it refuses.
 */
import { parseTlp, type Tlp } from "../../model/index.js";

const rank: Readonly<Record<Tlp, number>> = {
  "TLP:CLEAR": 0,
  "TLP:GREEN": 1,
  "TLP:AMBER": 2,
  "TLP:AMBER+STRICT": 3,
  "TLP:RED": 4,
};

/** The label a text means, RED where it means none. */
export function strictTlp(label: string): Tlp {
  return parseTlp(label) ?? "TLP:RED";
}

/** The most restrictive of several markings; RED where there is none or one is unknown. */
export function mostRestrictive(labels: readonly string[]): Tlp {
  return labels.length === 0
    ? "TLP:RED"
    : labels.map(strictTlp).reduce((a, b) => (rank[a] >= rank[b] ? a : b));
}

/** True where something marked `label` may go to whoever may receive up to `ceiling`. An unknown ceiling lets nothing pass. */
export function withinCeiling(label: string, ceiling: string): boolean {
  const known = parseTlp(ceiling);
  return known !== null && rank[strictTlp(label)] <= rank[known];
}

/** True where only a link may go by mail, and not what is behind it: a mail is forwarded, and lies on others' servers. */
export const onlyLinkByMail = (label: string): boolean => !withinCeiling(label, "TLP:AMBER");
