/**
 * Work orders and maintenance windows of one terminal: list, add, change, end. They suppress nothing: what they cover is
 * told milder, and names them.
 */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SiteRead } from "../../../api/types.js";
import { put, remove } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { Sure } from "../../parts/sure.js";
import { useOneMember, usePortNowUs, useSite, useWritesPort } from "./port-filters.js";
import { listTitles } from "./port-words.js";
import { type TimesRow, TimesTable } from "./times-table.js";
import { WorkForm, type WorkList } from "./work-form.js";

/** Who and where, in words. */
function aboutOf(
  site: SiteRead,
  entry: SiteRead["workOrders"][number] | SiteRead["windows"][number],
): string {
  const cranes = entry.craneIds.map((id) => site.cranes.find((crane) => crane.id === id)?.name ?? "?");
  const assets =
    "assetIds" in entry
      ? entry.assetIds.map((id) => site.assets.find((asset) => asset.id === id)?.name ?? "?")
      : [];
  const where = [...cranes, ...assets];
  const whom = "vendor" in entry ? (entry.vendor === "" ? "own people; " : `${entry.vendor}; `) : "";
  return `${whom}${where.length === 0 ? "the whole site" : where.join(", ")}`;
}

function useWork(site: SiteRead, list: WorkList) {
  const client = useQueryClient();
  const notices = useNotices();
  const path = `/members/${encodeURIComponent(site.memberId)}/site/${list}`;
  const refresh = () => void client.invalidateQueries({ queryKey: ["port"] });
  const ending = useMutation({
    mutationFn: (row: TimesRow) =>
      put(path, { entryId: row.id, cells: { end: new Date().toISOString() } }).then(() => row),
    onSuccess: ({ title }) => {
      notices.say(`${title} has ended`);
      refresh();
    },
  });
  const removing = useMutation({
    mutationFn: (row: TimesRow) => remove(`${path}/${encodeURIComponent(row.id)}`).then(() => row),
    onSuccess: ({ title }) => {
      notices.say(`${title} is removed`);
      refresh();
    },
  });
  return { ending, removing };
}

function Work({ site, list }: { readonly site: SiteRead; readonly list: WorkList }) {
  const writes = useWritesPort();
  // What was ended a moment ago is over at once, not at the next tick.
  const nowUs = Math.max(usePortNowUs(), Date.now() * 1000);
  const { ending, removing } = useWork(site, list);
  /** The entry that is being changed; empty for a new one. */
  const [open, setOpen] = useState<string | null>(null);
  const one = list === "workOrders" ? "work order" : "maintenance window";
  const entries: readonly (SiteRead["workOrders"][number] | SiteRead["windows"][number])[] = site[list];
  const rows = entries.map(
    (entry): TimesRow => ({
      id: entry.id,
      title: "number" in entry ? `${entry.number} ${entry.title}`.trim() : entry.title,
      about: aboutOf(site, entry),
      startUs: entry.startUs,
      endUs: entry.endUs,
    }),
  );
  return (
    <section className="card" aria-label={listTitles[list]}>
      <div className="card-head">
        <h2>{listTitles[list]}</h2>
        {writes && open === null && (
          <Button variant="default" size="xs" onClick={() => setOpen("")}>
            Add a {one}
          </Button>
        )}
      </div>
      <div className="card-body stack">
        {open !== null && (
          <WorkForm
            key={open}
            site={site}
            list={list}
            entry={entries.find(({ id }) => id === open) ?? null}
            close={() => setOpen(null)}
          />
        )}
        {[ending.error, removing.error].map((fault, at) =>
          fault === null ? null : <Fault key={["end", "remove"][at]} fault={fault} />,
        )}
        {rows.length === 0 ? (
          <p className="quiet">
            None.{" "}
            {list === "workOrders"
              ? "A vendor's session or a change that no order covers is told of more urgently."
              : "Say when work is to be expected: what is found then is told milder, and names the window."}
          </p>
        ) : (
          <TimesTable
            rows={rows}
            nowUs={nowUs}
            {...(writes
              ? {
                  actions: (row, standing) => (
                    <div className="row">
                      {standing !== "over" && (
                        <Button variant="default" size="compact-xs" onClick={() => setOpen(row.id)}>
                          Change<span className="hidden-text"> {row.title}</span>
                        </Button>
                      )}
                      {standing === "now" && (
                        <Button variant="default" size="compact-xs" onClick={() => ending.mutate(row)}>
                          End now<span className="hidden-text"> {row.title}</span>
                        </Button>
                      )}
                      {standing !== "now" && (
                        <Sure
                          what="Remove"
                          whom={row.title}
                          follows="The history of the list keeps it."
                          act={() => removing.mutate(row)}
                        />
                      )}
                    </div>
                  ),
                }
              : {})}
          />
        )}
      </div>
    </section>
  );
}

export function WorkPart() {
  const memberId = useOneMember();
  const site = useSite(memberId);
  if (memberId === null) return <p className="quiet">Choose whose work is shown.</p>;
  if (site.error !== null) return <Fault fault={site.error} retry={() => void site.refetch()} />;
  if (site.data === undefined) return <Waiting what="work orders" />;
  return (
    <div className="stack">
      <Work site={site.data} list="workOrders" />
      <Work site={site.data} list="windows" />
    </div>
  );
}
