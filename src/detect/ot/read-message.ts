/** The message of a control network that a record tells of: each protocol has a file in `readers/`, by the logs it is in. */
import type { About } from "../behaviour/facts/about.js";
import type { OtMessage } from "./message.js";
import { otReaders } from "./readers/index.js";

export interface OtReader {
  /** Logs as events name them: `zeek-modbus`, `eve-modbus`. */
  readonly logs: readonly string[];
  /** Null where the record is none after all; what is missing or of another type counts as unknown. */
  read(about: About): OtMessage | null;
}

const byLog: ReadonlyMap<string, OtReader> = new Map(
  otReaders.flatMap((reader) => reader.logs.map((log) => [log, reader] as const)),
);

export const otMessageOf = (about: About): OtMessage | null => byLog.get(about.log)?.read(about) ?? null;

/** Whether records of such a log may tell of one: cheap, for `Detector.wants`. */
export const tellsOt = (log: string): boolean => byLog.has(log);
