/** *Peers*, for the center's operators: the other ports' centers, how they are introduced, and how it stands with each. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { PeerRow } from "../../../api/types.js";
import { get } from "../../ask.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { IntroducePart } from "./introduce-part.js";
import { PeerCard } from "./peer-card.js";

const peersKey = ["peers"] as const;

export function PeersScreen() {
  const peers = useQuery({
    queryKey: peersKey,
    queryFn: () => get<{ peers: readonly PeerRow[] }>("/peers"),
    refetchInterval: 5000,
  });
  const known = peers.data?.peers.filter(({ state }) => state !== "ended") ?? [];
  return (
    <div className="page-inner stack">
      <h1>Peers</h1>
      <p className="small">
        <Link href="/exchange">Back to Exchange</Link>
      </p>
      <p className="quiet">
        Other ports' centers. They are told of hostile values and of how many members met one, never of a
        member.
      </p>
      {peers.isPending && <Waiting what="the other centers" />}
      {peers.error !== null && <Fault fault={peers.error} retry={() => void peers.refetch()} />}
      {peers.data !== undefined && known.length === 0 && <p>No other center is known yet.</p>}
      {known.map((peer) => (
        <PeerCard key={peer.id} peer={peer} />
      ))}
      <IntroducePart />
    </div>
  );
}
