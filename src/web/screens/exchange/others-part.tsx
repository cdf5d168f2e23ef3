/** Other TAXII servers, read and given to, and the MISP feeds of others. */
import { useQuery } from "@tanstack/react-query";
import type { MispListed, TaxiiOthers } from "../../../api/types.js";
import { get } from "../../ask.js";
import { Lines } from "../../parts/copy.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { amountOf, Going } from "./going.js";

const list = { listStyle: "none", padding: 0, margin: 0 } as const;
const taxiiKey = ["taxii-others"] as const;
const mispKey = ["misp"] as const;

const example = `share:
  taxii:
    servers:
      - name: isac
        collection: https://taxii.example/root/collections/ID/
        user: port
        secretFile: /etc/breakwater/isac.password
        give: { tlp: TLP:CLEAR }
  misp:
    feeds:
      - name: circl
        url: https://misp.example/feed/`;

export function OthersPart() {
  const taxii = useQuery({
    queryKey: taxiiKey,
    queryFn: () => get<TaxiiOthers>("/taxii/others"),
    refetchInterval: 10_000,
  });
  const misp = useQuery({
    queryKey: mispKey,
    queryFn: () => get<MispListed>("/misp"),
    refetchInterval: 10_000,
  });
  const { others, givings } = taxii.data ?? { others: [], givings: [] };
  const feeds = misp.data?.feeds ?? [];
  const isNothing =
    taxii.data !== undefined &&
    misp.data !== undefined &&
    others.length + givings.length + feeds.length === 0;
  return (
    <section className="card" aria-labelledby="others-title">
      <div className="card-head">
        <h2 id="others-title">Other servers</h2>
      </div>
      <div className="card-body stack">
        {(taxii.isPending || misp.isPending) && <Waiting what="how it goes with other servers" />}
        {taxii.error !== null && <Fault fault={taxii.error} retry={() => void taxii.refetch()} />}
        {misp.error !== null && <Fault fault={misp.error} retry={() => void misp.refetch()} />}
        {others.length + feeds.length > 0 && (
          <div>
            <h3 id="read-title">Read</h3>
            <ul style={list} aria-labelledby="read-title">
              {others.map((other) => (
                <Going
                  key={`taxii ${other.name}`}
                  name={other.name}
                  address={`TAXII, ${other.collection}`}
                  done="read"
                  amount={amountOf(other.objects, "indicator", "indicators")}
                  state={other}
                  now={{ path: "/taxii/others/pull", label: "Read now" }}
                  queryKey={taxiiKey}
                />
              ))}
              {feeds.map((feed) => (
                <Going
                  key={`misp ${feed.name}`}
                  name={feed.name}
                  address={`MISP feed, ${feed.url}`}
                  done="read"
                  amount={`${amountOf(feed.events, "event", "events")}${feed.faults > 0 ? `, and ${amountOf(feed.faults, "event", "events")} that could not be read` : ""}`}
                  state={feed}
                  now={{ path: "/misp/feeds/pull", label: "Read now" }}
                  queryKey={mispKey}
                />
              ))}
            </ul>
          </div>
        )}
        {givings.length > 0 && (
          <div>
            <h3 id="given-title">Given to</h3>
            <p className="quiet small">
              They get what the center's sources say of hostile values, up to the marking that was set up;
              nothing of members, and nothing back that came from them.
            </p>
            <ul style={list} aria-labelledby="given-title">
              {givings.map((giving) => (
                <Going
                  key={giving.name}
                  name={giving.name}
                  address={`TAXII, ${giving.collection}`}
                  done="given to"
                  amount={`${amountOf(giving.objects, "object", "objects")}${giving.refused > 0 ? `, ${giving.refused.toLocaleString("en-US")} not taken` : ""}`}
                  state={giving}
                  now={{ path: "/taxii/others/give", label: "Give now" }}
                  queryKey={taxiiKey}
                />
              ))}
            </ul>
          </div>
        )}
        {isNothing && <p>No other server is set up.</p>}
        <p className="quiet small">
          Servers are set up in the configuration, as here; then start the center anew.
        </p>
        <Lines label="Lines that set up other servers" text={example} />
      </div>
    </section>
  );
}
