/**
 * Machines as questions: what was found by listening, with the evidence for what each is, and a person's answer to it. A new
 * machine is never an alarm. Those that were answered are behind the chips, and can be asked about again.
 */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { AssetRow } from "../../../api/types.js";
import { assetRoles, type ReviewState, reviewStates } from "../../../model/index.js";
import { get } from "../../ask.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { Value } from "../../parts/value.js";
import { absoluteTime, When } from "../../parts/when.js";
import { useIsCenter } from "../../session.js";
import {
  useCranes,
  useMachineNames,
  useMemberName,
  usePortSearch,
  useShownMember,
  useWritesPort,
} from "./port-filters.js";
import { counted, roleNames, weightWords } from "./port-words.js";
import { useReviewing } from "./reviewing.js";

interface Page {
  readonly rows: readonly AssetRow[];
  readonly next: string | null;
  readonly reviews: Readonly<Record<ReviewState, number>>;
}

const chipWords: Readonly<Record<ReviewState, string>> = {
  new: "Questions",
  confirmed: "Confirmed",
  "not expected": "Not expected",
};

/** As its terminal calls it, else as it calls itself; its address alone where nobody does. */
function useNameOf(): (asset: AssetRow) => string {
  const listedName = useMachineNames();
  return ({ identity, address }) => {
    const name = listedName(address);
    if (name !== address) return `${name} (${address})`;
    return identity.name === "" ? address : `${identity.name} (${address})`;
  };
}

function Facts({ asset }: { readonly asset: AssetRow }) {
  const center = useIsCenter();
  const memberOf = useMemberName();
  const cranes = useCranes(asset.memberId);
  const crane = cranes.data?.rows.find((row) => row.crane.id === asset.craneId)?.crane;
  const { partHref } = usePortSearch();
  const product = [asset.identity.vendor, asset.identity.product].filter((text) => text !== "").join(" ");
  return (
    <dl className="facts">
      <dt>Address</dt>
      <dd>
        <Value value={asset.address} />
        {asset.mac !== "" && asset.mac !== asset.address && (
          <span className="quiet">
            {" "}
            · <span className="mono">{asset.mac}</span>
            {asset.macVendor !== "" && `, ${asset.macVendor}`}
          </span>
        )}
      </dd>
      {product !== "" && (
        <>
          <dt>Product</dt>
          <dd>
            {product}
            {asset.identity.firmware !== "" && `, firmware ${asset.identity.firmware}`}
          </dd>
        </>
      )}
      <dt>Speaks</dt>
      <dd>
        {asset.protocols.length === 0 ? "nothing that was understood" : asset.protocols.join(", ")}, with{" "}
        <Link href={partHref("relations", { asset: asset.id, member: asset.memberId })}>
          {counted(asset.talksTo, "other machine")}
        </Link>
      </dd>
      {(asset.zone !== "" || crane !== undefined) && (
        <>
          <dt>Where</dt>
          <dd>
            {[asset.zone === "" ? "" : `zone ${asset.zone}`, crane === undefined ? "" : `crane ${crane.name}`]
              .filter((text) => text !== "")
              .join(", ")}
          </dd>
        </>
      )}
      <dt>List</dt>
      <dd>{asset.listedId === null ? "on no list" : "on its terminal's list"}</dd>
      <dt>Heard</dt>
      <dd>
        first {absoluteTime(asset.firstUs)}, last <When us={asset.lastUs} />
      </dd>
      {center && (
        <>
          <dt>Member</dt>
          <dd>{memberOf(asset.memberId)}</dd>
        </>
      )}
    </dl>
  );
}

function Answer(props: {
  readonly asset: AssetRow;
  readonly review: (state: ReviewState, note: string) => void;
}) {
  const { asset, review } = props;
  const [note, setNote] = useState("");
  const nameOf = useNameOf();
  const of = <span className="hidden-text"> {nameOf(asset)}</span>;
  if (asset.review !== "new")
    return (
      <div className="row">
        <span className="quiet">
          {chipWords[asset.review]}
          {asset.reviewedBy !== ""
            ? ` by ${asset.reviewedBy}`
            : asset.listedId !== null && " by its terminal's list"}
          {asset.reviewedUs !== null && (
            <>
              , <When us={asset.reviewedUs} />
            </>
          )}
          {asset.note !== "" && `: “${asset.note}”`}
        </span>
        <Button variant="default" size="xs" onClick={() => review("new", "")}>
          Ask again{of}
        </Button>
      </div>
    );
  return (
    <div className="row field-row">
      <TextInput
        label="Why, for those who come later"
        placeholder="may be left empty"
        value={note}
        maxLength={1000}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button onClick={() => review("confirmed", note)}>Confirm{of}</Button>
      <Button variant="default" onClick={() => review("not expected", note)}>
        Not expected{of}
      </Button>
    </div>
  );
}

function Question(props: {
  readonly asset: AssetRow;
  readonly review: ((state: ReviewState, note: string) => void) | null;
}) {
  const { asset, review } = props;
  const nameOf = useNameOf();
  const isKnown = asset.role !== "unknown" && asset.role !== "other";
  return (
    <li className="card question">
      <h2>
        {asset.review === "new" ? "Is this yours? " : ""}
        {isKnown ? roleNames[asset.role] : "Machine"} {nameOf(asset)}
      </h2>
      <div className="question-parts">
        <Facts asset={asset} />
        <div className="stack" style={{ gap: 6, alignContent: "start" }}>
          <h3>{isKnown ? "Why it is taken for this" : "What was heard of it"}</h3>
          {asset.evidence.length === 0 ? (
            <p className="quiet">Nothing yet that tells what it is.</p>
          ) : (
            <ul className="evidence-words">
              {asset.evidence.map(({ role, weight, says }) => (
                <li key={`${role} ${says}`}>
                  {says}
                  <span className="quiet">
                    {" "}
                    ({weightWords(weight)}
                    {role === asset.role ? "" : `, for ${role}`})
                  </span>
                </li>
              ))}
            </ul>
          )}
          {asset.changes.length > 0 && asset.review !== "new" && (
            <details>
              <summary>{counted(asset.changes.length, "change")} since</summary>
              <ul className="evidence-words">
                {asset.changes.map(({ version, atUs, by, changes }) => (
                  <li key={version}>
                    {absoluteTime(atUs)}
                    {by === "" ? "" : `, ${by}`}:{" "}
                    {changes
                      .map(({ field, from, to }) => `${field} ${from || "–"} → ${to || "–"}`)
                      .join("; ")}
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      </div>
      {review !== null && <Answer asset={asset} review={review} />}
    </li>
  );
}

function Filters({ counts }: { readonly counts: Page["reviews"] | undefined }) {
  const { text, href, go } = usePortSearch();
  const [wanted, setWanted] = useState("");
  const shown = text("review") ?? "new";
  return (
    <>
      <nav className="chips" aria-label="Which machines">
        {reviewStates.map((state) => (
          <Link
            key={state}
            className="chip"
            href={href({ review: state === "new" ? null : state })}
            aria-current={shown === state ? "true" : undefined}
          >
            {chipWords[state]} {counts !== undefined && <span className="numbers">{counts[state]}</span>}
          </Link>
        ))}
        {text("text") !== null && (
          <Link
            className="chip"
            href={href({ text: null })}
            aria-label={`Remove the filter: with ${text("text")}`}
          >
            with “{text("text")}” <span aria-hidden="true">×</span>
          </Link>
        )}
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
        <NativeSelect
          label="What it is"
          value={text("role") ?? ""}
          onChange={(event) => go(href({ role: event.currentTarget.value }))}
          data={[
            { value: "", label: "Anything" },
            ...assetRoles.map((role) => ({ value: role, label: roleNames[role] })),
          ]}
        />
        <TextInput
          label="With"
          placeholder="address, maker, zone, protocol"
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

export function QuestionsPart() {
  const memberId = useShownMember();
  const writes = useWritesPort();
  const { text } = usePortSearch();
  const nameOf = useNameOf();
  const { given, review } = useReviewing("assets");
  const shown = reviewStates.find((state) => state === text("review")) ?? "new";
  const asked = new URLSearchParams({ review: shown, limit: "50" });
  if (memberId !== null) asked.set("memberId", memberId);
  for (const name of ["role", "text"] as const) {
    const value = text(name);
    if (value !== null) asked.set(name, value);
  }
  const list = useInfiniteQuery({
    queryKey: ["port", "assets", asked.toString()],
    initialPageParam: "",
    queryFn: ({ pageParam }) =>
      get<Page>(`/assets?${asked}${pageParam === "" ? "" : `&after=${encodeURIComponent(pageParam)}`}`),
    getNextPageParam: (page) => page.next,
  });
  const rows = (list.data?.pages.flatMap((page) => page.rows) ?? []).filter(
    ({ id }) => (given.get(id) ?? shown) === shown,
  );
  const isFiltered = text("role") !== null || text("text") !== null;
  return (
    <div className="stack">
      <Filters counts={list.data?.pages[0]?.reviews} />
      {list.isPending && <Waiting what="machines" />}
      {list.error !== null && <Fault fault={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <div className="card empty">
          <h2>
            {isFiltered
              ? "No machine here meets the filters"
              : shown === "new"
                ? "No machine waits for an answer"
                : "None yet"}
          </h2>
          <p className="quiet">
            {shown === "new" && !isFiltered
              ? "A machine that is heard for the first time appears here as a question. It is no alarm."
              : "The other chips have the rest."}
          </p>
        </div>
      )}
      <ul className="questions">
        {rows.map((asset) => (
          <Question
            key={asset.id}
            asset={asset}
            review={writes ? (state, note) => review(asset.id, nameOf(asset), state, note) : null}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
