/** The STIX 2.1 pattern language: read, written, met with observed data, and what of it the index can answer. */
export type * from "./ast.js";
export * from "./evaluate.js";
export { eventObservation } from "./event-observations.js";
export type { PatternError } from "./fault.js";
export * from "./indexable.js";
export { type Observation, readObservations, type SeenObject } from "./observation.js";
export { parsePattern } from "./parse.js";
export { printComparison, printPath, printPattern } from "./print.js";
export { rowObservation } from "./row-observations.js";
export * from "./search-plan.js";
export { sightingObservation } from "./sighting-observations.js";
