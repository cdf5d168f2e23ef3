/** A crane's machines, controllers first: those of its terminal's list joined with those that are heard. Pure. */
import type { AssetRow, CraneCard } from "../../../api/types.js";
import { type AssetRole, assetRoles } from "../../../model/index.js";

export interface Machine {
  readonly key: string;
  readonly name: string;
  readonly role: AssetRole;
  readonly addresses: readonly string[];
  readonly product: string;
  readonly firmware: string;
  /** Told by the network itself, where that is not what the list says; else empty. */
  readonly firmwareHeard: string;
  readonly isCritical: boolean;
  readonly isListed: boolean;
  /** Null where it was never heard. */
  readonly lastUs: number | null;
  readonly review: AssetRow["review"] | null;
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");

export function machinesOf({ listed, machines }: Pick<CraneCard, "listed" | "machines">): readonly Machine[] {
  const known = listed.map((asset): Machine => {
    const heard = machines.filter((each) => each.listedId === asset.id);
    const firmwares = heard.map(({ identity }) => identity.firmware).filter((each) => each !== "");
    return {
      key: asset.id,
      name: asset.name,
      role: asset.role === "unknown" ? (heard[0]?.role ?? "unknown") : asset.role,
      addresses: asset.addresses,
      product: joined(asset.vendor, asset.product),
      firmware: asset.firmware,
      firmwareHeard: firmwares.find((each) => each !== asset.firmware) ?? "",
      isCritical: asset.isCritical,
      isListed: true,
      lastUs: heard.length === 0 ? null : Math.max(...heard.map(({ lastUs }) => lastUs)),
      review: heard[0]?.review ?? null,
    };
  });
  const ids = new Set(listed.map(({ id }) => id));
  const found = machines
    .filter(({ listedId }) => listedId === null || !ids.has(listedId))
    .map(
      (asset): Machine => ({
        key: asset.id,
        name: asset.identity.name,
        role: asset.role,
        addresses: [asset.address],
        product: joined(asset.identity.vendor || asset.macVendor, asset.identity.product),
        firmware: asset.identity.firmware,
        firmwareHeard: "",
        isCritical: false,
        isListed: false,
        lastUs: asset.lastUs,
        review: asset.review,
      }),
    );
  return [...known, ...found].sort((a, b) => assetRoles.indexOf(a.role) - assetRoles.indexOf(b.role));
}

/** The name that a list has for an address; the address itself where none has. */
export function namesByAddress(machines: readonly Machine[]): (address: string) => string {
  const names = new Map(
    machines.flatMap(({ name, addresses }) => addresses.map((address) => [address, name] as const)),
  );
  return (address) => names.get(address) || address;
}
