/**
 * The sentence of a warning. It speaks to the member it is for ("a computer at your company"); the center's people
 * read it as a quotation under the member's name, so that nobody takes another company's trouble for their own.
 */
import type { WarningRow } from "../../api/types.js";

export function Told({
  warning,
}: {
  readonly warning: Pick<WarningRow, "sentence" | "center" | "language">;
}) {
  const { center, sentence, language } = warning;
  if (center === null) return <span lang={language}>{sentence}</span>;
  return (
    <>
      <span className="told-to">
        {center.released ? "Told to" : "Held back from"} {center.recipient.name}:
      </span>{" "}
      <span className="told-words">{sentence}</span>
    </>
  );
}
