/** *Look up* with a STIX pattern: the events that meet it together. */
import { useQuery } from "@tanstack/react-query";
import type { PatternFound } from "../../api/types.js";
import { post } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { Value } from "../parts/value.js";
import { When } from "../parts/when.js";

export const spans = [
  { value: "1", label: "the last day" },
  { value: "7", label: "the last week" },
  { value: "30", label: "the last 30 days" },
] as const;
const dayUs = 86_400e6;

/** A pattern begins with a bracket; no value does. */
export const isPattern = (text: string): boolean => /^\s*\(*\s*\[/.test(text);

type EventRow = PatternFound["matches"][number][number];

function Row({ row }: { readonly row: EventRow }) {
  const end = ({ address, port }: EventRow["source"]) => (
    <>
      <Value value={address} />
      {port > 0 && <span className="quiet numbers"> port {port}</span>}
    </>
  );
  return (
    <li className="row">
      <When us={row.timeUs} />
      <span className="quiet">{row.log}</span>
      {row.source.address !== "" && end(row.source)}
      {row.destination.address !== "" && <span className="quiet">to</span>}
      {row.destination.address !== "" && end(row.destination)}
      {row.message !== "" && <span className="quiet">{row.message.slice(0, 200)}</span>}
    </li>
  );
}

export function PatternMatches({ pattern, days }: { readonly pattern: string; readonly days: number }) {
  const found = useQuery({
    queryKey: ["pattern", pattern, days],
    queryFn: () => {
      const toUs = Date.now() * 1000;
      return post<PatternFound>("/events/patterns", { pattern, fromUs: toUs - days * dayUs, toUs });
    },
    retry: false,
  });
  if (found.isLoading) return <Waiting what="events" />;
  if (found.error !== null) return <Fault fault={found.error} />;
  if (found.data === undefined) return null;
  const { matches, events, completeSinceUs, beyondTelemetry } = found.data;
  const isCut = completeSinceUs > Date.now() * 1000 - days * dayUs + 60e6;
  return (
    <section className="stack" aria-label="What meets the pattern" style={{ gap: 10 }}>
      <p>
        {matches.length === 0
          ? "Nothing meets it"
          : matches.length === 1
            ? "Met once"
            : `Met ${matches.length} times`}{" "}
        among <span className="numbers">{events}</span> {events === 1 ? "event" : "events"}.
        {isCut && (
          <>
            {" "}
            Events before <When us={completeSinceUs} /> were too many to look at: choose a shorter time.
          </>
        )}
      </p>
      {beyondTelemetry.length > 0 && (
        <p className="quiet">
          No telemetry carries {beyondTelemetry.join(", ")}: what asks for these is never met here.
        </p>
      )}
      <ol className="stack" style={{ listStyle: "none", padding: 0, gap: 10 }}>
        {matches.map((rows) => (
          <li key={rows[0]?.id ?? ""} className="card card-body">
            <ul className="stack small" style={{ listStyle: "none", padding: 0, gap: 6 }}>
              {rows.map((row) => (
                <Row key={`${row.timeUs} ${row.id}`} row={row} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </section>
  );
}
