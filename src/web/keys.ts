/**
 * Keys: single letters for those who work here all day. They are off while typing, and can be switched off for
 * good (WCAG 2.1.4), as single keys disturb speech input. Each screen adds its own while it is shown.
 */
import { useEffect, useRef } from "react";

const switchName = "breakwater.keys";

export function keysOn(): boolean {
  return localStorage.getItem(switchName) !== "off";
}

export function switchKeys(on: boolean): void {
  localStorage.setItem(switchName, on ? "on" : "off");
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.closest("[role=dialog],[role=menu]") !== null)
  );
}

const sequenceMs = 1_200;

/** `bindings`: a key in lower case, or two in a row with a space between (`g w`), and what it does. */
export function useKeys(bindings: Readonly<Record<string, () => void>>): void {
  const current = useRef(bindings);
  current.current = bindings;
  useEffect(() => {
    let first = "";
    let firstAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !keysOn() || isTyping(event.target)) return;
      const key = event.key.toLowerCase();
      const sequence = Date.now() - firstAt < sequenceMs ? `${first} ${key}` : key;
      const action = current.current[sequence] ?? current.current[key];
      first = key;
      firstAt = Date.now();
      if (action === undefined) return;
      // Enter and Escape on a control belong to the control.
      if (key === "enter" && event.target instanceof HTMLElement && event.target.closest("button,a") !== null)
        return;
      event.preventDefault();
      first = "";
      action();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
