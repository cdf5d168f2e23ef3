/** How grave a detection is, in a word, a shape and a colour; Sigma's levels, drawn with the shapes of urgency. */
import type { DetectionLevel } from "../../model/index.js";
import { UrgencySign } from "./icons.js";

export const levelWords: Readonly<Record<DetectionLevel, string>> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
  informational: "For information",
};

export function LevelSign({ level }: { readonly level: DetectionLevel }) {
  if (level !== "informational") return <UrgencySign urgency={level} />;
  return (
    <svg
      viewBox="0 0 20 20"
      width="18"
      height="18"
      className="level-info"
      aria-hidden="true"
      focusable="false"
    >
      <circle cx="10" cy="10" r="7.6" fill="none" stroke="currentColor" strokeWidth="1.7" />
      <path d="M10 9v5M10 6v.1" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}

export function LevelLabel({ level }: { readonly level: DetectionLevel }) {
  return (
    <span className="urgency" data-urgency={level === "informational" ? "low" : level}>
      <LevelSign level={level} /> {levelWords[level]}
    </span>
  );
}
