/** The log of vendors' sessions, each documented whether or not it is suspicious; an export is exactly what is on screen. */
import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import type { Page, VendorSessionRow } from "../../../api/types.js";
import { sessionVerdicts } from "../../../model/index.js";
import { get } from "../../ask.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { offerFile } from "../../parts/offer-file.js";
import { useIsCenter } from "../../session.js";
import { useCranes, useMemberName, usePortSearch, useShownMember } from "./port-filters.js";
import { counted, verdictWords } from "./port-words.js";
import { SessionTable } from "./session-table.js";
import { sessionsCsv } from "./sessions-csv.js";

/** A year of five a day, and some more. */
const exportMax = 5_000;

export function SessionsPart() {
  const memberId = useShownMember();
  const center = useIsCenter();
  const memberOf = useMemberName();
  const { text, href, go } = usePortSearch();
  const cranes = useCranes(memberId).data?.rows ?? [];
  const craneOf = (id: string) =>
    cranes.find(({ crane }) => crane.id === id)?.crane.name ?? "a crane that is gone";
  const asked = new URLSearchParams({ limit: "100" });
  if (memberId !== null) asked.set("memberId", memberId);
  for (const name of ["verdict", "crane"] as const) {
    const value = text(name);
    if (value !== null) asked.set(name, value);
  }
  const read = (after: string) =>
    get<Page<VendorSessionRow>>(
      `/vendor-sessions?${asked}${after === "" ? "" : `&after=${encodeURIComponent(after)}`}`,
    );
  const list = useInfiniteQuery({
    queryKey: ["port", "sessions", asked.toString()],
    initialPageParam: "",
    queryFn: ({ pageParam }) => read(pageParam),
    getNextPageParam: (page) => page.next,
  });
  const exporting = useMutation({
    mutationFn: async () => {
      const all: VendorSessionRow[] = [];
      for (let after: string | null = ""; after !== null && all.length < exportMax; ) {
        const page: Page<VendorSessionRow> = await read(after);
        all.push(...page.rows);
        after = page.next;
      }
      offerFile("vendor-sessions.csv", [sessionsCsv(all, { memberOf, craneOf })], "text/csv");
      return all.length;
    },
  });
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <div className="stack">
      <div className="filter-form" style={{ marginBottom: 0 }}>
        <NativeSelect
          label="Work order"
          value={text("verdict") ?? ""}
          onChange={(event) => go(href({ verdict: event.currentTarget.value }))}
          data={[
            { value: "", label: "Any" },
            ...sessionVerdicts.map((verdict) => ({ value: verdict, label: verdictWords[verdict].word })),
          ]}
        />
        <NativeSelect
          label="Crane"
          value={text("crane") ?? ""}
          onChange={(event) => go(href({ crane: event.currentTarget.value }))}
          data={[
            { value: "", label: "Any" },
            ...cranes.map(({ crane }) => ({ value: crane.id, label: crane.name })),
          ]}
        />
        <Button
          variant="default"
          disabled={rows.length === 0}
          loading={exporting.isPending}
          onClick={() => exporting.mutate()}
        >
          Export as CSV
        </Button>
      </div>
      {exporting.data !== undefined && (
        <p className="quiet small" role="status">
          {counted(exporting.data, "session")} exported
          {exporting.data >= exportMax && ", the latest; filter to get the older ones"}.
        </p>
      )}
      {[list.error, exporting.error].map((fault, at) =>
        fault === null ? null : <Fault key={["list", "export"][at]} fault={fault} />,
      )}
      {list.isPending && <Waiting what="vendors' sessions" />}
      {list.isSuccess && rows.length === 0 && (
        <div className="card empty">
          <h2>
            {text("verdict") === null && text("crane") === null
              ? "No vendor's session was seen yet"
              : "No session here meets the filters"}
          </h2>
          <p className="quiet">
            A session is known by the accounts and networks in the list of vendors. Each is written down here,
            whether or not it is suspicious (33 CFR 101.650).
          </p>
        </div>
      )}
      {rows.length > 0 && (
        <section className="card" aria-label="Vendors' sessions">
          <div className="card-body">
            <SessionTable
              sessions={rows}
              memberOf={center && memberId === null ? memberOf : null}
              craneOf={craneOf}
            />
          </div>
        </section>
      )}
      {list.hasNextPage && (
        <div>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            Show older ones
          </Button>
        </div>
      )}
    </div>
  );
}
