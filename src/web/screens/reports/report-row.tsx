/**
 * One report in the list; it opens, at an address of its own, to its words and, where it is one's own, to what left
 * of it.
 */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import type { ReleaseRow, ReportRow as Row } from "../../../api/types.js";
import { get, post } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { CopyButton } from "../../parts/copy.js";
import { Fault } from "../../parts/fault.js";
import { TlpChip } from "../../parts/labels.js";
import { hourInWords, When } from "../../parts/when.js";
import { ReportFiles } from "./report-files.js";
import { ReportText, senderOf } from "./report-text.js";

function Releases({ id }: { readonly id: string }) {
  const releases = useQuery({
    queryKey: ["reports", id, "releases"],
    queryFn: () => get<{ rows: readonly ReleaseRow[] }>(`/reports/${encodeURIComponent(id)}/releases`),
    refetchInterval: 5_000,
  });
  if (releases.error !== null) return <Fault fault={releases.error} />;
  if (releases.data === undefined) return null;
  if (releases.data.rows.length === 0) return <p className="quiet">No other member has anything of it.</p>;
  return (
    <ul aria-label="What left of it" style={{ padding: 0, listStyle: "none", display: "grid", gap: 4 }}>
      {releases.data.rows.map(({ rule, reason, sinceUs, to }) => (
        <li key={rule}>
          To <strong>{to}</strong>, first {hourInWords(sinceUs)}. <span className="quiet">{reason}</span>
        </li>
      ))}
    </ul>
  );
}

function Withdraw({ id }: { readonly id: string }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [isAsked, setAsked] = useState(false);
  const withdraw = useMutation({
    mutationFn: () => post<Row>(`/reports/${encodeURIComponent(id)}/withdraw`, {}),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["reports"] });
      notices.say("Withdrawn. Whoever got it is told so.");
    },
  });
  if (!isAsked)
    return (
      <div>
        <Button variant="default" size="xs" onClick={() => setAsked(true)}>
          Withdraw …
        </Button>
      </div>
    );
  return (
    <div className="stack" style={{ gap: 8 }}>
      <p>
        Whoever got it will read that it is withdrawn, and no more of it. Its files stay with your company and
        leave the operators' sight. That can't be taken back.
      </p>
      {withdraw.error !== null && <Fault fault={withdraw.error} />}
      <div className="row">
        <Button size="xs" color="red" loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
          Withdraw it
        </Button>
        <Button variant="default" size="xs" onClick={() => setAsked(false)}>
          Keep it
        </Button>
      </div>
    </div>
  );
}

export function ReportRow({
  report,
  canWithdraw,
  isOpen,
}: {
  readonly report: Row;
  readonly canWithdraw: boolean;
  readonly isOpen: boolean;
}) {
  const [, go] = useLocation();
  return (
    <li className="card">
      <details
        className="card-body"
        open={isOpen}
        onToggle={({ currentTarget }) => {
          if (currentTarget.open !== isOpen)
            go(isOpen ? "/reports" : `/reports/${encodeURIComponent(report.id)}`);
        }}
      >
        <summary>
          <strong>{report.title}</strong>
          <span className="warning-meta" style={{ marginTop: 6 }}>
            <When us={report.sinceUs} />
            <span>{report.isOwn ? "yours" : senderOf(report)}</span>
            <TlpChip tlp={report.tlp} />
            {report.evidence.length > 0 && (
              <span>{report.evidence.length === 1 ? "1 file" : `${report.evidence.length} files`}</span>
            )}
            {report.urgent && <span className="reaction-chip">Urgent</span>}
            {report.state === "withdrawn" && <span className="reaction-chip">Withdrawn</span>}
          </span>
        </summary>
        {isOpen && (
          <div className="stack" style={{ marginTop: 12 }}>
            <ReportText report={report} />
            <ReportFiles files={report.evidence} isOwn={report.isOwn} />
            {report.isCut && <p className="quiet small">[…] stands for what would have shown a member.</p>}
            <div>
              <CopyButton
                text={`${window.location.origin}/reports/${encodeURIComponent(report.id)}`}
                label="Copy the link to it"
              />
            </div>
            {report.isOwn && <Releases id={report.id} />}
            {report.isOwn && canWithdraw && report.state === "stands" && <Withdraw id={report.id} />}
          </div>
        )}
      </details>
    </li>
  );
}
