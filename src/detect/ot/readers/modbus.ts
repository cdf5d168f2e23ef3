/**
 * Modbus, as Zeek itself logs it (`modbus`: one record a message, an answer that is an exception ends in `_EXCEPTION`).
 * Functions: MODBUS Application Protocol Specification V1.1b3, section 6. https://docs.zeek.org/en/master/scripts/base/protocols/modbus
 */
import type { OtKind } from "../../../model/index.js";
import { textAt } from "../../behaviour/facts/native-fields.js";
import type { OtReader } from "../read-message.js";

const kinds: Readonly<Record<string, OtKind>> = {
  READ_COILS: "read",
  WRITE_SINGLE_COIL: "write",
};

export const modbus = {
  logs: ["zeek-modbus"],
  read({ native, source, destination }) {
    const name = textAt(native, "func");
    const failed = name.endsWith("_EXCEPTION");
    return {
      protocol: "modbus",
      sender: failed ? destination : source,
      receiver: failed ? source : destination,
      isRequest: !failed,
      kind: kinds[name] ?? "unknown",
      function: name,
      unit: textAt(native, "unit", "unit_id"),
      points: [],
      error: textAt(native, "exception"),
      identity: null,
      counts: true,
    };
  },
} satisfies OtReader;
