/** *Settings*: health first. What runs, in which form, what to know of it, and the center's own people. */
import { useQuery } from "@tanstack/react-query";
import type { RefusedRow, Source } from "../../api/types.js";
import { get } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { When, zoneName } from "../parts/when.js";
import { whereInWords } from "../parts/where.js";
import { useIsOperator } from "../session.js";
import { LegalBasisPart } from "./legal-basis-part.js";
import { PacksPart } from "./packs-part.js";
import { PeoplePart } from "./people-part.js";
import { Sources } from "./sources.js";

interface Health {
  readonly rows: readonly Source[];
  readonly stateForm: string;
  readonly notes: readonly string[];
  readonly version: string;
}

const forms: Readonly<Record<string, string>> = {
  "postgres-bundled": "PostgreSQL, bundled",
  pglite: "PGlite, the fallback",
  "postgres-url": "PostgreSQL, your own",
};

function Refused() {
  const refused = useQuery({
    queryKey: ["refused"],
    queryFn: () => get<{ rows: readonly RefusedRow[] }>("/refused?limit=20"),
  });
  return (
    <section className="card" aria-labelledby="refused-title">
      <div className="card-head">
        <h2 id="refused-title">Records refused</h2>
      </div>
      <div className="card-body">
        {refused.error !== null && <Fault fault={refused.error} />}
        {refused.data?.rows.length === 0 && <p className="quiet">None.</p>}
        {refused.data !== undefined && refused.data.rows.length > 0 && (
          <div>
            <table className="plain stacked">
              <thead>
                <tr>
                  <th scope="col">When</th>
                  <th scope="col">Where</th>
                  <th scope="col">What was wrong</th>
                </tr>
              </thead>
              <tbody>
                {refused.data.rows.map((row) => (
                  <tr key={row.id}>
                    <td style={{ whiteSpace: "nowrap" }}>
                      <When us={row.atUs} />
                    </td>
                    <td>
                      {/* A long file name breaks; an address never does. */}
                      <span className="refused-where">{whereInWords(row)}</span>
                    </td>
                    <td style={{ overflowWrap: "anywhere" }}>
                      {row.detail} <span className="quiet mono">{row.code}</span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  );
}

function About({ health }: { readonly health: Health }) {
  return (
    <section className="card" aria-labelledby="about-title">
      <div className="card-head">
        <h2 id="about-title">This center</h2>
      </div>
      <div className="card-body">
        <dl className="facts">
          <dt>Version</dt>
          <dd>{health.version}</dd>
          <dt>State is kept in</dt>
          <dd>{forms[health.stateForm] ?? health.stateForm}</dd>
          <dt>Times are shown in</dt>
          <dd>{zoneName()}</dd>
        </dl>
        {health.notes.length > 0 && (
          <ul style={{ paddingLeft: 20, marginTop: 12 }}>
            {health.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

export function SettingsScreen() {
  const operator = useIsOperator();
  const health = useQuery({
    queryKey: ["sources"],
    queryFn: () => get<Health>("/sources"),
    refetchInterval: 15_000,
  });
  return (
    <div className="page-inner stack">
      <h1>Settings</h1>
      {health.isPending && <Waiting what="the center's health" />}
      {health.error !== null && <Fault fault={health.error} retry={() => void health.refetch()} />}
      {health.data !== undefined && (
        <>
          <Sources sources={health.data.rows} />
          <About health={health.data} />
        </>
      )}
      {operator && (
        <section className="card" aria-labelledby="people-title">
          <div className="card-head">
            <h2 id="people-title">The center's people</h2>
          </div>
          <div className="card-body">
            <PeoplePart memberId={null} titled={false} />
          </div>
        </section>
      )}
      <LegalBasisPart writes={operator} />
      {operator && <PacksPart />}
      <Refused />
    </div>
  );
}
