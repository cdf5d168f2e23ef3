/** The records a warning stands on: who talked to whom, when; a row opens to the record as it came. */
import { Fragment, useState } from "react";
import type { Warning } from "../../api/types.js";
import { Icon } from "../parts/icons.js";
import { Value } from "../parts/value.js";
import { absoluteTime } from "../parts/when.js";

type Evidence = Warning["evidence"][number];

function Side({ address, port }: { readonly address: string; readonly port: number }) {
  if (address === "")
    return (
      <span className="quiet" style={{ whiteSpace: "nowrap" }}>
        unknown
      </span>
    );
  return (
    <>
      <Value value={address} />
      {port > 0 && <span className="quiet mono">:{port}</span>}
    </>
  );
}

/** A JSON record is laid out; anything else stays as it came. */
function laidOut(record: string): string {
  try {
    return JSON.stringify(JSON.parse(record), null, 2);
  } catch {
    return record;
  }
}

function Rows({ one }: { readonly one: Evidence }) {
  const [open, setOpen] = useState(false);
  return (
    <Fragment>
      <tr className="evidence-row" data-open={open}>
        <td className="evidence-open-cell">
          <button
            type="button"
            className="plain-button evidence-open"
            aria-label={`Record of ${absoluteTime(one.timeUs)}`}
            aria-expanded={open}
            title={open ? "Hide the record" : "Show the record as it came"}
            onClick={() => setOpen(!open)}
          >
            <Icon name="open" />
          </button>
        </td>
        <td className="numbers" style={{ whiteSpace: "nowrap" }}>
          {absoluteTime(one.timeUs)}
        </td>
        <td>
          <Side address={one.sourceAddress} port={one.sourcePort} />
        </td>
        <td>
          <Side address={one.destinationAddress} port={one.destinationPort} />
        </td>
        <td className="mono">
          {one.log} <span className="quiet">{one.field}</span>
        </td>
      </tr>
      {open && (
        <tr className="evidence-record">
          <td colSpan={5}>
            <section className="lines mono" aria-label="The record as it came">
              {laidOut(one.record)}
            </section>
          </td>
        </tr>
      )}
    </Fragment>
  );
}

export function EvidenceTable({ evidence }: { readonly evidence: readonly Evidence[] }) {
  if (evidence.length === 0)
    return <p className="quiet">None of it is yours: the warning stands on what others saw.</p>;
  return (
    <section className="table-wrap" aria-label="Evidence table">
      <table className="plain stacked">
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden-text">Record</span>
            </th>
            <th scope="col">Time</th>
            <th scope="col">From</th>
            <th scope="col">To</th>
            <th scope="col">Seen in</th>
          </tr>
        </thead>
        <tbody>
          {evidence.map((one) => (
            <Rows key={`${one.timeUs} ${one.field} ${one.sourcePort} ${one.record}`} one={one} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
