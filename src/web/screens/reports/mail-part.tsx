/** In the report form: what came with the mail that the report is made of, and whether it goes along. */
import type { OpenedMail } from "../../../api/types.js";
import { sizeWords } from "../../parts/size-words.js";
import { Tick } from "../../parts/tick.js";

export function MailPart({
  mail,
  withFiles,
  onWithFiles,
}: {
  readonly mail: OpenedMail;
  readonly withFiles: boolean;
  readonly onWithFiles: (withFiles: boolean) => void;
}) {
  return (
    <section className="stack" aria-label="What came with the mail" style={{ gap: 8 }}>
      <Tick
        label="Send the mail itself and its files along"
        description="Only the center's operators and your company get them."
        checked={withFiles}
        onChange={onWithFiles}
      />
      <ul aria-label="Files of the mail" className="plain-list">
        {mail.files.map(({ id, name, sizeBytes }) => (
          <li key={id} className="row">
            <strong style={{ overflowWrap: "anywhere" }}>
              {name === "" ? "a file without a name" : name}
            </strong>
            <span className="quiet small">{sizeWords(sizeBytes)}</span>
          </li>
        ))}
      </ul>
      {mail.notes.map((note) => (
        <p key={note} className="quiet small">
          {note}
        </p>
      ))}
    </section>
  );
}
