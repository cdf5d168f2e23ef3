/** Intake: how telemetry comes in and becomes events. */
export { type ReadOptions, readBatches } from "./batches.js";
export { type Follower, type FollowOptions, followFiles } from "./doors/follow.js";
export { type HttpLimits, handleIngest } from "./doors/http.js";
export { type FilePosition, memoryPositions, type Positions } from "./doors/positions.js";
export type { Accepted, Delivery, DoorId, DoorSink, Sender } from "./doors/sink.js";
export { openSyslogDoor, type SyslogCounts, type SyslogDoor, type SyslogOptions } from "./doors/syslog.js";
export type { Format, Framing, Origin, Sample } from "./format.js";
export { formats } from "./formats/index.js";
export { type Input, type InputOptions, nameOf, openInputs } from "./inputs.js";
export * from "./limits.js";
export { intakeProblem } from "./problems.js";
export * from "./record-batch.js";
export { type IntakeSettings, intakeSettings } from "./settings.js";
export { findFormat, sampleFrom, sniffFormat } from "./sniff.js";
export { epochTime, parseSyslogTime, parseTime } from "./time.js";
export { isSeenAgain } from "./zeek/log-name.js";
