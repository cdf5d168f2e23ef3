/** Zones: `name,kind,networks`. Two zones may overlap, and the narrower network counts; the same network is one zone's. */
import type { Zone } from "../../../model/index.js";
import { nameKey } from "../cell-reader.js";
import { joined, type SiteList } from "../site-list.js";

const kinds = ["control", "safety", "dmz", "enterprise", "vendor", "other"] as const satisfies Zone["kind"][];

export const zones = {
  name: "zones",
  columns: [
    { name: "name", also: ["zone"], isNeeded: true },
    { name: "kind", also: ["type"], isNeeded: true },
    { name: "networks", also: ["network", "subnet", "subnets", "cidr"] },
  ],
  read: (cells) => ({
    name: cells.name("name"),
    kind: cells.choice("kind", kinds, null),
    networks: cells.networks("networks"),
  }),
  write: ({ name, kind, networks }) => ({ name, kind, networks: joined(networks) }),
  nameOf: ({ name }) => name,
  keyOf: ({ name }) => nameKey(name),
  ownValues: ({ networks }) => networks.map((value) => ({ column: "networks", value })),
  refs: () => [],
} satisfies SiteList<Zone>;
