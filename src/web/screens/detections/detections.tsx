/**
 * *Detections*: what rules and detectors of behaviour said, the gravest first and in each level the newest, and the
 * panel of one. The address is the state, and the list never moves under the hand (`queue-rows.ts`), as on *Warnings*.
 */
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { Link, useLocation } from "wouter";
import type { DetectionPage } from "../../../api/types.js";
import { get } from "../../ask.js";
import { useKeys } from "../../keys.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { LevelSign, levelWords } from "../../parts/level.js";
import { useIsCenter, useSession } from "../../session.js";
import { useHeldRows } from "../queue-rows.js";
import { AttemptsPart } from "./attempts-part.js";
import { asQuery, useDetectionFilters } from "./detection-filters.js";
import { DetectionPanel } from "./detection-panel.js";
import { DetectionRowLink } from "./detection-row.js";
import { FilterForm, Noise } from "./filter-form.js";
import { byLevel, type FoldedDetection, foldDetections, type LevelGroup } from "./fold-detections.js";

const pageRows = 100;

function useDetections() {
  const { filters } = useDetectionFilters();
  const listKey = asQuery(filters, pageRows, "");
  const query = useInfiniteQuery({
    queryKey: ["detections", listKey],
    initialPageParam: "",
    queryFn: ({ pageParam }) => get<DetectionPage>(`/detections?${asQuery(filters, pageRows, pageParam)}`),
    getNextPageParam: (last) => last.next,
  });
  const fetched = useMemo(() => query.data?.pages.flatMap((page) => page.rows), [query.data]);
  return { query, held: useHeldRows(fetched, listKey), hidden: query.data?.pages[0]?.hidden ?? 0 };
}

function Group({ group, openId }: { readonly group: LevelGroup; readonly openId: string | null }) {
  return (
    <section className="group" aria-label={levelWords[group.level]}>
      <h2 className="group-head" data-urgency={group.level}>
        <LevelSign level={group.level} />
        {levelWords[group.level]} <span className="numbers">{group.folded.length}</span>
      </h2>
      <ul className="card">
        {group.folded.map((folded) => (
          <li key={folded.row.id}>
            <DetectionRowLink folded={folded} selected={openId !== null && folded.ids.includes(openId)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Nothing({ hidden }: { readonly hidden: number }) {
  const { filters, href } = useDetectionFilters();
  const center = useIsCenter();
  const { level, kind, rule, value, memberId } = filters;
  const isFiltered = [level, kind, rule, value, memberId].some((set) => set !== null);
  return (
    <div className="card empty">
      <h2>{isFiltered ? "Nothing here meets the filters" : "Nothing was detected yet"}</h2>
      <p className="quiet">
        {isFiltered ? (
          <Link href="/detections">Take all filters away</Link>
        ) : hidden > 0 ? (
          <Link href={href({ everybody: "shown" })}>Show what knocks everywhere</Link>
        ) : (
          <>
            It appears here within seconds of the record that causes it, once telemetry comes in.{" "}
            {center ? (
              <>
                <Link href="/settings">See whether sources send</Link>, or{" "}
                <Link href="/rules">which rules are on</Link>.
              </>
            ) : (
              <Link href="/">See how to connect a source</Link>
            )}
          </>
        )}
      </p>
    </div>
  );
}

/** j and k walk the rows as they stand; Enter opens the one chosen, Escape closes it. */
function useRowKeys(rows: readonly FoldedDetection[], openId: string | null, show: () => void): void {
  const [, go] = useLocation();
  const { search, href } = useDetectionFilters();
  const chosen = useRef<string | null>(null);
  const path = (id: string) => `/detections/${id}${search === "" ? "" : `?${search}`}`;
  const move = (step: number) => {
    const at = rows.findIndex(({ ids }) => ids.includes(openId ?? chosen.current ?? ""));
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))]?.row;
    if (next === undefined) return;
    chosen.current = next.id;
    document.querySelector<HTMLElement>(`[data-detection="${next.id}"]`)?.focus();
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

function Queue({ openId }: { readonly openId: string | null }) {
  const { query, held, hidden } = useDetections();
  const groups = byLevel(foldDetections(held.rows));
  useRowKeys(
    groups.flatMap((group) => group.folded),
    openId,
    held.show,
  );
  return (
    <section aria-label="What was detected">
      <FilterForm />
      <Noise hidden={hidden} />
      {held.fresh > 0 && (
        <button type="button" className="fresh" onClick={held.show}>
          {held.fresh} new, press N
        </button>
      )}
      {query.isPending && <Waiting what="detections" />}
      {query.error !== null && <Fault fault={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && held.rows.length === 0 && <Nothing hidden={hidden} />}
      {groups.map((group) => (
        <Group key={group.level} group={group} openId={openId} />
      ))}
      {query.hasNextPage && (
        <Button
          variant="default"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show older ones
        </Button>
      )}
    </section>
  );
}

export function DetectionsScreen({ id }: { readonly id: string | null }) {
  const { role } = useSession().person;
  const { href } = useDetectionFilters();
  return (
    <div className="queue-layout" data-open={id !== null}>
      <div className="queue">
        <div className="queue-head">
          {id === null ? <h1>Detections</h1> : <h2 style={{ fontSize: "1.3rem" }}>Detections</h2>}
        </div>
        {id === null && <AttemptsPart />}
        {role === "auditor" ? (
          <p className="quiet">
            What was detected is read by the center's operators and the members whose it is. How rules stand:{" "}
            <Link href="/rules">Rules</Link>.
          </p>
        ) : (
          <Queue openId={id} />
        )}
      </div>
      {id !== null && <DetectionPanel key={id} id={id} closeHref={href({})} />}
    </div>
  );
}
