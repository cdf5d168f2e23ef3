/**
 * The one configuration file (YAML) and its schema, composed of the rooms' own. Everything has a safe default, so
 * an empty file, or none, runs.
 */
import { z } from "zod";
import { apiSettings } from "../api/index.js";
import type { Problem } from "../base/index.js";
import { detectSettings } from "../detect/index.js";
import { intakeSettings, reportMailSettings } from "../intake/index.js";
import { signInSettings } from "../members/index.js";
import { shareSettings } from "../share/index.js";
import { mailSettings } from "../warn/index.js";
import { edgeSettings } from "./edge/settings.js";
import { halfFilled } from "./half-filled.js";
import { parseSettings, readSettings, type Settings } from "./read-settings.js";

export const configurationSchema = z.strictObject({
  data: z.string().optional().describe("The data folder; --data and BREAKWATER_DATA come first."),
  log: z
    .enum(["trace", "debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("How much to log."),
  api: apiSettings.prefault({}),
  signIn: signInSettings.prefault({}),
  intake: intakeSettings.prefault({}),
  reports: z.strictObject({ mail: reportMailSettings.prefault({}) }).prefault({}),
  detect: detectSettings.prefault({}),
  mail: mailSettings.prefault({}),
  share: shareSettings.prefault({}),
  edge: edgeSettings.prefault({}),
});

export type Configuration = z.infer<typeof configurationSchema>;

/**
 * Reads a configuration's text; every fault found is named with its place. `under` are keys written with dots that hold
 * where the text does not set them.
 */
export const parseConfiguration = (text: string, under: Settings = {}): Configuration | Problem =>
  parseSettings(configurationSchema, text, { under, faultsOf: halfFilled });

/** The configuration in a file, or all defaults where no file is named. */
export const readConfiguration = (path: string | undefined, under: Settings = {}): Configuration | Problem =>
  readSettings(configurationSchema, path, { under, faultsOf: halfFilled });
