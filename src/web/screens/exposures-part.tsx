/** A member's register: a list to look through, one to add, a file to import, suggestions to confirm or decline. */
import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ExposureRow, WaitingExposureRow } from "../../api/types.js";
import { get, remove } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault, Waiting } from "../parts/fault.js";
import { When } from "../parts/when.js";
import { ExposureAdd } from "./exposure-add.js";
import { ExposureImport } from "./exposure-import.js";
import { ExposureSuggestions } from "./exposure-suggestions.js";

interface Page {
  readonly rows: readonly ExposureRow[];
  readonly next: string | null;
  readonly total: number;
  readonly waiting: readonly WaitingExposureRow[];
}

/** A shorter list is looked through faster than searched. */
const findFrom = 8;

type Way = "add" | "import" | "suggest";
const ways: readonly { readonly way: Way; readonly title: string }[] = [
  { way: "add", title: "Add one" },
  { way: "import", title: "Import a file" },
  { way: "suggest", title: "Suggestions" },
];

function Rows({
  rows,
  onRemove,
}: {
  readonly rows: readonly ExposureRow[];
  readonly onRemove: ((row: ExposureRow) => void) | null;
}) {
  return (
    <table className="plain stacked">
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col">Value</th>
          <th scope="col">Also</th>
          <th scope="col">Note</th>
          {onRemove !== null && (
            <th scope="col">
              <span className="hidden-text">Remove</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td className="quiet">{row.kind}</td>
            <td>
              <strong>{row.value}</strong>
            </td>
            <td>{row.also.join(", ")}</td>
            <td className="quiet">{row.note}</td>
            {onRemove !== null && (
              <td>
                <Button variant="default" size="compact-xs" onClick={() => onRemove(row)}>
                  Remove<span className="hidden-text"> {row.value}</span>
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Why something waits is never told: it would tell of others. */
function WaitingRows({ rows }: { readonly rows: readonly WaitingExposureRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section className="stack" style={{ gap: 8 }} aria-label="Waiting for your center to confirm">
      <h3>Waiting for your center to confirm</h3>
      <p className="quiet">
        Until then these are not registered, and nothing is hidden from others for them.
      </p>
      <table className="plain stacked">
        <thead>
          <tr>
            <th scope="col">Kind</th>
            <th scope="col">Value</th>
            <th scope="col">Also</th>
            <th scope="col">Note</th>
            <th scope="col">Asked for</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.kind} ${row.value}`}>
              <td className="quiet">{row.kind}</td>
              <td>
                <strong>{row.value}</strong>
              </td>
              <td>{row.also.join(", ")}</td>
              <td className="quiet">{row.note}</td>
              <td className="quiet">
                <When us={row.atUs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

export function ExposuresPart({ memberId, writes }: { readonly memberId: string; readonly writes: boolean }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [text, setText] = useState("");
  const [open, setOpen] = useState<Way | null>(null);
  const list = useInfiniteQuery({
    queryKey: ["exposures", memberId, text.trim()],
    initialPageParam: "",
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ memberId, limit: "50" });
      if (text.trim() !== "") query.set("text", text.trim());
      if (pageParam !== "") query.set("after", pageParam);
      return get<Page>(`/exposures?${query}`);
    },
    getNextPageParam: (page: Page) => page.next,
  });
  const refresh = () => void client.invalidateQueries({ queryKey: ["exposures", memberId] });
  const removing = useMutation({
    mutationFn: (row: ExposureRow) => remove<ExposureRow>(`/exposures/${encodeURIComponent(row.id)}`),
    onSuccess: (row) => {
      notices.say(`${row.value} is not registered any more`);
      refresh();
    },
  });
  const exporting = useMutation({
    mutationFn: () => get<{ csv: string }>(`/exposures/export?memberId=${encodeURIComponent(memberId)}`),
    onSuccess: ({ csv }) => saveFile("exposures.csv", csv),
  });
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = list.data?.pages[0]?.total ?? 0;
  return (
    <section className="stack" aria-label="Exposures">
      {writes && (
        <div className="row">
          {ways.map(({ way, title }) => (
            <Button
              key={way}
              variant="default"
              size="xs"
              aria-expanded={open === way}
              onClick={() => setOpen(open === way ? null : way)}
            >
              {title}
            </Button>
          ))}
          <Button
            variant="default"
            size="xs"
            disabled={total === 0}
            loading={exporting.isPending}
            onClick={() => exporting.mutate()}
          >
            Export as CSV
          </Button>
        </div>
      )}
      {open === "add" && <ExposureAdd memberId={memberId} onAdded={refresh} />}
      {open === "import" && <ExposureImport memberId={memberId} onImported={refresh} />}
      {open === "suggest" && <ExposureSuggestions memberId={memberId} onAdded={refresh} />}
      {[list.error, removing.error, exporting.error].map((fault, at) =>
        fault === null ? null : <Fault key={["list", "remove", "export"][at]} fault={fault} />,
      )}
      {list.isPending && <Waiting what="what is registered" />}
      <WaitingRows rows={list.data?.pages[0]?.waiting ?? []} />
      {list.data !== undefined && total === 0 && <p className="quiet">Nothing is registered yet.</p>}
      {total > 0 && (
        <>
          {(total > findFrom || text !== "") && (
            <TextInput
              label={`Find among ${total}`}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          {rows.length === 0 && !list.isPending && <p className="quiet">None has that in it.</p>}
          {rows.length > 0 && <Rows rows={rows} onRemove={writes ? (row) => removing.mutate(row) : null} />}
          {list.hasNextPage && (
            <div>
              <Button variant="default" size="xs" onClick={() => void list.fetchNextPage()}>
                Show more
              </Button>
            </div>
          )}
        </>
      )}
    </section>
  );
}

function saveFile(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
