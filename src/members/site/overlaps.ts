/** Zones that lie in one another: told, and no fault, as the narrower network counts. */
import { networkContains, parseNetwork } from "../../base/index.js";
import type { Zone } from "../../model/index.js";
import { shown } from "./cell-reader.js";

/** A sentence for each network of a zone that lies in another zone's; so many at most. */
export function overlapsOf(zones: readonly Zone[], max: number): readonly string[] {
  const networks = zones.flatMap(({ name, networks }) =>
    networks.flatMap((text) => {
      const network = parseNetwork(text);
      return network === null ? [] : [{ name, text, network }];
    }),
  );
  const told: string[] = [];
  for (const inner of networks)
    for (const outer of networks) {
      if (outer.name === inner.name || outer.network.prefix >= inner.network.prefix) continue;
      if (!networkContains(outer.network, inner.network.address)) continue;
      if (told.length >= max) return told;
      told.push(
        `${inner.text} of zone ${shown(inner.name)} lies in ${outer.text} of zone ${shown(outer.name)}: what is in both counts as ${shown(inner.name)}`,
      );
    }
  return told;
}
