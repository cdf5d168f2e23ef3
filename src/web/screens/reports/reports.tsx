/**
 * *Reports*: what members told the center, as far as the reader may know; and, for a member, reporting something. The
 * one that is open stands in the address, so that it can be sent to somebody; it is shown first where it is in no page
 * of the list that was read.
 */
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { OpenedMail, Page, ReportRow as Row } from "../../../api/types.js";
import { get } from "../../ask.js";
import { useLive } from "../../live.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { useSession } from "../../session.js";
import { HeldMail } from "./held-mail.js";
import { MailDrafts } from "./mail-drafts.js";
import { ReportForm } from "./report-form.js";
import { ReportRow } from "./report-row.js";

/** The live stream tells when there is something to read; without it the list looks for itself. */
const lookEveryMs = 15_000;

/** The report of the address, where the list does not have it. */
function Elsewhere({ id, canWithdraw }: { readonly id: string; readonly canWithdraw: boolean }) {
  const report = useQuery({
    queryKey: ["reports", id],
    queryFn: () => get<Row>(`/reports/${encodeURIComponent(id)}`),
  });
  if (report.data !== undefined)
    return (
      <ul aria-label="The report you opened" className="stack" style={{ listStyle: "none", padding: 0 }}>
        <ReportRow report={report.data} canWithdraw={canWithdraw} isOpen />
      </ul>
    );
  if (report.error === null) return <Waiting what="the report" />;
  return (
    <>
      <Fault fault={report.error} />
      <p>
        <Link href="/reports">All reports</Link>
      </p>
    </>
  );
}

export function ReportsScreen({ openId }: { readonly openId: string | null }) {
  const { person } = useSession();
  const canReport = person.memberId !== null && person.role !== "viewer";
  const { connected } = useLive();
  const [isWriting, setWriting] = useState(false);
  const [mail, setMail] = useState<OpenedMail | null>(null);
  const done = () => {
    setWriting(false);
    setMail(null);
  };
  const reports = useInfiniteQuery({
    queryKey: ["reports"],
    queryFn: ({ pageParam }) =>
      get<Page<Row>>(`/reports${pageParam === null ? "" : `?after=${encodeURIComponent(pageParam)}`}`),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: connected ? false : lookEveryMs,
  });
  const rows = reports.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <div className="page-inner stack">
      <div className="row">
        <h1>Reports</h1>
        {canReport && !isWriting && mail === null && (
          <Button onClick={() => setWriting(true)}>Report something</Button>
        )}
      </div>
      {(isWriting || mail !== null) && <ReportForm key={mail?.id ?? "new"} mail={mail} onDone={done} />}
      {canReport && !isWriting && mail === null && <MailDrafts onOpen={setMail} />}
      {person.role === "operator" && <HeldMail />}
      {reports.error !== null && <Fault fault={reports.error} retry={() => void reports.refetch()} />}
      {reports.isLoading && <Waiting what="reports" />}
      {reports.data !== undefined && rows.length === 0 && (
        <p className="quiet">
          {canReport
            ? "Nothing was reported yet. What one member saw today is what the next one sees tomorrow: report it, nobody reads who you are."
            : "Nothing was reported yet."}
        </p>
      )}
      {openId !== null && reports.data !== undefined && !rows.some(({ id }) => id === openId) && (
        <Elsewhere id={openId} canWithdraw={canReport} />
      )}
      <ul aria-label="Reports" className="stack" style={{ listStyle: "none", padding: 0, gap: 10 }}>
        {rows.map((report) => (
          <ReportRow key={report.id} report={report} canWithdraw={canReport} isOpen={report.id === openId} />
        ))}
      </ul>
      {reports.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={reports.isFetchingNextPage}
            onClick={() => void reports.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
