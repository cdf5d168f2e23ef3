/** The harbour mark: a breakwater's arm around a light, with the swell before it. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <g fill="none" strokeLinecap="round" strokeWidth="2.6">
        <path d="M6 21.5V15.5a10 10 0 0 1 20 0V21.5" stroke="currentColor" />
        <path
          d="M2.5 26.5c2.25 0 2.25-1.8 4.5-1.8s2.25 1.8 4.5 1.8 2.25-1.8 4.5-1.8 2.25 1.8 4.5 1.8 2.25-1.8 4.5-1.8 2.25 1.8 4.5 1.8"
          stroke="#8fbbdc"
        />
      </g>
      <circle cx="16" cy="15.5" r="3.1" fill="currentColor" />
    </svg>
  );
}
