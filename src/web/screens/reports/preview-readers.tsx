/** Exactly what each kind of reader would get of a report, before it is sent. */
import type { PreviewRow } from "../../../api/types.js";
import { TlpChip } from "../../parts/labels.js";
import { ReportText, senderOf } from "./report-text.js";

export function PreviewReaders({
  readers,
  files,
}: {
  readonly readers: readonly PreviewRow[];
  readonly files: number;
}) {
  return (
    <section className="stack" aria-labelledby="preview-title">
      <h3 id="preview-title">Who would read what</h3>
      {files > 0 && (
        <p>
          {files === 1 ? "Your file goes" : `Your ${files} files go`} to the center&apos;s operators as{" "}
          {files === 1 ? "it is" : "they are"}, with nothing cut. No other member gets{" "}
          {files === 1 ? "it, or is told that there is one" : "them, or is told that there are any"}.
        </p>
      )}
      {readers.map(({ to, form, why, withEvidence }) => (
        <details key={to} className="card card-body" open={form?.from === null}>
          <summary>
            <strong>{to}</strong>{" "}
            <span className="quiet">
              {form === null
                ? "get nothing"
                : form.from !== null
                  ? "read it whole, with your name"
                  : form.isCut
                    ? "read it without your name, with parts left out"
                    : "read it without your name"}
              {withEvidence && (files === 1 ? ", with your file" : ", with your files")}
            </span>
          </summary>
          {form === null ? (
            <p className="quiet">{why}</p>
          ) : (
            <div className="stack" style={{ gap: 10, marginTop: 10 }}>
              <p className="row">
                <strong>{form.title}</strong> <TlpChip tlp={form.tlp} />
                <span className="quiet">from {senderOf(form)}</span>
              </p>
              <ReportText report={form} />
            </div>
          )}
        </details>
      ))}
    </section>
  );
}
