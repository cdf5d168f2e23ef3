/** The keys, and the switch that turns them off. */
import { Modal } from "@mantine/core";
import { useState } from "react";
import { keysOn, switchKeys } from "./keys.js";
import { zoneName } from "./parts/when.js";

const keys: readonly (readonly [string, string])[] = [
  ["?", "This help"],
  ["g n", "Go to Now"],
  ["g w", "Go to Warnings"],
  ["g d", "Go to Detections"],
  ["g o", "Go to Port"],
  ["g l", "Go to Look up"],
  ["g u", "Go to Rules"],
  ["g m", "Go to Members"],
  ["g e", "Go to Exchange"],
  ["g a", "Go to Assurance"],
  ["g p", "Go to People, for a member's admin"],
  ["g s", "Go to Settings"],
  ["j k", "Next and previous warning or detection"],
  ["Enter", "Open what was chosen with j and k"],
  ["Esc", "Close what is open"],
  ["n", "Show the new ones"],
  ["Ctrl or Cmd + Enter", "Look up what was typed in Look up"],
  ["Ctrl or Cmd + K", "Go anywhere, look anything up"],
];

export function HelpDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [on, setOn] = useState(keysOn);
  const change = (next: boolean) => {
    switchKeys(next);
    setOn(next);
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      lockScroll={false}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Does</th>
          </tr>
        </thead>
        <tbody>
          {keys.map(([key, does]) => (
            <tr key={key}>
              <td className="mono">{key}</td>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label className="row" style={{ marginTop: 16, minHeight: 28 }}>
        <input type="checkbox" checked={on} onChange={(event) => change(event.currentTarget.checked)} />
        Single keys are on
      </label>
      <p className="quiet small" style={{ marginTop: 8 }}>
        Times are shown in your time zone, {zoneName()}.
      </p>
    </Modal>
  );
}
