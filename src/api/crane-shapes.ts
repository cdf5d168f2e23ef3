/** What the API says of cranes: how each is, and the whole of one. */
import { z } from "zod";
import { detectionLevels } from "../model/index.js";
import { detectionShape } from "./detection-shapes.js";
import { assetShape, learningShape, relationShape, vendorSessionShape } from "./inventory-shapes.js";
import { idShape, listOf, timeShape, urgencyShape } from "./shapes.js";
import { craneShape, listedAssetShape, windowShape, workOrderShape } from "./site-shapes.js";

const owned = { memberId: idShape, memberName: z.string(), crane: craneShape };

export const craneRowShape = z.object({
  ...owned,
  /** Heard, whether or not they are on a list. */
  machines: z.number(),
  /** When the last of them was heard; null where none was. */
  lastUs: timeShape.nullable(),
  /** New machines that nobody has answered. */
  questions: z.number(),
  /** Of the last seven days, by level. */
  detections: z.record(z.enum(detectionLevels), z.number()),
  /** Open ones that the asker may read. */
  warnings: z.number(),
});

export const craneCardShape = z.object({
  ...owned,
  /** As its terminal lists them. */
  listed: listOf(listedAssetShape),
  /** As they are heard: those of the list, and those of no list in a zone that is this crane's alone. */
  machines: listOf(assetShape),
  /** What those talk to, the last changed first. */
  relations: listOf(relationShape),
  /** Whether there are more machines or relations than these. */
  isCut: z.boolean(),
  sessions: listOf(vendorSessionShape),
  /** Of the last seven days. */
  detections: listOf(detectionShape),
  warnings: listOf(
    z.object({ id: idShape, sentence: z.string(), urgency: urgencyShape, updatedUs: timeShape }),
  ),
  /** Those that last or come, and those of the last 30 days; for the whole site too. */
  workOrders: listOf(workOrderShape),
  windows: listOf(windowShape),
  learning: learningShape.nullable(),
});
