/** *Exchange*, for the center's operators: what it gives and reads by TAXII and MISP, how each goes, and how to connect. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { PeerRow } from "../../../api/types.js";
import { get } from "../../ask.js";
import { Lines } from "../../parts/copy.js";
import { ConnectProgram } from "./connect-program.js";
import { amountOf } from "./going.js";
import { OthersPart } from "./others-part.js";
import { OursPart } from "./ours-part.js";

function PeersPart() {
  const peers = useQuery({
    queryKey: ["peers"],
    queryFn: () => get<{ peers: readonly PeerRow[] }>("/peers"),
  });
  const known = peers.data?.peers.filter(({ state }) => state !== "ended") ?? [];
  const away = known.filter(({ failures }) => failures > 0).length;
  return (
    <section className="card" aria-labelledby="peers-title">
      <div className="card-head">
        <h2 id="peers-title">Other ports' centers</h2>
      </div>
      <div className="card-body stack" style={{ gap: 8 }}>
        <p>
          {known.length === 0
            ? "No other center is known yet. Two centers warn one another of what their members meet, without naming them."
            : `${amountOf(known.length, "center is", "centers are")} known${away === 0 ? "." : `; ${amountOf(away, "was", "were")} not reached lately.`}`}
        </p>
        <p>
          <Link href="/exchange/peers">Open Peers</Link>
        </p>
      </div>
    </section>
  );
}

export function ExchangeScreen() {
  return (
    <div className="page-inner stack">
      <h1>Exchange</h1>
      <p className="quiet">
        How programs and other servers read this center and give to it. TAXII and MISP are the common ways to
        hand lists of hostile values on; what leaves is decided by the same gate as everything else.
      </p>
      <OthersPart />
      <OursPart />
      <PeersPart />
      <section className="card" aria-labelledby="connect-title">
        <div className="card-head">
          <h2 id="connect-title">Connect a program</h2>
        </div>
        <div className="card-body stack">
          <p>
            First make a token for the member whose program it is; leave <code>report</code> out where it only
            reads.
          </p>
          <Lines
            label="Command that makes a token"
            text={'breakwater token add --member "NAME" --name siem --scope read --scope report'}
          />
          <p>Then tell the program where to read:</p>
          <ConnectProgram />
        </div>
      </section>
    </div>
  );
}
