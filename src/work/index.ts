export * from "./sample-port/port.js";
export * from "./sample-port/traffic.js";
