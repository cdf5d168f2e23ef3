/** The console's few signs as inline SVG. Each state has a shape of its own, so that colour is never alone. */
import type { ReactNode } from "react";
import type { Urgency } from "../../model/index.js";

function Sign({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      width="18"
      height="18"
    >
      {children}
    </svg>
  );
}

const filled = { fill: "currentColor", stroke: "none" } as const;

/** Octagon, triangle, diamond, circle: from the most urgent to the least. */
export function UrgencySign({ urgency }: { readonly urgency: Urgency }) {
  return (
    <span data-urgency={urgency}>
      <Sign className="urgency-sign">
        {urgency === "critical" && (
          <path {...filled} d="M6.3 1.5h7.4l4.8 4.8v7.4l-4.8 4.8H6.3l-4.8-4.8V6.3z" />
        )}
        {urgency === "high" && <path {...filled} d="M10 1.8 19 17.6H1z" />}
        {urgency === "medium" && <path {...filled} d="m10 1.5 8.5 8.5-8.5 8.5L1.5 10z" />}
        {urgency === "low" && <circle cx="10" cy="10" r="6.2" strokeWidth="2.6" />}
      </Sign>
    </span>
  );
}

export function StateSign({ state }: { readonly state: "well" | "silent" | "degraded" | "down" }) {
  return (
    <Sign>
      {state === "well" && (
        <>
          <circle cx="10" cy="10" r="8.2" />
          <path d="m6.3 10.3 2.6 2.6 4.9-5.4" />
        </>
      )}
      {state === "silent" && (
        <>
          <circle cx="10" cy="10" r="8.2" strokeDasharray="3 3" />
          <path d="M6.5 10h7" />
        </>
      )}
      {state === "degraded" && (
        <>
          <path d="M10 2.5 18.6 17H1.4z" />
          <path d="M10 8v4M10 14.4v.1" />
        </>
      )}
      {state === "down" && (
        <>
          <path d="M6.6 2h6.8L18 6.6v6.8L13.4 18H6.6L2 13.4V6.6z" />
          <path d="m7.2 7.2 5.6 5.6m0-5.6-5.6 5.6" />
        </>
      )}
    </Sign>
  );
}

/** The big sign beside the sentence on *Now*. */
export function ToneSign({ tone }: { readonly tone: "calm" | "attention" | "alarm" | "unknown" }) {
  return (
    <svg
      viewBox="0 0 44 44"
      className="state-sign"
      fill="none"
      stroke="currentColor"
      strokeWidth="3"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {tone === "calm" && (
        <>
          <circle cx="22" cy="22" r="19" />
          <path d="m13.5 22.5 6 6 11-12.5" />
        </>
      )}
      {tone === "attention" && (
        <>
          <path d="M22 4.5 41.5 38h-39z" />
          <path d="M22 17.5v9.5M22 32.2v.3" />
        </>
      )}
      {tone === "alarm" && (
        <>
          <path d="M14.2 3h15.6L41 14.2v15.6L29.8 41H14.2L3 29.8V14.2z" />
          <path d="M22 12.5V25M22 31v.3" />
        </>
      )}
      {tone === "unknown" && (
        <>
          <circle cx="22" cy="22" r="19" strokeDasharray="7 6" />
          <path d="M14 22h16" />
        </>
      )}
    </svg>
  );
}

const drawings = {
  now: "M2.5 11h3.2l2.3-6 4 11 2.3-5h3.2",
  warnings: "M10 2.5 18.2 17H1.8zM10 8v4M10 14.3v.1",
  detections:
    "M1.8 10S4.8 4.4 10 4.4 18.2 10 18.2 10 15.2 15.6 10 15.6 1.8 10 1.8 10zM10 12.4a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8z",
  rules: "M7.5 5H17M7.5 10H17M7.5 15H17M2.6 5l.9.9 1.6-1.8M2.6 10l.9.9 1.6-1.8M2.6 15l.9.9 1.6-1.8",
  port: "M4 18V4.5h11M4 8l4-3.5M15 4.5v5M13 9.5h4v3h-4zM1.8 18h16.4M7.5 18V4.5",
  reports: "M4 3h9l4 4v11H4zM13 3v4h4M7 11h7M7 14.5h5",
  lookup: "M8.8 15a6.2 6.2 0 1 0 0-12.4 6.2 6.2 0 0 0 0 12.4zM13.4 13.4 18 18",
  sharing: "M3.5 7H15l-3-3.2M16.5 13H5l3 3.2",
  members: "M2 17v-5.5l4-2.2v-3l4 2V5.5l4-2.5v14M2 17h16M14 17V9.5l4 2V17M5.5 13.5v.1M9.5 13.5v.1",
  person: "M10 10a3.6 3.6 0 1 0 0-7.2 3.6 3.6 0 0 0 0 7.2zM3 17.4c.6-3.3 3.4-5 7-5s6.4 1.7 7 5",
  assurance: "M10 2 17 4.6v5c0 4-2.9 7-7 8.4-4.1-1.4-7-4.4-7-8.4v-5zM6.8 10l2.3 2.3 4.2-4.6",
  settings:
    "M3 5.5h8M15 5.5h2M3 14.5h2M9 14.5h8M13 7.7a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM7 16.7a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  sun: "M10 13.8a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6zM10 1.5v1.8M10 16.7v1.8M1.5 10h1.8M16.7 10h1.8M4 4l1.3 1.3M14.7 14.7 16 16M16 4l-1.3 1.3M5.3 14.7 4 16",
  moon: "M16.8 12.4A7.2 7.2 0 0 1 7.6 3.2a7.2 7.2 0 1 0 9.2 9.2z",
  out: "M8 3H4.5A1.5 1.5 0 0 0 3 4.5v11A1.5 1.5 0 0 0 4.5 17H8M12.5 13.5 16 10l-3.5-3.5M16 10H7.5",
  keys: "M2.5 5h15v10h-15zM5.5 8v.1M8.5 8v.1M11.5 8v.1M14.5 8v.1M6.5 12h7",
  close: "m5 5 10 10M15 5 5 15",
  back: "M12 4.5 6.5 10l5.5 5.5",
  open: "M8 4.5 13.5 10 8 15.5",
  tick: "m4 10.5 4 4 8-9",
  link: "M8.3 11.7a3.4 3.4 0 0 0 4.8 0l2.7-2.7A3.4 3.4 0 0 0 11 4.2l-.9.9M11.7 8.3a3.4 3.4 0 0 0-4.8 0L4.2 11A3.4 3.4 0 0 0 9 15.8l.9-.9",
} as const;

export function Icon({ name }: { readonly name: keyof typeof drawings }) {
  return (
    <Sign>
      <path d={drawings[name]} />
    </Sign>
  );
}
