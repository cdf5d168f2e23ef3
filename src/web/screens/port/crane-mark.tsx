/** A crane's state as a mark: each has a shape of its own, so that colour is never alone. Drawn in a box of 20. */
import { type CraneState, stateWords } from "./crane-state.js";

const line = {
  fill: "none",
  stroke: "currentColor",
  strokeWidth: 1.8,
  strokeLinecap: "round",
  strokeLinejoin: "round",
} as const;
const cut = { ...line, stroke: "var(--card)", strokeWidth: 2.1 } as const;

/** Its lines alone, for within another drawing; the middle is at 0, 0. */
export function CraneShape({ state }: { readonly state: CraneState | null }) {
  return (
    <g transform="translate(-10 -10)" data-state={state ?? "unknown"} className="crane-shape">
      {state === "warning" && (
        <>
          <path fill="currentColor" d="M6.3 1.5h7.4l4.8 4.8v7.4l-4.8 4.8H6.3l-4.8-4.8V6.3z" />
          <path {...cut} d="M10 5.6v5.2M10 14.2v.1" />
        </>
      )}
      {state === "detected" && (
        <>
          <path fill="currentColor" d="m10 1 9 9-9 9-9-9z" />
          <path {...cut} d="M10 6v4.6M10 13.7v.1" />
        </>
      )}
      {state === "question" && (
        <>
          <rect {...line} fill="var(--card)" x="2" y="2" width="16" height="16" rx="3" />
          <path {...line} d="M7.6 8a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.7M10 14.6v.1" />
        </>
      )}
      {state === "quiet" && (
        <>
          <circle {...line} fill="var(--card)" cx="10" cy="10" r="8.2" />
          <path {...line} d="m6.3 10.3 2.6 2.6 4.9-5.4" />
        </>
      )}
      {state === "silent" && (
        <>
          <circle {...line} fill="var(--card)" cx="10" cy="10" r="8.2" strokeDasharray="3 3" />
          <path {...line} d="M6.5 10h7" />
        </>
      )}
      {state === null && <circle {...line} fill="var(--card)" cx="10" cy="10" r="5" />}
    </g>
  );
}

export function CraneStateWord({ state }: { readonly state: CraneState }) {
  return (
    <span className="crane-state" data-state={state} title={stateWords[state].means}>
      <svg viewBox="-10 -10 20 20" width="18" height="18" aria-hidden="true" focusable="false">
        <CraneShape state={state} />
      </svg>
      {stateWords[state].word}
    </span>
  );
}
