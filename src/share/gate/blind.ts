/**
 * What a member may not read, given to its edge as a keyed hash: the edge meets it and learns nothing but that it met
 * something, until the center tells more. Only where an operator switched it on for this member. A hash hides no value
 * of a kind that has so few that all can be tried (every IPv4 address in minutes, and fingerprints of TLS are listed),
 * so those stay out unless the operator lets them go (docs/decisions/0025-edges.md).
 */
import type { ObservableType } from "../../model/index.js";
import type { Audience } from "./audience.js";
import type { OriginSearch } from "./origin-search.js";
import { type BlindObject, type Channel, type Decision, type Forms, refused, released } from "./request.js";

const guessable: ReadonlySet<ObservableType> = new Set(["ipv4", "ja3", "ja3s", "ja4"]);

export function decideBlind(
  search: OriginSearch,
  blind: ReadonlyMap<string, { readonly guessable: boolean }> | undefined,
  { observable, tlps }: BlindObject,
  audience: Audience,
  channel: Channel,
): Decision<Forms["blind"]> {
  if (channel !== "edge-blind" || audience.kind !== "member") return refused("unknown-channel");
  const setting = blind?.get(audience.member.id);
  if (setting === undefined || tlps.length === 0) return refused("blind-off");
  // An address would have to be tried in every network around it, so no edge meets a hashed network.
  if (observable.type === "cidr") return refused("blind-off", "A network can't be met by its hash.");
  if (guessable.has(observable.type) && !setting.guessable) return refused("blind-guessable");
  // Who knows another member's names can try them: that one of them is listed is not to be found out so.
  const leak = search.find({ value: observable.value }, audience.member.id, false);
  if (leak !== null) return refused("origin-leak", leak);
  return released("blind", { type: observable.type, value: observable.value });
}
