export * from "./validate.js";
export * from "./findings.js";
export * from "./rules.js";
