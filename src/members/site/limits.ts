/** Design limits of a member's own lists, each with its arithmetic. */
import type { SiteListName } from "../../model/index.js";

/**
 * Entries of each list. The largest terminals have some 100 quay and yard cranes of thirty machines each; five orders a day
 * over two years are 3,650.
 */
export const entriesMax: Readonly<Record<SiteListName, number>> = {
  zones: 200,
  conduits: 1_000,
  cranes: 500,
  assets: 5_000,
  workOrders: 5_000,
  windows: 2_000,
  vendors: 200,
  points: 5_000,
};
/** A file of 5,000 rows of 250 characters is 1.25 MB; one of more than this is no list. */
export const siteCsvBytesMax = 10 * 1024 * 1024;
/** A row with a hundred networks has 5,000. */
export const rowCharactersMax = 16_384;
export const nameMax = 120;
export const textMax = 400;
/** Values in one cell: networks of a zone, cranes of an order. */
export const valuesMax = 100;
/** Networks of all zones together: each is compared with each when they change, which is four million comparisons. */
export const zoneNetworksMax = 2_000;
/** Faults and notes of an import that are told one by one; a file with more is the wrong file. */
export const faultsToldMax = 200;
/** Changes kept of a member, the newest: ten imports of everything. Each is about a kilobyte at most. */
export const changesKeptMax = 50_000;
export const learningDaysMax = 90;

/** A port's plan of 200 berths and cranes with their outlines is 200 KB. */
export const planBytesMax = 5 * 1024 * 1024;
export const positionsMax = 20_000;
export const featuresMax = 2_000;
/** Levels of GeoJSON: a collection, its features, a geometry, four of coordinates; some room for properties. */
export const planDepthMax = 16;
