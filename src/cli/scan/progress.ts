/** A line on stderr that tells how far a scan is; only to a terminal, and gone when the answer comes. */
import progressBars from "cli-progress";
import { harmless } from "../output.js";

export interface Progress {
  tell(text: string): void;
  end(): void;
}

export function openProgress(): Progress {
  if (process.stderr.isTTY !== true) return { tell: () => {}, end: () => {} };
  const bar = new progressBars.SingleBar({
    stream: process.stderr,
    fps: 5,
    clearOnComplete: true,
    format: (_options, _params, payload: { readonly text?: string }) => payload.text ?? "",
  });
  bar.start(1, 0, { text: "" });
  return { tell: (text) => bar.update(0, { text: harmless(text) }), end: () => bar.stop() };
}
