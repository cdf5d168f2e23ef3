/** The part of `base/` that is free of Node: what `model/` and the console may import. */
export * from "./addresses.js";
export * from "./canonical-json.js";
export * from "./problem.js";
