/**
 * What each member has, as far as advisories may speak of it: machines and cranes of its own lists, machines that were heard
 * in its control network, and products of its register of exposures. One machine that is listed and heard is one item, with
 * the firmware that it says itself.
 */
import { type Kysely, sql } from "kysely";
import { listSites } from "../../members/index.js";
import type { AssetIdentity, Exposure, InventoryItem, SiteLists } from "../../model/index.js";
import type { Tables } from "../../store/index.js";

interface Heard {
  readonly id: string;
  readonly memberId: string;
  readonly address: string;
  readonly craneId: string | null;
  readonly listedId: string | null;
  readonly identity: AssetIdentity;
}

/** By member; one without anything is not in it. `memberId`: of that one alone. */
export async function readInventories(
  db: Kysely<Tables>,
  exposures: ReadonlyMap<string, readonly Exposure[]>,
  memberId: string | null = null,
): Promise<ReadonlyMap<string, readonly InventoryItem[]>> {
  const { rows: heard } = await sql<Heard>`
    select id, member_id as "memberId", address, crane_id as "craneId", listed_id as "listedId", identity from asset
    where mark = '' and (${memberId}::text is null or member_id = ${memberId})
      and (identity ->> 'product' <> '' or listed_id is not null)
    order by id`.execute(db);
  const inventories = new Map<string, InventoryItem[]>();
  const add = (owner: string, items: readonly InventoryItem[]): void => {
    if (items.length > 0 && (memberId === null || owner === memberId))
      inventories.set(owner, [...(inventories.get(owner) ?? []), ...items]);
  };
  const sites = await listSites(db);
  const listed = new Set(sites.flatMap(({ assets }) => assets.map(({ id }) => id)));
  for (const site of sites) add(site.memberId, listedItems(site, heard));
  for (const one of heard) if (!listed.has(one.listedId ?? "")) add(one.memberId, [heardItem(one)]);
  for (const [owner, own] of exposures) add(owner, own.flatMap(productItem));
  return inventories;
}

export function listedItems(
  { assets, cranes }: Pick<SiteLists, "assets" | "cranes">,
  heard: readonly Heard[],
): readonly InventoryItem[] {
  const said = new Map(heard.map(({ listedId, identity }) => [listedId ?? "", identity]));
  return [
    ...assets.map(
      ({ id, name, addresses: [address = ""], vendor, product, firmware, craneId }): InventoryItem => {
        const own = said.get(id);
        return {
          key: `asset ${id}`,
          name,
          address,
          vendor: vendor || (own?.vendor ?? ""),
          product: product || (own?.product ?? ""),
          firmware: (own?.firmware ?? "") || firmware,
          // What it says itself is often its part number, and its list's name another.
          models: own === undefined || own.product === "" ? [] : [own.product],
          isCrane: craneId !== null,
        };
      },
    ),
    ...cranes.map(
      ({ id, name, maker, model }): InventoryItem => ({
        key: `crane ${id}`,
        name,
        vendor: maker,
        product: model,
        firmware: "",
        address: "",
        models: [],
        isCrane: true,
      }),
    ),
  ].filter(({ product }) => product !== "");
}

const heardItem = ({ id, address, craneId, identity }: Heard): InventoryItem => ({
  key: `heard ${id}`,
  name: identity.name === "" ? address : `${identity.name} (${address})`,
  vendor: identity.vendor,
  product: identity.product,
  firmware: identity.firmware,
  address,
  models: [],
  isCrane: craneId !== null,
});

/** The maker of a product in the register stands in its name or in its CPE. */
function productItem({ id, kind, value, also }: Exposure): readonly InventoryItem[] {
  if (kind !== "product") return [];
  const version = also.flatMap((text) => /^version (.+)$/i.exec(text)?.[1] ?? [])[0] ?? "";
  const models = also.filter((text) => !/^version /i.test(text));
  return [
    {
      key: `exposure ${id}`,
      name: value,
      vendor: "",
      product: value,
      firmware: version,
      address: "",
      models,
      isCrane: false,
    },
  ];
}
