/**
 * The forms of a terminal's own lists and of the plan of the port. Entries are as `model/ot.ts` has them; what is written
 * comes as the texts of a row's cells, by the names of the columns in docs/cranes.md, wherever it comes from: a file, the
 * console, a program. One reader then reads them all, and a refusal names the column.
 */
import { z } from "zod";
import { siteLists } from "../members/index.js";
import { assetRoles, directiveStatuses, planKinds, siteChangeKinds, siteListNames } from "../model/index.js";
import { idShape, listOf, textShape, timeShape } from "./shapes.js";

export const siteListShape = z.enum(siteListNames);

const texts = listOf(z.string());

export const zoneShape = z.object({
  id: idShape,
  name: z.string(),
  kind: z.enum(["control", "safety", "dmz", "enterprise", "vendor", "other"]),
  networks: texts,
});
export const conduitShape = z.object({
  id: idShape,
  fromZoneId: idShape,
  toZoneId: idShape,
  allows: texts,
  via: texts,
  note: z.string(),
});
export const listedAssetShape = z.object({
  id: idShape,
  name: z.string(),
  addresses: texts,
  mac: z.string(),
  role: z.enum(assetRoles),
  vendor: z.string(),
  product: z.string(),
  firmware: z.string(),
  craneId: idShape.nullable(),
  isCritical: z.boolean(),
});
export const craneShape = z.object({
  id: idShape,
  name: z.string(),
  maker: z.string(),
  model: z.string(),
  terminal: z.string(),
  berth: z.string(),
  directiveStatus: z.enum(directiveStatuses),
  note: z.string(),
});
export const workOrderShape = z.object({
  id: idShape,
  number: z.string(),
  title: z.string(),
  craneIds: texts,
  assetIds: texts,
  vendor: z.string(),
  startUs: timeShape,
  endUs: timeShape,
});
export const windowShape = z.object({
  id: idShape,
  title: z.string(),
  craneIds: texts,
  startUs: timeShape,
  endUs: timeShape,
});
export const vendorAccessShape = z.object({
  id: idShape,
  vendor: z.string(),
  accounts: texts,
  networks: texts,
});
export const pointShape = z.object({
  id: idShape,
  name: z.string(),
  address: z.string(),
  point: z.string(),
  least: z.number().nullable(),
  most: z.number().nullable(),
  mostPerSecond: z.number().nullable(),
  stuckAfterS: z.number().nullable(),
  unit: z.string(),
  isSafety: z.boolean(),
});

export const siteShape = z.object({
  memberId: idShape,
  /** Rises by one with every change; 0 where nothing was ever listed. */
  version: z.number(),
  changedUs: timeShape.nullable(),
  learningDays: z.number(),
  /** The zone that is taken where a time is written without one: the center's. */
  timeZone: z.string(),
  zones: listOf(zoneShape),
  conduits: listOf(conduitShape),
  cranes: listOf(craneShape),
  assets: listOf(listedAssetShape),
  workOrders: listOf(workOrderShape),
  windows: listOf(windowShape),
  vendors: listOf(vendorAccessShape),
  points: listOf(pointShape),
});

const cells = z.record(z.string(), z.string()).nullable();

export const siteChangeShape = z.object({
  number: z.number(),
  version: z.number(),
  /** Null for what is no entry: learning days. */
  list: siteListShape.nullable(),
  entryId: z.string().nullable(),
  /** What the entry is called. */
  name: z.string(),
  kind: z.enum(siteChangeKinds),
  /** As its columns; null where it was not, or is not any more. */
  before: cells,
  after: cells,
  /** A person of the member by name, `the center`, `a program` or `somebody who left`. */
  by: z.string(),
  atUs: timeShape,
});

export const siteImportShape = z.object({
  /** Of the lists, after it. */
  version: z.number(),
  added: z.number(),
  changed: z.number(),
  unchanged: z.number(),
  removed: z.number(),
  /** Rows; a row may have several faults. */
  refused: z.number(),
  /** The first two hundred. `column` is empty where it is the row as a whole. */
  faults: listOf(z.object({ line: z.number(), column: z.string(), reason: z.string() })),
  /** What was taken otherwise than one may think: overlapping zones, the time zone, unknown columns. */
  notes: texts,
  dryRun: z.boolean(),
});

const columnNames = [
  ...new Set(Object.values(siteLists).flatMap(({ columns }) => columns.map(({ name }) => name))),
];
const cellText = textShape.max(16_000).optional();
/** The cells of one entry, by column: those that are left out stay as they are, or are empty in a new one. */
export const siteCellsInput = z.strictObject(
  Object.fromEntries(columnNames.map((name) => [name, cellText])) as Record<string, typeof cellText>,
);

export const sitePutShape = z.object({
  version: z.number(),
  id: idShape,
  outcome: z.enum(["added", "changed", "unchanged"]),
  notes: texts,
});

const position = z.tuple([z.number(), z.number()]).readonly();
const line = listOf(position);
const outline = listOf(line);
const geometryShape = z.discriminatedUnion("type", [
  z.object({ type: z.literal("Point"), coordinates: position }),
  z.object({ type: z.enum(["MultiPoint", "LineString"]), coordinates: line }),
  z.object({ type: z.enum(["MultiLineString", "Polygon"]), coordinates: outline }),
  z.object({ type: z.literal("MultiPolygon"), coordinates: listOf(outline) }),
]);

export const portPlanShape = z.object({
  type: z.literal("FeatureCollection"),
  features: listOf(
    z.object({
      type: z.literal("Feature"),
      properties: z.object({
        name: z.string(),
        kind: z.enum(planKinds),
        terminal: z.string(),
        crane: z.string(),
      }),
      geometry: geometryShape,
    }),
  ),
});

export const planReadShape = z.object({
  /** Null where none was put. */
  plan: portPlanShape.nullable(),
  changedUs: timeShape.nullable(),
});

export const planPutShape = z.object({
  features: z.number(),
  refused: z.number(),
  /** The first two hundred, by the feature's place from 0. */
  faults: listOf(z.object({ feature: z.number(), reason: z.string() })),
  changedUs: timeShape,
});
