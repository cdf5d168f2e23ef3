/** Importing a CSV file: tried first, so that one sees what would happen, then imported. */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ImportReport } from "../../api/types.js";
import { post } from "../ask.js";
import { Fault } from "../parts/fault.js";

function Report({ report }: { readonly report: ImportReport }) {
  const left = report.refused - report.faults.length;
  return (
    <div className="stack" role="status" style={{ gap: 8 }}>
      <p>
        <strong>
          {report.added} {report.dryRun ? "would be added" : "added"}, {report.changed} changed,{" "}
          {report.unchanged} there already, {report.refused} refused.
        </strong>
      </p>
      {report.faults.length > 0 && (
        <ul style={{ paddingLeft: 20 }}>
          {report.faults.map(({ line, detail }) => (
            <li key={line}>
              Line {line}: {detail}
            </li>
          ))}
          {left > 0 && <li>and {left} more</li>}
        </ul>
      )}
    </div>
  );
}

export function ExposureImport({
  memberId,
  onImported,
}: {
  readonly memberId: string;
  readonly onImported: () => void;
}) {
  const [csv, setCsv] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: (asked: { readonly csv: string; readonly dryRun: boolean }) =>
      post<ImportReport>("/exposures/import", { memberId, ...asked }),
    onSuccess: (report) => {
      if (report.dryRun) return;
      setCsv(null);
      onImported();
    },
  });
  const choose = (file: File | undefined) =>
    void file?.text().then((text) => {
      setCsv(text);
      send.mutate({ csv: text, dryRun: true });
    });
  return (
    <section className="do-now stack" data-urgency="low" aria-label="Import a file">
      <p>
        A CSV file with the columns <code>kind, value, also, note</code>; other names apart by <code>|</code>.
        Lists of vessels with columns for IMO, MMSI and call sign are taken as they are.
      </p>
      <label>
        <span className="hidden-text">CSV file</span>
        <input
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={(event) => choose(event.currentTarget.files?.[0])}
        />
      </label>
      {send.error !== null && <Fault fault={send.error} />}
      {send.data !== undefined && <Report report={send.data} />}
      {csv !== null && send.data?.dryRun === true && (
        <div>
          <Button loading={send.isPending} onClick={() => send.mutate({ csv, dryRun: false })}>
            Import these lines
          </Button>
        </div>
      )}
    </section>
  );
}
