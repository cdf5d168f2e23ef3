/**
 * The exact lines that connect a source and load indicators. They name this center's own address, as the browser
 * reached it; the kinds of source stand in `shippers/`.
 */
import { type ReactNode, useState } from "react";
import { Lines } from "../parts/copy.js";
import type { Shipper, ShipperPlace } from "../shipper.js";
import { shippers } from "../shippers/index.js";

const inOrder: readonly Shipper[] = [...shippers].sort((a, b) => a.order - b.order);

function here(): ShipperPlace {
  const { origin, hostname, port, protocol } = window.location;
  const scheme = protocol === "https:" ? "https" : "http";
  return { address: origin, scheme, host: hostname, port: port || (scheme === "https" ? "443" : "80") };
}

export function ImportLines() {
  return (
    <Lines
      label="Command that loads indicators"
      text="breakwater intel import blocklist.txt stix-bundle.json"
    />
  );
}

/** `tokens` says where a member's token is made. */
export function ConnectLines({ tokens }: { readonly tokens: ReactNode }) {
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
            At the center, in the file given with --config; then its operator starts it again, and opens the
            port to the sender.
          </p>
          <Lines label={`The center's settings for ${shipper.title}`} text={shipper.center(place)} />
        </>
      )}
      <p className="quiet small">
        {shipper.note}{" "}
        {text.includes("$TOKEN") && (
          <>
            The token is made under {tokens}; it tells whose telemetry it is. Put it in the place of $TOKEN.{" "}
          </>
        )}
        The first record shows up here within a second.
      </p>
    </>
  );
}
