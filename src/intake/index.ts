/** Intake: how telemetry comes in and becomes events. */
export { type ReadOptions, readBatches } from "./batches.js";
export type { Format, Framing, Origin, Sample } from "./format.js";
export { formats } from "./formats/index.js";
export { type Input, type InputOptions, nameOf, openInputs } from "./inputs.js";
export * from "./limits.js";
export { intakeProblem } from "./problems.js";
export * from "./record-batch.js";
export { findFormat, sampleFrom, sniffFormat } from "./sniff.js";
export { epochTime, parseSyslogTime, parseTime } from "./time.js";
