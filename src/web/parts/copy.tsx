/** Copying text: a secret shown once, a line to paste. Says that it was copied where the eye is. */
import { Button } from "@mantine/core";
import { useState } from "react";

export function CopyButton({ text, label = "Copy" }: { readonly text: string; readonly label?: string }) {
  const [done, setDone] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(text).then(() => {
      setDone(true);
      setTimeout(() => setDone(false), 2000);
    });
  return (
    <Button variant="default" size="xs" onClick={copy}>
      <span aria-live="polite">{done ? "Copied" : label}</span>
    </Button>
  );
}

/** Lines to paste, with a button; long ones wrap, so nothing has to be scrolled sideways. */
export function Lines({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="stack" style={{ gap: 8 }}>
      <section className="lines mono" aria-label={label}>
        {text}
      </section>
      <div>
        <CopyButton text={text} label="Copy these lines" />
      </div>
    </div>
  );
}
