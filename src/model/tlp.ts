/**
 * The Traffic Light Protocol, version 2.0 (FIRST, August 2022). The labels only: `share/gate` is the one place
 * that compares them.
 */
export const tlpLabels = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"] as const;
export type Tlp = (typeof tlpLabels)[number];

/** Reads a label in the ways people write it (`amber`, `TLP:WHITE`, `tlp:amber+strict`); null where it is none. */
export function parseTlp(text: string): Tlp | null {
  const word = text
    .trim()
    .toUpperCase()
    .replace(/^TLP[:_-]?\s*/, "");
  if (word === "WHITE") return "TLP:CLEAR";
  const label = `TLP:${word}`;
  return (tlpLabels as readonly string[]).includes(label) ? (label as Tlp) : null;
}
