/**
 * Behind every door: finds out whose telemetry it is (by token, by the sender's network, by the door's own
 * setting) and hands it to `Ingest`. A stranger is refused before a byte is read. Without a token only this
 * machine itself and a member's own public network may send; what they send is theirs.
 */
import { type Clock, Problem, parseAddress, sha256Hex } from "../../base/index.js";
import type { Accepted, Claimed, Delivery, DoorSink, Sender } from "../../intake/index.js";
import { checkToken, type MemberNetworks } from "../../members/index.js";
import type { State } from "../../store/index.js";
import { cliProblem } from "../problems.js";
import type { Ingest } from "./ingest.js";

export interface DoorSinkParts {
  readonly state: State;
  readonly clock: Clock;
  readonly ingest: Ingest;
  readonly networks: () => MemberNetworks;
  /** Whether the spool takes no portion more; where left out it always does. */
  readonly isFull?: () => boolean;
  /** The member this door belongs to, where it has one. */
  readonly memberId?: string | null;
  /** The sender has proven to be that member (a certificate, a folder of its own): the network says nothing then. */
  readonly isProven?: boolean;
}

/** Doors that anybody on the network reaches: without a token only this machine itself and members' networks. */
const openDoors: ReadonlySet<string> = new Set(["http", "elastic", "hec", "otlp"]);

function isLoopback(text: string): boolean {
  const address = parseAddress(text);
  if (address === null) return false;
  return address.v4 ? address.words[3] >>> 24 === 127 : address.words.join() === "0,0,0,1";
}

/** A name that a sender gave, made its member's own. */
const identityOf = (memberId: string | null, item: string): string =>
  sha256Hex(JSON.stringify([memberId, item]));

export function doorSink(parts: DoorSinkParts): DoorSink {
  /** The member; null for the port's own, told apart by the addresses in the events. */
  const ownerOf = async (sender: Sender): Promise<string | null | Problem> => {
    if (sender.token !== null) {
      const checked = await checkToken(parts.state.db, parts.clock, sender.token, "ingest");
      return checked instanceof Problem ? checked : checked.memberId;
    }
    if (parts.isProven === true) return parts.memberId ?? null;
    const byNetwork = sender.address === "" ? null : parts.networks().memberOf(sender.address);
    if (byNetwork !== null) return byNetwork;
    if (!openDoors.has(sender.door) || isLoopback(sender.address)) return parts.memberId ?? null;
    return cliProblem("token-needed", `${sender.address} is in no member's network.`);
  };
  return {
    isFull: () => parts.isFull?.() ?? false,
    admit: async (sender) => {
      const owner = await ownerOf(sender);
      return owner instanceof Problem ? owner : null;
    },
    claim: async (sender, items): Promise<Claimed | Problem> => {
      const memberId = await ownerOf(sender);
      if (memberId instanceof Problem) return memberId;
      const claim = parts.ingest.items?.claim(items.map((item) => identityOf(memberId, item)));
      return claim ?? { states: items.map(() => "new"), release: () => undefined };
    },
    accept: async (delivery: Delivery): Promise<Accepted | Problem> => {
      const memberId = await ownerOf(delivery.sender);
      if (memberId instanceof Problem) return memberId;
      return parts.ingest.take({
        door: delivery.sender.door,
        origin: delivery.origin,
        fileName: delivery.fileName,
        name: delivery.batchId ?? "",
        format: delivery.format ?? undefined,
        linesBefore: delivery.linesBefore,
        memberId,
        mark: null,
        bytes: delivery.bytes,
        items: delivery.items?.map((item) => identityOf(memberId, item)),
      });
    },
  };
}
