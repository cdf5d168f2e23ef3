/**
 * A value of telemetry or intelligence. A click opens what can be done with it; it is never a link to itself, so
 * that nobody visits a hostile address by accident.
 */
import { Menu } from "@mantine/core";
import { useLocation } from "wouter";
import { useNotices } from "../notices.js";

/** The usual harmless spelling: `203[.]0[.]113[.]9`, `hxxp://`. */
export function defang(value: string): string {
  return value.replace(/^http/i, "hxxp").replaceAll(".", "[.]").replaceAll("@", "[@]");
}

export function Value({ value }: { readonly value: string }) {
  const notices = useNotices();
  const [, go] = useLocation();
  const copy = (text: string) =>
    void navigator.clipboard.writeText(text).then(() => notices.say(`Copied ${defang(value)}`));
  return (
    <Menu shadow="md" position="bottom-start" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className="value" aria-label={`${value}: what to do with this value`}>
          {value}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copy(value)}>Copy</Menu.Item>
        <Menu.Item onClick={() => copy(defang(value))}>Copy defanged</Menu.Item>
        <Menu.Item onClick={() => go(`/look-up?values=${encodeURIComponent(value)}`)}>Look up</Menu.Item>
        <Menu.Item onClick={() => go(`/detections?value=${encodeURIComponent(value)}`)}>
          Show its detections
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
