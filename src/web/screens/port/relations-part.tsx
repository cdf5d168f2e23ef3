/** Who talks to whom, filtered by how it differs from the baseline; each filter is a chip, and stands in the address. */
import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { Page, RelationRow } from "../../../api/types.js";
import { get } from "../../ask.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { useIsCenter } from "../../session.js";
import { type Difference, differenceOf, longUs } from "./difference.js";
import { LearningCard } from "./learning-card.js";
import {
  useLearning,
  useMachineNames,
  useMemberName,
  usePortSearch,
  useShownMember,
  useWritesPort,
} from "./port-filters.js";
import { RelationTable } from "./relation-table.js";
import { useReviewing } from "./reviewing.js";

const shows = [
  { id: null, title: "All" },
  { id: "new", title: "New since learning" },
  { id: "functions", title: "New functions" },
  { id: "silent", title: "Not seen for long" },
  { id: "not expected", title: "Not expected" },
] as const;

function Filters() {
  const { text, href, go } = usePortSearch();
  const [wanted, setWanted] = useState("");
  const chips = [
    { name: "text", words: text("text") === null ? null : `with “${text("text")}”` },
    { name: "asset", words: text("asset") === null ? null : "one machine" },
  ].filter(({ words }) => words !== null);
  return (
    <>
      <nav className="chips" aria-label="Which relations">
        {shows.map(({ id, title }) => (
          <Link
            key={title}
            className="chip"
            href={href({ difference: id })}
            aria-current={text("difference") === id ? "true" : undefined}
          >
            {title}
          </Link>
        ))}
        {chips.map(({ name, words }) => (
          <Link
            key={name}
            className="chip"
            href={href({ [name]: null })}
            aria-label={`Remove the filter: ${words}`}
          >
            {words} <span aria-hidden="true">×</span>
          </Link>
        ))}
      </nav>
      <form
        className="filter-form"
        aria-label="Filters"
        style={{ marginBottom: 0 }}
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted.trim() !== "") go(href({ text: wanted.trim() }));
          setWanted("");
        }}
      >
        <TextInput
          label="With"
          placeholder="address, port, protocol, function"
          value={wanted}
          maxLength={200}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          Find
        </Button>
      </form>
    </>
  );
}

/** The center is asked for as little as it can tell apart; the rest is left out here, of each page. */
function askedOf(memberId: string | null, difference: Difference | null, heardUs: number): URLSearchParams {
  const asked = new URLSearchParams({ limit: "100" });
  if (memberId !== null) asked.set("memberId", memberId);
  if (difference === "not expected") asked.set("review", "not expected");
  if (difference === "silent" && heardUs > 0) asked.set("silentSinceUs", String(heardUs - longUs));
  return asked;
}

export function RelationsPart() {
  const memberId = useShownMember();
  const center = useIsCenter();
  const memberOf = useMemberName();
  const writes = useWritesPort();
  const nameOf = useMachineNames();
  const { text } = usePortSearch();
  const { given, review } = useReviewing("relations");
  const learning = useLearning(memberId);
  const heard = new Map<string, number>();
  for (const { memberId: of, lastUs } of learning.data?.rows ?? [])
    heard.set(of, Math.max(heard.get(of) ?? 0, lastUs));
  const heardUs = (of: string) => heard.get(of) ?? 0;
  const difference = shows.find(({ id }) => id !== null && id === text("difference"))?.id ?? null;
  const asked = askedOf(memberId, difference, Math.max(0, ...heard.values()));
  for (const [name, as] of [
    ["text", "text"],
    ["asset", "assetId"],
  ] as const) {
    const value = text(name);
    if (value !== null) asked.set(as, value);
  }
  const list = useInfiniteQuery({
    queryKey: ["port", "relations", asked.toString()],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      get<Page<RelationRow>>(
        `/relations?${asked}${pageParam === "" ? "" : `&after=${encodeURIComponent(pageParam)}`}`,
      ),
    getNextPageParam: (page) => page.next,
    enabled: learning.isSuccess,
  });
  const read = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const rows = read
    .map((row) => ({ ...row, review: given.get(row.id) ?? row.review }))
    .filter((row) => difference === null || differenceOf(row, heardUs(row.memberId)) === difference);
  return (
    <div className="stack">
      <Filters />
      {[learning.error, list.error].map((fault, at) =>
        fault === null ? null : <Fault key={["learning", "list"][at]} fault={fault} />,
      )}
      {list.isPending && learning.error === null && <Waiting what="relations" />}
      {list.isSuccess && rows.length === 0 && (
        <div className="card empty">
          <h2>
            {asked.size > 1 || difference !== null
              ? "No relation here meets the filters"
              : "Nobody was heard yet"}
          </h2>
          <p className="quiet">
            {difference === null
              ? "Relations appear with the first message of a control network."
              : "That is good news: what was heard is as it was learned."}
          </p>
        </div>
      )}
      {rows.length > 0 && (
        <section className="card" aria-label="Relations">
          <div className="card-body">
            <RelationTable
              relations={rows}
              nameOf={nameOf}
              heardUs={heardUs}
              memberOf={center && memberId === null ? memberOf : null}
              review={
                writes
                  ? (relation, state) =>
                      review(
                        relation.id,
                        `${nameOf(relation.sender)} to ${nameOf(relation.receiver)}`,
                        state,
                        "",
                      )
                  : null
              }
            />
          </div>
        </section>
      )}
      {list.hasNextPage && (
        <div className="row">
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Read older ones
          </Button>
          <span className="quiet small">{read.length} were read.</span>
        </div>
      )}
      <LearningCard memberId={memberId} />
    </div>
  );
}
