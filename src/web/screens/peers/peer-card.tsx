/** One other center: whether it was confirmed, what flows, what waits, what was refused. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PeerRow } from "../../../api/types.js";
import { post } from "../../ask.js";
import { Fault } from "../../parts/fault.js";
import { StateSign } from "../../parts/icons.js";
import { When } from "../../parts/when.js";
import { AgreementPart } from "./agreement-part.js";

const refusals: Readonly<Record<string, string>> = {
  unreadable: "could not be read",
  "not-agreed": "of a kind that was not agreed",
  marking: "marked above what was agreed",
  origin: "with an origin that its way does not allow",
  own: "came back to this center, which said it first",
  "too-many": "more than is kept of one center",
  "peer-head": "a head of its audit chain that contradicts one held here",
};

const Told = ({ us }: { readonly us: number | null }) => (us === null ? "never" : <When us={us} />);

export function PeerCard({ peer }: { readonly peer: PeerRow }) {
  const client = useQueryClient();
  const [ending, setEnding] = useState(false);
  const refresh = () => void client.invalidateQueries({ queryKey: ["peers"] });
  const end = useMutation({ mutationFn: () => post(`/peers/${peer.id}/end`), onSettled: refresh });
  const isWell = peer.failures === 0 && peer.note === "";
  const title = `peer-${peer.id}`;
  return (
    <section className="card" aria-labelledby={title}>
      <div className="card-head">
        <h2 id={title}>{peer.name}</h2>
      </div>
      <div className="card-body stack">
        {peer.state === "introduced" && <Compare peer={peer} onDone={refresh} />}
        {peer.state === "confirmed" && (
          <>
            <div className="row">
              <StateSign state={isWell ? "well" : "degraded"} />
              <span>{isWell ? "Well" : `Not reached: ${peer.note}`}</span>
            </div>
            <dl className="facts">
              <dt>Last reached</dt>
              <dd>
                <Told us={peer.reachedUs} />
              </dd>
              <dt>Last heard</dt>
              <dd>
                <Told us={peer.heardUs} />
              </dd>
              <dt>Waiting for it</dt>
              <dd>{peer.waiting.toLocaleString("en-US")} messages</dd>
              <dt>Held of it</dt>
              <dd>{peer.holding.toLocaleString("en-US")} values and counts</dd>
              <dt>Clocks differ by</dt>
              <dd>
                {peer.clockDifferenceUs === null
                  ? "not known yet"
                  : `${(Math.abs(peer.clockDifferenceUs) / 1e6).toFixed(1)} s`}
              </dd>
              <dt>Head of its audit chain</dt>
              <dd style={{ overflowWrap: "anywhere" }}>
                {peer.head === null ? "none yet" : `${peer.head.sequence}:${peer.head.hash}`}
              </dd>
            </dl>
            {peer.refused.length > 0 && (
              <div>
                <h3>Refused</h3>
                <ul>
                  {peer.refused.map(({ code, count, detail }) => (
                    <li key={code}>
                      {count.toLocaleString("en-US")} {refusals[code] ?? code}.{" "}
                      <span className="quiet small">{detail}</span>
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </>
        )}
        <AgreementPart peer={peer} />
        {end.error !== null && <Fault fault={end.error} />}
        {ending ? (
          <div className="row">
            <span>Nothing flows then, for good, and what it told counts no more.</span>
            <Button color="red" onClick={() => end.mutate()} loading={end.isPending}>
              End it
            </Button>
            <Button variant="default" onClick={() => setEnding(false)}>
              Keep it
            </Button>
          </div>
        ) : (
          <div>
            <Button variant="default" onClick={() => setEnding(true)}>
              End it …<span className="hidden-text"> with {peer.name}</span>
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}

function Compare({ peer, onDone }: { readonly peer: PeerRow; readonly onDone: () => void }) {
  const confirm = useMutation({
    mutationFn: () => post(`/peers/${peer.id}/confirm`, { fingerprint: peer.fingerprint }),
    onSuccess: onDone,
  });
  return (
    <div className="do-now stack" data-urgency="low" style={{ gap: 10 }}>
      <p>
        <strong>Call {peer.name} at a number you know, and compare.</strong> Nothing flows before both of you
        have confirmed.
      </p>
      <code style={{ fontSize: "1.15rem", letterSpacing: "0.06em", overflowWrap: "anywhere" }}>
        {peer.fingerprint}
      </code>
      {confirm.error !== null && <Fault fault={confirm.error} />}
      <div>
        <Button onClick={() => confirm.mutate()} loading={confirm.isPending}>
          Both of us read the same
        </Button>
      </div>
    </div>
  );
}
