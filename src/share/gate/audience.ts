/**
 * Who a recipient is to the gate: the center's own operators, a member (one of its people, or the member as a
 * whole), or whoever finds a file. Contradictions are refused: an operator who belongs to a member, a member
 * nobody knows, a person of no role.
 */
import { type Member, roles } from "../../model/index.js";
import { type Channel, channels, type PeerParty, type Recipient, type Refused, refused } from "./request.js";

export type Audience =
  | { readonly kind: "center" }
  | {
      readonly kind: "member";
      readonly member: Member /** Null for the member as a whole. */;
      readonly personId: string | null;
    }
  | { readonly kind: "file" };

/** Another center; what goes to it is decided apart from all else (`peers.ts`). */
export interface PeerAudience {
  readonly kind: "peer";
  readonly peer: PeerParty;
}

/** Another TAXII server: to the gate a peer that gets sources' words alone. */
export interface ServerAudience {
  readonly kind: "server";
  readonly peer: PeerParty;
}

const channelsOf: Readonly<Record<Recipient["kind"], readonly Channel[]>> = {
  person: ["console", "stream", "api", "taxii", "misp", "file", "mail"],
  member: ["console", "stream", "api", "taxii", "misp", "file", "mail", "edge", "edge-blind"],
  file: ["file"],
  peer: ["peer"],
  server: ["taxii"],
};

export function audienceOf(
  recipient: Recipient,
  channel: Channel,
  members: ReadonlyMap<string, Member>,
  peers: readonly PeerParty[] = [],
): Audience | PeerAudience | ServerAudience | Refused {
  if (!Object.hasOwn(channelsOf, recipient.kind)) return refused("unknown-recipient");
  if (!channels.includes(channel) || !channelsOf[recipient.kind].includes(channel))
    return refused("unknown-channel");
  if (recipient.kind === "file") return { kind: "file" };
  if (recipient.kind === "peer") {
    const peer = peers.find(({ id }) => id === recipient.peerId);
    return peer === undefined ? refused("unknown-recipient") : { kind: "peer", peer };
  }
  if (recipient.kind === "server") {
    const { name, tlpCeiling } = recipient;
    return { kind: "server", peer: { id: name, name, tlpCeiling, kinds: ["indicator"] } };
  }
  if (recipient.kind === "member") return memberAudience(recipient.memberId, null, members);
  const { id, role, memberId } = recipient.person;
  if (!roles.includes(role)) return refused("unknown-recipient");
  if (role === "operator" && memberId === null)
    // What operators see names origins: a mail lies in too many places for that.
    return channel === "mail" ? refused("unknown-channel") : { kind: "center" };
  if (role === "operator") return refused("unknown-recipient");
  if (memberId === null)
    return role === "auditor" ? refused("auditor-elsewhere") : refused("unknown-recipient");
  return memberAudience(memberId, id, members);
}

function memberAudience(
  memberId: string,
  personId: string | null,
  members: ReadonlyMap<string, Member>,
): Audience | Refused {
  const member = members.get(memberId);
  return member === undefined ? refused("unknown-recipient") : { kind: "member", member, personId };
}
