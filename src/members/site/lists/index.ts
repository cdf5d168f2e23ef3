import type { SiteListName } from "../../../model/index.js";
import type { SiteList } from "../site-list.js";
import { assets } from "./assets.js";
import { conduits } from "./conduits.js";
import { cranes } from "./cranes.js";
import { points } from "./points.js";
import { vendors } from "./vendors.js";
import { windows } from "./windows.js";
import { workOrders } from "./work-orders.js";
import { zones } from "./zones.js";

export const siteLists: Readonly<Record<SiteListName, SiteList>> = {
  zones,
  conduits,
  cranes,
  assets,
  workOrders,
  windows,
  vendors,
  points,
};
