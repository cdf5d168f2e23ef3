/** The message of a control network that a record tells of. */
import type { About } from "../behaviour/facts/about.js";
import type { OtMessage } from "./message.js";
import type { OtReader } from "./reader.js";
import { otReaders } from "./readers/index.js";

const byLog: ReadonlyMap<string, OtReader> = new Map(
  otReaders.flatMap((reader) => reader.logs.map((log) => [log, reader] as const)),
);

/** Null where the record tells of none. */
export const otMessageOf = (about: About): OtMessage | null => byLog.get(about.log)?.read(about) ?? null;

/** Whether records of such a log may tell of one: cheap, for `Detector.wants`. */
export const tellsOt = (log: string): boolean => byLog.has(log);
