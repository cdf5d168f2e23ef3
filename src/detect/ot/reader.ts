/** What reads the records of a control protocol: each protocol has a file in `readers/`, by the logs it is in. */
import type { About } from "../behaviour/facts/about.js";
import type { OtMessage } from "./message.js";

export interface OtReader {
  /** Logs as events name them: `zeek-modbus`, `eve-modbus`. */
  readonly logs: readonly string[];
  /** Null where the record is none after all; what is missing or of another type counts as unknown. */
  read(about: About): OtMessage | null;
}
