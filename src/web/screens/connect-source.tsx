/**
 * The exact lines that connect a source, of whichever kind. They name this center's own address, as the browser
 * reached it; the kinds stand in `shippers/`.
 */
import { useState } from "react";
import { Link } from "wouter";
import { Lines } from "../parts/copy.js";
import type { Shipper, ShipperPlace } from "../shipper.js";
import { shippers } from "../shippers/index.js";

const inOrder: readonly Shipper[] = [...shippers].sort((a, b) => a.order - b.order);

function here(): ShipperPlace {
  const { origin, hostname, port, protocol } = window.location;
  const scheme = protocol === "https:" ? "https" : "http";
  return { address: origin, scheme, host: hostname, port: port || (scheme === "https" ? "443" : "80") };
}

export function ConnectSource() {
  const [chosen, setChosen] = useState(inOrder[0]?.id);
  const shipper = inOrder.find(({ id }) => id === chosen) ?? (inOrder[0] as Shipper);
  const place = here();
  const text = shipper.lines(place);
  return (
    <>
      <fieldset className="chips" style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className="hidden-text">Kind of source</legend>
        {inOrder.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            className="chip"
            aria-pressed={id === shipper.id}
            aria-current={id === shipper.id}
            onClick={() => setChosen(id)}
            style={{ cursor: "pointer", font: "inherit", fontSize: "0.88rem" }}
          >
            {title}
          </button>
        ))}
      </fieldset>
      <p className="quiet small">Into: {shipper.into}</p>
      <Lines label={`Lines for ${shipper.title}`} text={text} />
      {shipper.center !== undefined && (
        <>
          <p className="quiet small">
            At the center, in the file given with --config; then start it again, and open the port to the
            sender.
          </p>
          <Lines label={`The center's settings for ${shipper.title}`} text={shipper.center(place)} />
        </>
      )}
      <p className="quiet small">
        {shipper.note}{" "}
        {text.includes("$TOKEN") && (
          <>
            A member's token is made under <Link href="/members">Members</Link>: put it in the place of
            $TOKEN.{" "}
          </>
        )}
        The first record shows up here within a second.
      </p>
    </>
  );
}

/** The same, folded, for when something has come in already. */
export function ConnectAnother() {
  return (
    <section className="card" aria-label="Connect a source">
      <div className="card-body">
        <details>
          <summary>Connect another source</summary>
          <div className="stack" style={{ gap: 10, marginTop: 10 }}>
            <ConnectSource />
          </div>
        </details>
      </div>
    </section>
  );
}
