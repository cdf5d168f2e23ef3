/**
 * How far MISP lets something go (draft-dulaunoy-misp-core-format, 2.2.1.12 and 2.4.2.9) as the least TLP it counts as
 * here. `0` (your organisation only) and `4` (a sharing group) are for those who were given them: the center keeps
 * them to itself. `1` is the community it was shared in, `2` that and those connected, `3` everyone; `5` of an attribute
 * or object is what stands above it. Anything else is treated as the strictest.
 */
import type { Tlp } from "../model/index.js";

const floors: Readonly<Record<string, Tlp | null>> = {
  "0": "TLP:RED",
  "1": "TLP:AMBER",
  "2": "TLP:GREEN",
  "3": null,
  "4": "TLP:RED",
  "5": null,
};

/** Null where it may go everywhere, or where nothing is said. */
export function floorOfDistribution(value: unknown): Tlp | null {
  if (value === undefined || value === null || value === "") return null;
  const floor = floors[String(value)];
  return floor === undefined ? "TLP:RED" : floor;
}
