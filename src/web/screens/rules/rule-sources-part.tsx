/** Where rules come from: each source with its version, a look for an update, earlier versions, and taking more. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { RuleSourceChecked, RuleSourceRow } from "../../../api/types.js";
import { get, post } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { Sure } from "../../parts/sure.js";
import { When } from "../../parts/when.js";
import { plural } from "./rule-words.js";
import { Looked, SourceForm, type Taken, takenWords } from "./source-update.js";

const kindWords: Readonly<Record<RuleSourceRow["kind"], string>> = {
  own: "comes with Breakwater and changes with it",
  given: "files that somebody gave",
  https: "fetched from an address",
};

function Versions({ source, writes }: { readonly source: RuleSourceRow; readonly writes: boolean }) {
  const client = useQueryClient();
  const notices = useNotices();
  const take = useMutation({
    mutationFn: (sha256: string) => post<Taken>("/rules/sources/import", { name: source.name, sha256 }),
    onSuccess: (taken) => {
      notices.say(takenWords(taken));
      void client.invalidateQueries({ queryKey: ["rules"] });
    },
  });
  const others = source.versions.filter(({ version }) => version !== source.version);
  if (others.length === 0) return null;
  return (
    <details className="opening">
      <summary>
        Other versions<span className="hidden-text"> of {source.name}</span>
      </summary>
      <ul className="lines-list" style={{ marginTop: 6 }}>
        {others.map((version) => (
          <li key={version.version} className="row">
            <span>
              Version {version.version}
              {version.version === source.staged && ", looked at and not taken"}{" "}
              <span className="quiet">
                {plural(version.rules, "rule", "rules")}, read <When us={version.fetchedUs} />
              </span>
            </span>
            {writes && (
              <Sure
                what="Take"
                whom={`version ${version.version}`}
                follows="It runs in place of the one that runs now."
                act={() => take.mutate(version.sha256)}
              />
            )}
          </li>
        ))}
      </ul>
      {take.error !== null && <Fault fault={take.error} />}
    </details>
  );
}

function SourceItem({ source, writes }: { readonly source: RuleSourceRow; readonly writes: boolean }) {
  const client = useQueryClient();
  const [checked, setChecked] = useState<RuleSourceChecked | null>(null);
  const { name, kind, place, note, version } = source;
  const runs = source.versions.find((one) => one.version === version);
  const refresh = () => void client.invalidateQueries({ queryKey: ["rules"] });
  const check = useMutation({
    mutationFn: () => post<RuleSourceChecked>("/rules/sources/check", { name, place }),
    onSuccess: setChecked,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => post("/rules/sources/remove", { name }),
    onSettled: refresh,
  });
  return (
    <li className="stack rule-source">
      <div className="row" style={{ justifyContent: "space-between" }}>
        <div>
          <h3>
            <Link href={`/rules?source=${encodeURIComponent(name)}`}>{name}</Link>
          </h3>
          <p className="quiet small">
            {kindWords[kind]}
            {kind !== "own" && (
              <>
                : <span className="mono">{place}</span>
              </>
            )}
          </p>
          <p className="small">
            {runs === undefined
              ? "Nothing of it was taken yet."
              : `Version ${runs.version}: ${plural(runs.rules, "rule", "rules")}, ${plural(runs.refused, "refused", "refused")}.`}{" "}
            {source.checkedUs !== null && (
              <span className="quiet">
                Looked at <When us={source.checkedUs} />.
              </span>
            )}
          </p>
          {note !== "" && <p className="small">{note}</p>}
        </div>
        {writes && kind !== "own" && (
          <span className="row">
            {kind === "https" && (
              <Button variant="default" size="xs" loading={check.isPending} onClick={() => check.mutate()}>
                Look for an update<span className="hidden-text"> of {name}</span>
              </Button>
            )}
            <Sure what="Remove" whom={name} follows="Its rules end." act={() => remove.mutate()} />
          </span>
        )}
      </div>
      {check.error !== null && <Fault fault={check.error} />}
      {remove.error !== null && <Fault fault={remove.error} />}
      {checked !== null && <Looked checked={checked} onDone={() => setChecked(null)} />}
      <Versions source={source} writes={writes} />
    </li>
  );
}

export function RuleSourcesPart({ writes }: { readonly writes: boolean }) {
  const [checked, setChecked] = useState<RuleSourceChecked | null>(null);
  const query = useQuery({
    queryKey: ["rules", "sources"],
    queryFn: () => get<{ rows: readonly RuleSourceRow[] }>("/rules/sources"),
  });
  return (
    <>
      <section className="card" aria-labelledby="sources-title">
        <div className="card-head">
          <h2 id="sources-title">Where rules come from</h2>
        </div>
        <div className="card-body stack">
          {query.isPending && <Waiting what="sources" />}
          {query.error !== null && <Fault fault={query.error} retry={() => void query.refetch()} />}
          {query.data?.rows.length === 0 && (
            <p className="quiet">None yet but what is built in: take rules of others below.</p>
          )}
          <ul className="lines-list" style={{ gap: 14 }} aria-label="Sources of rules">
            {query.data?.rows.map((source) => (
              <SourceItem key={source.name} source={source} writes={writes} />
            ))}
          </ul>
        </div>
      </section>
      {writes && (
        <section className="card" aria-labelledby="take-rules-title">
          <div className="card-head">
            <h2 id="take-rules-title">Take rules of others</h2>
          </div>
          <div className="card-body stack">
            <p className="quiet">
              Sigma rules, as SigmaHQ and others publish them. First you see what would change; nothing runs
              before you take it.
            </p>
            {checked === null ? (
              <SourceForm onChecked={setChecked} />
            ) : (
              <Looked checked={checked} onDone={() => setChecked(null)} />
            )}
          </div>
        </section>
      )}
    </>
  );
}
