/** A terminal's own lists: how many entries each has, a file to take and one to keep. Bad rows are named, the rest is used. */
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import type { SiteImported, SiteRead } from "../../../api/types.js";
import { type SiteListName, siteListNames } from "../../../model/index.js";
import { get, post } from "../../ask.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { offerFile } from "../../parts/offer-file.js";
import { Tick } from "../../parts/tick.js";
import { When } from "../../parts/when.js";
import { useOneMember, useSite, useWritesPort } from "./port-filters.js";
import { counted, listTitles } from "./port-words.js";

/** The first line of each file; docs/cranes.md says what stands in each column. */
const columns: Readonly<Record<SiteListName, string>> = {
  zones: "name,kind,networks",
  conduits: "from,to,allows,via,note",
  cranes: "name,maker,model,terminal,berth,directive,note",
  assets: "name,addresses,mac,role,vendor,product,firmware,crane,critical",
  workOrders: "number,title,cranes,assets,vendor,start,end",
  windows: "title,cranes,start,end",
  vendors: "vendor,accounts,networks",
  points: "name,address,point,least,most,change,stuck,unit,safety",
};

function Report({ report }: { readonly report: SiteImported }) {
  const { added, changed, unchanged, removed, refused, faults, notes, dryRun } = report;
  return (
    <div className="stack" style={{ gap: 8 }} role="status">
      <p>
        <strong>{dryRun ? "It would be: " : "Done: "}</strong>
        {added} added, {changed} changed, {unchanged} as they were, {removed} removed, {refused} refused.
      </p>
      {faults.length > 0 && (
        <ul className="evidence-words">
          {faults.map(({ line, column, reason }) => (
            <li key={`${line} ${column} ${reason}`}>
              Line {line}
              {column === "" ? "" : `, ${column}`}: {reason}
            </li>
          ))}
        </ul>
      )}
      {notes.map((note) => (
        <p key={note} className="quiet small">
          {note}
        </p>
      ))}
    </div>
  );
}

function Import({ memberId }: { readonly memberId: string }) {
  const client = useQueryClient();
  const id = useId();
  const [list, setList] = useState<SiteListName>("cranes");
  const [csv, setCsv] = useState<string | null>(null);
  const [replace, setReplace] = useState(false);
  const taking = useMutation({
    mutationFn: (dryRun: boolean) =>
      post<SiteImported>(`/members/${encodeURIComponent(memberId)}/site/${list}/import`, {
        csv,
        replace,
        dryRun,
      }),
    onSuccess: ({ dryRun }) => {
      if (!dryRun) void client.invalidateQueries({ queryKey: ["port"] });
    },
  });
  return (
    <section className="card" aria-labelledby="import-title">
      <div className="card-head">
        <h2 id="import-title">Import a file</h2>
      </div>
      <div className="card-body stack" style={{ gap: 12 }}>
        <div className="form-fields">
          <NativeSelect
            label="List"
            value={list}
            onChange={(event) => {
              setList(siteListNames.find((name) => name === event.currentTarget.value) ?? "cranes");
              taking.reset();
            }}
            data={siteListNames.map((name) => ({ value: name, label: listTitles[name] }))}
          />
          <div>
            <label htmlFor={id} className="file-label">
              CSV file
            </label>
            <input
              id={id}
              type="file"
              accept=".csv,text/csv"
              style={{ maxWidth: "100%" }}
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                taking.reset();
                setCsv(null);
                if (file !== undefined) void file.text().then(setCsv);
              }}
            />
          </div>
        </div>
        <p className="quiet small">
          Its first line: <code className="breaks">{columns[list]}</code>. Several values in one cell stand
          apart by <code>|</code>.
        </p>
        <Tick
          label="What the file does not have is removed"
          checked={replace}
          onChange={(checked) => {
            setReplace(checked);
            taking.reset();
          }}
        />
        <div className="row">
          <Button
            variant="default"
            disabled={csv === null}
            loading={taking.isPending}
            onClick={() => taking.mutate(true)}
          >
            See what would change
          </Button>
          <Button disabled={csv === null} loading={taking.isPending} onClick={() => taking.mutate(false)}>
            Import
          </Button>
        </div>
        {taking.error !== null && <Fault fault={taking.error} />}
        {taking.data !== undefined && <Report report={taking.data} />}
      </div>
    </section>
  );
}

function Lists({ site }: { readonly site: SiteRead }) {
  const exporting = useMutation({
    mutationFn: (list: SiteListName) =>
      get<{ csv: string }>(`/members/${encodeURIComponent(site.memberId)}/site/${list}/export`).then(
        ({ csv }) =>
          offerFile(`${listTitles[list].toLowerCase().replaceAll(" ", "-")}.csv`, [csv], "text/csv"),
      ),
  });
  return (
    <section className="card" aria-labelledby="lists-title">
      <div className="card-head">
        <h2 id="lists-title">The terminal's own lists</h2>
      </div>
      <div className="card-body stack">
        <p className="quiet">
          {site.changedUs === null ? (
            "Nothing is listed yet. Begin with zones, cranes and machines."
          ) : (
            <>
              Version {site.version}, changed <When us={site.changedUs} />. Times without a zone are of{" "}
              {site.timeZone}.
            </>
          )}
        </p>
        {exporting.error !== null && <Fault fault={exporting.error} />}
        <table className="plain stacked">
          <thead>
            <tr>
              <th scope="col">List</th>
              <th scope="col">Entries</th>
              <th scope="col">
                <span className="hidden-text">Export</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {siteListNames.map((list) => (
              <tr key={list}>
                <td>{listTitles[list]}</td>
                <td className="numbers">{counted(site[list].length, "entry", "entries")}</td>
                <td>
                  <Button
                    variant="default"
                    size="compact-xs"
                    disabled={site[list].length === 0}
                    onClick={() => exporting.mutate(list)}
                  >
                    Export as CSV<span className="hidden-text">: {listTitles[list]}</span>
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

export function ListsPart() {
  const memberId = useOneMember();
  const writes = useWritesPort();
  const site = useSite(memberId);
  if (memberId === null) return <p className="quiet">Choose whose lists are shown.</p>;
  if (site.error !== null) return <Fault fault={site.error} retry={() => void site.refetch()} />;
  if (site.data === undefined) return <Waiting what="the lists" />;
  return (
    <div className="stack">
      <Lists site={site.data} />
      {writes && <Import memberId={memberId} />}
    </div>
  );
}
