/** Ten recovery codes, shown once: to copy, print, and go on. */
import { Button } from "@mantine/core";
import { Lines } from "../parts/copy.js";

export function RecoveryCodes({
  codes,
  onKept,
}: {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}) {
  return (
    <section className="do-now stack" data-urgency="low" aria-label="Recovery codes" style={{ gap: 12 }}>
      <h2>Keep these recovery codes</h2>
      <p role="status">
        Each signs you in once in place of a code, when the phone is lost. They are not shown again: print
        them, or put them where you keep passwords.
      </p>
      <Lines text={codes.join("\n")} label="Recovery codes, one a line" />
      <div>
        <Button onClick={onKept}>I have kept them</Button>
      </div>
    </section>
  );
}
