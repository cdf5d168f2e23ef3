/**
 * *Assurance*: the audit chain, newest first, with what proves it: its head, its last checkpoint, the public key, and
 * a copy to take away. The kind that is shown and the entry that is open stand in the address.
 */
import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";
import type { AuditPage, AuditRow } from "../../api/types.js";
import { get } from "../ask.js";
import { CopyButton } from "../parts/copy.js";
import { Fault, Waiting } from "../parts/fault.js";
import { When } from "../parts/when.js";
import { AuditEntryCard, actorWords } from "./audit-entry.js";
import { takeCopy } from "./take-copy.js";

function CopyChain() {
  const client = useQueryClient();
  const [done, setDone] = useState(0);
  const copy = useMutation({
    mutationFn: () => takeCopy(setDone),
    onSettled: () => void client.invalidateQueries({ queryKey: ["audit"] }),
  });
  return (
    <div className="row">
      <Button onClick={() => copy.mutate()} disabled={copy.isPending}>
        Download a copy
      </Button>
      <span className="quiet small" role="status">
        {copy.isPending && `Reading, ${Math.round(done * 100)} %`}
        {copy.isSuccess && "The copy is downloaded; that you took it is an entry now."}
      </span>
      {copy.error !== null && <Fault fault={copy.error} />}
    </div>
  );
}

/** What the chain is proven by. */
function Proof({ status }: { readonly status: AuditPage["status"] }) {
  const { head, checkpoint, publicKey, fault } = status;
  return (
    <section className="card" aria-labelledby="proof-title">
      <div className="card-head">
        <h2 id="proof-title">Proof</h2>
      </div>
      <div className="card-body stack" style={{ gap: 14 }}>
        {fault !== "" && (
          <div className="banner" role="alert">
            <div>
              <strong>{fault}</strong> Nothing is signed any more. Download a copy and verify it.
            </div>
          </div>
        )}
        <dl className="facts" style={{ overflowWrap: "anywhere" }}>
          <dt>Head</dt>
          <dd>
            {head === null ? (
              "no entry yet"
            ) : (
              <>
                entry {head.sequence}, <When us={head.atUs} />
                <br />
                <span className="mono small">
                  {head.sequence}:{head.hash}
                </span>
              </>
            )}
          </dd>
          <dt>Last checkpoint</dt>
          <dd>
            {checkpoint === null ? (
              "none yet"
            ) : (
              <>
                number {checkpoint.number}, signed <When us={checkpoint.atUs} /> up to entry{" "}
                {checkpoint.sequence}
              </>
            )}
          </dd>
          <dt>Public key</dt>
          <dd className="mono small">{publicKey}</dd>
        </dl>
        <div className="row">
          {head !== null && <CopyButton text={`${head.sequence}:${head.hash}`} label="Copy the head" />}
          <CopyButton text={publicKey} label="Copy the public key" />
        </div>
        <p className="quiet small">
          Keep the key and, now and then, a head somewhere else. With them{" "}
          <code>breakwater audit verify</code> proves a copy whole, or names the first bad entry.
        </p>
        <CopyChain />
      </div>
    </section>
  );
}

function Rows({ rows, search }: { readonly rows: readonly AuditRow[]; readonly search: string }) {
  return (
    <table className="plain stacked">
      <thead>
        <tr>
          <th scope="col">Entry</th>
          <th scope="col">When</th>
          <th scope="col">What</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.sequence}>
            <td className="numbers">{row.sequence}</td>
            <td style={{ whiteSpace: "nowrap" }}>
              <When us={row.atUs} />
            </td>
            <td>
              <Link
                href={`/assurance/${row.sequence}${search === "" ? "" : `?${search}`}`}
                aria-label={`${row.kind}, entry ${row.sequence}`}
              >
                {row.kind}
              </Link>{" "}
              {row.subjectName !== null && <span className="quiet small">{row.subjectName}</span>}
            </td>
            <td style={{ overflowWrap: "anywhere" }}>{actorWords(row)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function AssuranceScreen({ open }: { readonly open: number | null }) {
  const search = useSearch();
  const [, go] = useLocation();
  const kind = new URLSearchParams(search).get("kind");
  const pages = useInfiniteQuery({
    queryKey: ["audit", "list", kind],
    queryFn: ({ pageParam }) => {
      const params = new URLSearchParams();
      if (kind !== null) params.set("kind", kind);
      if (pageParam !== null) params.set("before", String(pageParam));
      return get<AuditPage>(`/audit?${params.toString()}`);
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
  });
  const first = pages.data?.pages[0];
  const rows = pages.data?.pages.flatMap((page) => page.rows) ?? [];
  const back = `/assurance${search === "" ? "" : `?${search}`}`;
  return (
    <div className="page-inner stack">
      <h1>Assurance</h1>
      {pages.isPending && <Waiting what="the audit chain" />}
      {pages.error !== null && <Fault fault={pages.error} retry={() => void pages.refetch()} />}
      {open !== null && Number.isSafeInteger(open) && <AuditEntryCard sequence={open} back={back} />}
      {first !== undefined && <Proof status={first.status} />}
      {first !== undefined && (
        <section className="card" aria-labelledby="chain-title">
          <div className="card-head row" style={{ justifyContent: "space-between" }}>
            <h2 id="chain-title">Audit chain</h2>
            <NativeSelect
              aria-label="Show only"
              value={kind ?? ""}
              onChange={(event) => {
                const next = event.currentTarget.value;
                go(next === "" ? "/assurance" : `/assurance?kind=${encodeURIComponent(next)}`);
              }}
              data={[
                { value: "", label: "Everything" },
                ...first.kinds.map((each) => ({ value: each, label: each })),
              ]}
            />
          </div>
          <div className="card-body">
            {rows.length === 0 ? <p className="quiet">None.</p> : <Rows rows={rows} search={search} />}
            {pages.hasNextPage && (
              <Button
                variant="default"
                onClick={() => void pages.fetchNextPage()}
                loading={pages.isFetchingNextPage}
              >
                Show older entries
              </Button>
            )}
          </div>
        </section>
      )}
    </div>
  );
}
