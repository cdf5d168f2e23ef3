/** Assets: `name,addresses,mac,role,vendor,product,firmware,crane,critical`. An address or MAC address is one asset's. */
import { assetRoles, type ListedAsset } from "../../../model/index.js";
import { nameKey } from "../cell-reader.js";
import { joined, type SiteList } from "../site-list.js";

export const assets = {
  name: "assets",
  columns: [
    { name: "name", also: ["asset", "hostname", "host"], isNeeded: true },
    { name: "addresses", also: ["address", "ip", "ip address", "ip addresses"] },
    { name: "mac", also: ["mac address"] },
    { name: "role", also: ["type", "kind"] },
    { name: "vendor", also: ["manufacturer", "maker", "make"] },
    { name: "product", also: ["model"] },
    { name: "firmware", also: ["firmware version", "version"] },
    { name: "crane" },
    { name: "critical", also: ["is critical"] },
  ],
  read(cells) {
    const name = cells.name("name");
    const addresses = cells.addresses("addresses");
    const mac = cells.mac("mac");
    if (addresses.length === 0 && mac === "" && cells.faults.length === 0)
      cells.fault("addresses", "is empty, and so is mac: nothing in the traffic would be known for it");
    return {
      name,
      addresses,
      mac,
      role: cells.choice("role", assetRoles, "unknown"),
      vendor: cells.text("vendor", 120),
      product: cells.text("product", 120),
      firmware: cells.text("firmware", 120),
      craneId: cells.ref("crane", "cranes"),
      isCritical: cells.flag("critical"),
    };
  },
  write: (asset, nameOf) => ({
    name: asset.name,
    addresses: joined(asset.addresses),
    mac: asset.mac,
    role: asset.role,
    vendor: asset.vendor,
    product: asset.product,
    firmware: asset.firmware,
    crane: asset.craneId === null ? "" : nameOf("cranes", asset.craneId),
    critical: asset.isCritical ? "yes" : "no",
  }),
  nameOf: ({ name }) => name,
  keyOf: ({ name }) => nameKey(name),
  ownValues: ({ addresses, mac }) => [
    ...addresses.map((value) => ({ column: "addresses", value })),
    ...(mac === "" ? [] : [{ column: "mac", value: mac }]),
  ],
  refs: ({ craneId }) => (craneId === null ? [] : [["cranes", craneId]]),
} satisfies SiteList<ListedAsset>;
