/**
 * *Warnings*: the queue, grouped by urgency, and the panel of one. The URL is the state: filters stand in the
 * query, the open warning in the path, so that any view can be sent to somebody. The list never moves under the
 * hand (see `queue-rows.ts`).
 */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { Link, useLocation, useSearch } from "wouter";
import type { Page, WarningRow as Row } from "../../api/types.js";
import { urgencies } from "../../model/index.js";
import { get } from "../ask.js";
import { useKeys } from "../keys.js";
import { Fault, Waiting } from "../parts/fault.js";
import { UrgencySign } from "../parts/icons.js";
import { urgencyWords } from "../parts/labels.js";
import { useHeldRows } from "./queue-rows.js";
import { WarningPanel } from "./warning-panel.js";
import { WarningRow } from "./warning-row.js";

const states = [
  { id: "open", title: "Open" },
  { id: "closed", title: "Closed" },
  { id: "all", title: "All" },
] as const;

/** Filters read from and written to the query part of the URL. */
function useFilters() {
  const search = useSearch();
  const params = new URLSearchParams(search);
  const state = states.find((known) => known.id === params.get("state"))?.id ?? "open";
  const urgency = urgencies.find((known) => known === params.get("urgency")) ?? null;
  const href = (change: Readonly<Record<string, string | null>>) => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(change)) {
      if (value === null) next.delete(name);
      else next.set(name, value);
    }
    const text = next.toString();
    return `/warnings${text === "" ? "" : `?${text}`}`;
  };
  return { state, urgency, search, href };
}

function Filters() {
  const { state, urgency, href } = useFilters();
  return (
    <nav className="chips" aria-label="Filters">
      {states.map(({ id, title }) => (
        <Link
          key={id}
          className="chip"
          href={href({ state: id === "open" ? null : id })}
          aria-current={state === id ? "true" : undefined}
        >
          {title}
        </Link>
      ))}
      {urgency !== null && (
        <Link
          className="chip"
          href={href({ urgency: null })}
          aria-label={`Remove the filter: ${urgencyWords[urgency]} only`}
        >
          {urgencyWords[urgency]} only <span aria-hidden="true">×</span>
        </Link>
      )}
    </nav>
  );
}

function Group({
  urgency,
  rows,
  openId,
}: {
  readonly urgency: Row["urgency"];
  readonly rows: readonly Row[];
  readonly openId: string | null;
}) {
  const { href } = useFilters();
  return (
    <section className="group" aria-label={`${urgencyWords[urgency]} urgency`}>
      <h2 className="group-head">
        <UrgencySign urgency={urgency} />
        <Link
          href={href({ urgency })}
          style={{ color: "inherit", textDecoration: "none" }}
          title={`Show ${urgencyWords[urgency]} only`}
        >
          {urgencyWords[urgency]} <span className="numbers">{rows.length}</span>
        </Link>
      </h2>
      <ul className="card">
        {rows.map((row) => (
          <li key={row.id}>
            <WarningRow row={row} selected={row.id === openId} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Nothing({ state }: { readonly state: string }) {
  return (
    <div className="card empty">
      <svg
        className="empty-sign"
        viewBox="0 0 44 44"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
        aria-hidden="true"
      >
        <circle cx="22" cy="22" r="19" />
        <path d="m13.5 22.5 6 6 11-12.5" strokeLinejoin="round" />
      </svg>
      <h2>{state === "open" ? "No warning is open" : "There is none here"}</h2>
      <p className="quiet">
        {state === "open" ? "New ones appear by themselves. " : "Other filters may show more. "}
        <Link href="/">See how the sources do</Link>
      </p>
    </div>
  );
}

/** j and k walk the rows as they stand; Enter opens the one chosen. */
function useRowKeys(rows: readonly Row[], openId: string | null, show: () => void): void {
  const [, go] = useLocation();
  const { search, href } = useFilters();
  const chosen = useRef<string | null>(null);
  const path = (id: string) => `/warnings/${id}${search === "" ? "" : `?${search}`}`;
  const move = (step: number) => {
    const at = rows.findIndex((row) => row.id === (openId ?? chosen.current));
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next === undefined) return;
    chosen.current = next.id;
    document.querySelector<HTMLElement>(`[data-warning="${next.id}"]`)?.focus();
    if (openId !== null) go(path(next.id));
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    enter: () => chosen.current !== null && go(path(chosen.current)),
    escape: () => openId !== null && go(href({})),
    n: show,
  });
}

function useQueue() {
  const { state, urgency } = useFilters();
  const query = useInfiniteQuery({
    queryKey: ["warnings", state],
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const params = new URLSearchParams({ state, limit: "50" });
      if (pageParam !== "") params.set("after", pageParam);
      return get<Page<Row>>(`/warnings?${params}`);
    },
    getNextPageParam: (last) => last.next,
  });
  const fetched = useMemo(() => query.data?.pages.flatMap((page) => page.rows), [query.data]);
  return { query, held: useHeldRows(fetched, state), state, urgency };
}

export function WarningsScreen({ id }: { readonly id: string | null }) {
  const { query, held, state, urgency: only } = useQueue();
  const { href } = useFilters();
  const groups = [...urgencies]
    .reverse()
    .filter((urgency) => only === null || urgency === only)
    .map((urgency) => ({ urgency, rows: held.rows.filter((row) => row.urgency === urgency) }))
    .filter((group) => group.rows.length > 0);
  useRowKeys(
    groups.flatMap((group) => group.rows),
    id,
    held.show,
  );
  return (
    <div className="queue-layout" data-open={id !== null}>
      <div className="queue">
        <div className="queue-head">
          {id === null ? <h1>Warnings</h1> : <h2 style={{ fontSize: "1.3rem" }}>Warnings</h2>}
          <Filters />
        </div>
        {held.fresh > 0 && (
          <button type="button" className="fresh" onClick={held.show}>
            {held.fresh} new, press N
          </button>
        )}
        {query.isPending && <Waiting what="warnings" />}
        {query.error !== null && <Fault fault={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && held.rows.length === 0 && <Nothing state={state} />}
        {groups.map((group) => (
          <Group key={group.urgency} {...group} openId={id} />
        ))}
        {query.hasNextPage && (
          <Button
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            Show more
          </Button>
        )}
      </div>
      {id !== null && <WarningPanel key={id} id={id} closeHref={href({})} />}
    </div>
  );
}
