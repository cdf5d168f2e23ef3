/**
 * Standard output for commands that answer with many lines. Lines gather in a buffer; whoever writes awaits
 * `settle` between portions, so that a slow reader slows the command instead of filling memory. A reader that
 * goes away (`| head`) ends the command quietly, as other tools do.
 */

export interface Output {
  /** Adds text; nothing is awaited here, so a synchronous walk can write. */
  write(text: string): void;
  /** Resolves when what was written may be followed by more. */
  settle(): Promise<void>;
}

export function openOutput(stream: NodeJS.WritableStream): Output {
  let parts: string[] = [];
  return {
    write(text) {
      parts.push(text);
    },
    settle: () =>
      new Promise((resolve) => {
        if (parts.length === 0) return resolve();
        const text = parts.join("");
        parts = [];
        if (stream.write(text)) resolve();
        else stream.once("drain", resolve);
      }),
  };
}

/** Ends the process with 0 when the reader of standard output has gone. */
export function endQuietlyWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
}

/** What came from outside (file names, values) without what could move the terminal's cursor or colour it. */
export function harmless(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f\p{Cf}]/gu, "?");
}
