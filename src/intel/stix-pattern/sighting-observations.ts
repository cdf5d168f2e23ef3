/**
 * Sightings as observed data: the value that was met, seen as often as its sighting counts and within its span, and
 * the traffic between it and the member's own machines.
 */
import type { Sighting } from "../../model/index.js";
import { observe } from "../../model/index.js";
import { hashesOf, SeenObjects } from "./event-observations.js";
import type { Observation } from "./observation.js";

export function sightingObservation(sighting: Sighting): Observation {
  const seen = new SeenObjects();
  const hashes = hashesOf(sighting.observable);
  if (hashes !== null) seen.add({ type: "file", hashes });
  const value = seen.value(sighting.observable);
  if (value !== null && ["ipv4", "ipv6", "cidr", "domain"].includes(sighting.observable.type))
    for (const inside of sighting.insideAddresses) {
      const own = observe("address", inside);
      const machine = own === null ? null : seen.value(own);
      if (machine === null) continue;
      const [source, destination] = sighting.direction === "inbound" ? [value, machine] : [machine, value];
      seen.add({
        type: "network-traffic",
        src_ref: source,
        dst_ref: destination,
        protocols: [inside.includes(":") ? "ipv6" : "ipv4"],
      });
    }
  return {
    id: sighting.id,
    firstUs: sighting.firstUs,
    lastUs: Math.max(sighting.firstUs, sighting.lastUs),
    count: Math.max(1, sighting.count),
    objects: seen.objects,
  };
}
