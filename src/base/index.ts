export * from "./archive.js";
export * from "./clock.js";
export * from "./environment.js";
export * from "./ids.js";
export * from "./log.js";
export * from "./problems.js";
export * from "./pure.js";
export * from "./regexp.js";
