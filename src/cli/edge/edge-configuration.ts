/**
 * The configuration file as an edge reads it: the same one, so that a file may serve both, but only what an edge has is
 * looked at. What is a center's alone is not loaded, as an edge is to be small.
 */
import { z } from "zod";
import { detectSettings } from "../../detect/index.js";
import { intakeSettings } from "../../intake/index.js";
import type { Configuration } from "../configuration.js";
import { edgeSettings } from "./settings.js";

const ofCenters = z.unknown().optional();

export const edgeConfigurationSchema = z.strictObject({
  data: z.string().optional(),
  log: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  intake: intakeSettings.prefault({}),
  detect: detectSettings.prefault({}),
  edge: edgeSettings.prefault({}),
  api: ofCenters,
  signIn: ofCenters,
  reports: ofCenters,
  mail: ofCenters,
  share: ofCenters,
} satisfies Record<keyof Configuration, z.ZodType>);

export type EdgeConfiguration = Pick<Configuration, "data" | "log" | "intake" | "detect" | "edge">;
