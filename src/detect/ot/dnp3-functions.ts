/** DNP3's functions by code, as Zeek calls them (IEEE 1815, 4.2.2.5), and what its internal indications complain of. */
import type { OtKind } from "../../model/index.js";

const functions: readonly (readonly [code: number, name: string, kind: OtKind])[] = [
  [0x00, "CONFIRM", "reply"],
  [0x01, "READ", "read"],
  [0x02, "WRITE", "write"],
  [0x03, "SELECT", "select"],
  [0x04, "OPERATE", "operate"],
  [0x05, "DIRECT_OPERATE", "operate"],
  [0x06, "DIRECT_OPERATE_NR", "operate"],
  [0x07, "IMMED_FREEZE", "write"],
  [0x08, "IMMED_FREEZE_NR", "write"],
  [0x09, "FREEZE_CLEAR", "write"],
  [0x0a, "FREEZE_CLEAR_NR", "write"],
  [0x0b, "FREEZE_AT_TIME", "write"],
  [0x0c, "FREEZE_AT_TIME_NR", "write"],
  [0x0d, "COLD_RESTART", "restart"],
  [0x0e, "WARM_RESTART", "restart"],
  [0x0f, "INITIALIZE_DATA", "restart"],
  [0x10, "INITIALIZE_APPL", "control"],
  [0x11, "START_APPL", "start"],
  [0x12, "STOP_APPL", "stop"],
  [0x13, "SAVE_CONFIG", "control"],
  // What a station may say unasked is part of its settings: masters do both at each start, so it is no grave command.
  [0x14, "ENABLE_UNSOLICITED", "write"],
  [0x15, "DISABLE_UNSOLICITED", "write"],
  [0x16, "ASSIGN_CLASS", "write"],
  [0x17, "DELAY_MEASURE", "read"],
  [0x18, "RECORD_CURRENT_TIME", "time"],
  [0x19, "OPEN_FILE", "file-read"],
  [0x1a, "CLOSE_FILE", "session"],
  [0x1b, "DELETE_FILE", "delete"],
  [0x1c, "GET_FILE_INFO", "file-read"],
  [0x1d, "AUTHENTICATE_FILE", "session"],
  [0x1e, "ABORT_FILE", "session"],
  [0x1f, "ACTIVATE_CONFIG", "program"],
  [0x20, "AUTHENTICATE_REQ", "session"],
  [0x21, "AUTHENTICATE_ERR", "session"],
  [0x81, "RESPONSE", "reply"],
  [0x82, "UNSOLICITED_RESPONSE", "notify"],
  [0x83, "AUTHENTICATE_RESP", "session"],
];

export const dnp3Kinds: ReadonlyMap<string, OtKind> = new Map(
  functions.map(([, name, kind]) => [name, kind]),
);
const names: ReadonlyMap<number, string> = new Map(functions.map(([code, name]) => [code, name]));

export const dnp3Name = (code: number): string => names.get(code) ?? `unknown-${code}`;

/** The second octet of the indications refuses a request; the first only tells of the station. */
const complaints: readonly (readonly [bit: number, name: string])[] = [
  [0x01, "NO_FUNC_CODE_SUPPORT"],
  [0x02, "OBJECT_UNKNOWN"],
  [0x04, "PARAMETER_ERROR"],
  [0x10, "ALREADY_EXECUTING"],
  [0x20, "CONFIG_CORRUPT"],
];

export function dnp3Error(indications: number | null): string {
  if (indications === null) return "";
  for (const [bit, name] of complaints) if ((indications & bit) !== 0) return name;
  return "";
}
