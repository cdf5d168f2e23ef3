/** A choice that is on or off, with what it means beside it. */
import type { ReactNode } from "react";

export function Tick(props: {
  readonly label: ReactNode;
  /** What follows from it, in a sentence; part of what is read out. */
  readonly description?: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label className="row" style={{ minHeight: 32, flexWrap: "nowrap" }}>
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
        style={{ width: 20, height: 20, flex: "none" }}
      />
      <span style={{ overflowWrap: "anywhere" }}>
        {props.label}
        {props.description !== undefined && (
          <span className="quiet small" style={{ display: "block" }}>
            {props.description}
          </span>
        )}
      </span>
    </label>
  );
}
