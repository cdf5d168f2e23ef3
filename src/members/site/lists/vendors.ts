/** Vendor access: `vendor,accounts,networks`. An account or network is one vendor's. */
import type { VendorAccess } from "../../../model/index.js";
import { nameKey } from "../cell-reader.js";
import { joined, type SiteList } from "../site-list.js";

export const vendors = {
  name: "vendors",
  columns: [
    { name: "vendor", also: ["name", "company"], isNeeded: true },
    { name: "accounts", also: ["account", "users", "user"] },
    { name: "networks", also: ["network", "addresses", "address"] },
  ],
  read(cells) {
    const vendor = {
      vendor: cells.name("vendor"),
      accounts: cells.values("accounts"),
      networks: cells.networks("networks"),
    };
    if (vendor.accounts.length === 0 && vendor.networks.length === 0 && cells.faults.length === 0)
      cells.fault("accounts", "is empty, and so is networks: no session would be known for its own");
    return vendor;
  },
  write: ({ vendor, accounts, networks }) => ({
    vendor,
    accounts: joined(accounts),
    networks: joined(networks),
  }),
  nameOf: ({ vendor }) => vendor,
  keyOf: ({ vendor }) => nameKey(vendor),
  ownValues: ({ accounts, networks }) => [
    ...accounts.map((account) => ({ column: "accounts", value: nameKey(account) })),
    ...networks.map((value) => ({ column: "networks", value })),
  ],
  refs: () => [],
} satisfies SiteList<VendorAccess>;
