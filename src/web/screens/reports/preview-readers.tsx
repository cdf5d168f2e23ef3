/** Exactly what each kind of reader would get of a report, before it is sent. */
import type { PreviewRow } from "../../../api/types.js";
import { TlpChip } from "../../parts/labels.js";
import { ReportText, senderOf } from "./report-text.js";

export function PreviewReaders({ readers }: { readonly readers: readonly PreviewRow[] }) {
  return (
    <section className="stack" aria-labelledby="preview-title">
      <h3 id="preview-title">Who would read what</h3>
      {readers.map(({ to, form, why }) => (
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
