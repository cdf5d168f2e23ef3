/** The files of a report, for whoever may have them: saved, never shown here. */
import type { ReportFile } from "../../../api/types.js";
import { sizeWords } from "../../parts/size-words.js";

export function ReportFiles({
  files,
  isOwn,
}: {
  readonly files: readonly ReportFile[];
  readonly isOwn: boolean;
}) {
  if (files.length === 0) return null;
  return (
    <div className="stack" style={{ gap: 4 }}>
      <p className="quiet small">
        {isOwn
          ? "Files. Your company and the center's operators have them, nobody else."
          : "Files, as the sender made them: they may be harmful. Each saving is told to the sender."}
      </p>
      <ul aria-label="Files of it" className="plain-list">
        {files.map(({ id, name, mediaType, sizeBytes, sha256 }) => (
          <li key={id} className="row">
            <a
              href={`/api/evidence/${encodeURIComponent(id)}`}
              download={name}
              style={{ overflowWrap: "anywhere" }}
            >
              Save {name}
            </a>
            <span className="quiet small">
              {mediaType}, {sizeWords(sizeBytes)}
            </span>
            <span className="quiet small mono" title={sha256}>
              SHA-256 {sha256.slice(0, 12)}…
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
