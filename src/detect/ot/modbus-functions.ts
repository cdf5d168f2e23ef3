/**
 * Modbus' functions by code, as Zeek calls them, with what each does to the one that gets it. MODBUS Application Protocol
 * Specification V1.1b3, section 6; the codes for programming are Modicon's own.
 */
import type { OtKind } from "../../model/index.js";

const functions: readonly (readonly [code: number, name: string, kind: OtKind])[] = [
  [0x01, "READ_COILS", "read"],
  [0x02, "READ_DISCRETE_INPUTS", "read"],
  [0x03, "READ_HOLDING_REGISTERS", "read"],
  [0x04, "READ_INPUT_REGISTERS", "read"],
  [0x05, "WRITE_SINGLE_COIL", "write"],
  [0x06, "WRITE_SINGLE_REGISTER", "write"],
  [0x07, "READ_EXCEPTION_STATUS", "read"],
  [0x08, "DIAGNOSTICS", "diagnose"],
  [0x09, "PROGRAM_484", "program"],
  [0x0a, "POLL_484", "read"],
  [0x0b, "GET_COMM_EVENT_COUNTER", "read"],
  [0x0c, "GET_COMM_EVENT_LOG", "read"],
  [0x0d, "PROGRAM_584_984", "program"],
  [0x0e, "POLL_584_984", "read"],
  [0x0f, "WRITE_MULTIPLE_COILS", "write"],
  [0x10, "WRITE_MULTIPLE_REGISTERS", "write"],
  [0x11, "REPORT_SLAVE_ID", "identify"],
  [0x12, "PROGRAM_884_U84", "program"],
  [0x13, "RESET_COMM_LINK_884_U84", "restart"],
  [0x14, "READ_FILE_RECORD", "file-read"],
  [0x15, "WRITE_FILE_RECORD", "file-write"],
  [0x16, "MASK_WRITE_REGISTER", "write"],
  [0x17, "READ_WRITE_MULTIPLE_REGISTERS", "write"],
  [0x18, "READ_FIFO_QUEUE", "read"],
  [0x28, "PROGRAM_CONCEPT", "program"],
  [0x2b, "ENCAP_INTERFACE_TRANSPORT", "identify"],
  [0x7d, "FIRMWARE_REPLACEMENT", "program"],
  [0x7e, "PROGRAM_584_984_2", "program"],
  [0x7f, "REPORT_LOCAL_ADDRESS_MB", "identify"],
];

export const modbusKinds: ReadonlyMap<string, OtKind> = new Map(
  functions.map(([, name, kind]) => [name, kind]),
);
const names: ReadonlyMap<number, string> = new Map(functions.map(([code, name]) => [code, name]));

/** The name of a code, and `unknown-…` of one that there is not, both as Zeek has them. */
export const modbusName = (code: number): string => names.get(code) ?? `unknown-${code}`;

/** Subfunctions of DIAGNOSTICS that silence or restart a device: they are commands of their own. */
export const modbusDiagnostics: ReadonlyMap<string, OtKind> = new Map([
  ["Restart Communications Option", "restart"],
  ["Force Listen Only Mode", "stop"],
]);

/** The table that a function's points are in. */
export function modbusTable(name: string): string {
  if (name.includes("COIL")) return "coil";
  if (name.includes("DISCRETE")) return "input bit";
  if (name.includes("INPUT")) return "input";
  if (name.includes("FILE")) return "file";
  return "holding";
}

const failedEnd = "_EXCEPTION";

/** The function without the mark of its exception. */
export const modbusBase = (name: string): string =>
  name.endsWith(failedEnd) ? name.slice(0, -failedEnd.length) : name;
