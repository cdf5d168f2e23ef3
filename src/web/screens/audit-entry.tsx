/** One entry of the audit chain, opened: everything it says, and its place in the chain. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { AuditPage, AuditRow } from "../../api/types.js";
import { get } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { When } from "../parts/when.js";

export function actorWords(row: AuditRow): string {
  return row.actorName ?? (row.actor === "center" ? "the center itself" : row.actor);
}

/** What a report of nobody is called in its entries is no id. */
const isId = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text);

/** A detail's fields, as text. */
function fieldsOf(detail: string): readonly (readonly [string, string])[] {
  const fields = Object.entries(JSON.parse(detail) as Record<string, unknown>);
  return fields.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
}

function Facts({ row }: { readonly row: AuditRow }) {
  return (
    <dl className="facts" style={{ overflowWrap: "anywhere" }}>
      <dt>When</dt>
      <dd>
        <When us={row.atUs} />
      </dd>
      <dt>By</dt>
      <dd>
        {actorWords(row)} {row.actorName !== null && <span className="quiet mono small">{row.actor}</span>}
      </dd>
      <dt>About</dt>
      <dd>
        {row.subjectName !== null && `${row.subjectName} `}
        <span className="quiet mono small">
          {row.kind.startsWith("report-") && isId(row.subject) ? (
            <Link href={`/reports/${row.subject}`}>{row.subject}</Link>
          ) : (
            row.subject
          )}
        </span>
      </dd>
      {fieldsOf(row.detail).map(([name, value]) => (
        <FieldRow key={name} name={name} value={value} />
      ))}
      <dt>Hash</dt>
      <dd className="mono small">{row.hash}</dd>
      <dt>Hash of the entry before</dt>
      <dd className="mono small">{row.previous}</dd>
    </dl>
  );
}

function FieldRow({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd className="mono small">{value}</dd>
    </>
  );
}

export function AuditEntryCard({ sequence, back }: { readonly sequence: number; readonly back: string }) {
  const page = useQuery({
    queryKey: ["audit", "entry", sequence],
    queryFn: () => get<AuditPage>(`/audit?before=${sequence + 1}&limit=1`),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const row = page.data?.rows.find((each) => each.sequence === sequence);
  return (
    <section className="card" aria-labelledby="entry-title">
      <div className="card-head row" style={{ justifyContent: "space-between" }}>
        <h2 id="entry-title">
          Entry {sequence}
          {row !== undefined && `: ${row.kind}`}
        </h2>
        <Link href={back}>Close this entry</Link>
      </div>
      <div className="card-body">
        {page.isPending && <Waiting what="the entry" />}
        {page.error !== null && <Fault fault={page.error} />}
        {page.data !== undefined && row === undefined && <p>There is no entry with this number.</p>}
        {row !== undefined && <Facts row={row} />}
      </div>
    </section>
  );
}
