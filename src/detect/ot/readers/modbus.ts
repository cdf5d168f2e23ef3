/**
 * Modbus. Zeek's own `modbus` has one record an exchange until Zeek 5 (an answer that is an exception ends in `_EXCEPTION`)
 * and one a message since (`pdu_type`). ICSNPP's logs beside it tell the same messages a second time, with unit, points and
 * values: `modbus_detailed` one record an exchange. https://github.com/cisagov/icsnpp-modbus
 */

import type { About } from "../../behaviour/facts/about.js";
import { type Native, numberAt, textAt } from "../../behaviour/facts/native-fields.js";
import type { OtIdentity, OtMessage, OtPoint } from "../message.js";
import { modbusBase, modbusDiagnostics, modbusKinds, modbusTable } from "../modbus-functions.js";
import type { OtReader } from "../reader.js";
import { isFromResponder, messageOf, noPoints, numbersAt } from "../record-ends.js";

const unitOf = (native: Native): string => textAt(native, "unit", "unit_id", "uint");

function plain(about: About): OtMessage | null {
  const { native } = about;
  const name = textAt(native, "func");
  if (name === "") return null;
  const base = modbusBase(name);
  const failed = base !== name;
  const isAnswer = failed || native["pdu_type"] === "RESP";
  const exception = textAt(native, "exception");
  return messageOf(about, {
    protocol: "modbus",
    turned: isAnswer,
    isRequest: !isAnswer,
    kind: modbusKinds.get(base) ?? "unknown",
    function: name,
    unit: unitOf(native),
    // Old logs write an exception twice, first without its name; where there is no such column the name alone tells.
    error: exception !== "" ? exception : failed && native["exception"] === undefined ? "EXCEPTION" : "",
  });
}

/** Points from a first address on; a read without values still tells which it asked for. */
function pointsFrom(
  native: Native,
  name: string,
  first: number | null,
  values: readonly number[],
): readonly OtPoint[] {
  if (first === null) return noPoints;
  const place = `${unitOf(native)} ${modbusTable(name)}`;
  if (values.length === 0) return [{ point: `${place} ${first}`, value: null }];
  return values.map((value, at) => ({ point: `${place} ${first + at}`, value }));
}

function detailed(about: About): OtMessage | null {
  const { native } = about;
  const name = textAt(native, "func");
  if (name === "") return null;
  const sub = textAt(native, "request_subfunction_code");
  const grave = name === "DIAGNOSTICS" ? modbusDiagnostics.get(sub) : undefined;
  const kind = grave ?? modbusKinds.get(modbusBase(name)) ?? "unknown";
  const asked = numbersAt(native, "request_values");
  return messageOf(about, {
    protocol: "modbus",
    // Before 2023 it had one record a message.
    turned: native["network_direction"] === "response",
    isRequest: native["network_direction"] !== "response",
    kind,
    function: grave === undefined ? name : `${name} ${sub}`,
    unit: unitOf(native),
    points: pointsFrom(
      native,
      name,
      numberAt(native, "address"),
      asked.length > 0 ? asked : numbersAt(native, "response_values"),
    ),
    error: textAt(native, "exception_code", "error_code"),
    counts: false,
  });
}

/** The records that a detailed one links to: points that only they know. */
function linked(about: About, first: string, values: string): OtMessage | null {
  const { native } = about;
  const name = textAt(native, "func");
  if (name === "") return null;
  const isAnswer = isFromResponder(native) || native["request_response"] === "RESPONSE";
  return messageOf(about, {
    protocol: "modbus",
    turned: isAnswer,
    isRequest: !isAnswer,
    kind: modbusKinds.get(name) ?? "unknown",
    function: name,
    unit: unitOf(native),
    points: isAnswer
      ? noPoints
      : pointsFrom(native, name, numberAt(native, first), numbersAt(native, values)),
    counts: false,
  });
}

/** One object of a device's answer to a read of its identification: a record each. */
function identification(about: About): OtMessage {
  const { native } = about;
  const isAnswer = isFromResponder(native) || native["request_response"] === "RESPONSE";
  const object = textAt(native, "object_id")
    .toLowerCase()
    .replaceAll(/[^a-z]/g, "");
  const value = textAt(native, "object_value");
  const at = (...names: readonly string[]) => (names.includes(object) ? value : "");
  const identity: OtIdentity = {
    vendor: at("vendorname"),
    product: at("productcode", "productname", "modelname"),
    firmware: at("majorminorrevision"),
    serial: "",
    name: at("userapplicationname"),
  };
  return messageOf(about, {
    protocol: "modbus",
    turned: isAnswer,
    isRequest: !isAnswer,
    kind: "identify",
    function: textAt(native, "func") || "ENCAP_INTERFACE_TRANSPORT",
    unit: unitOf(native),
    identity: isAnswer && value !== "" ? identity : null,
    counts: false,
  });
}

/** Policy script `track-memmap`: a register that changed, as the one that reads it saw. */
function changed(about: About): OtMessage {
  const { native } = about;
  const register = numberAt(native, "register");
  return messageOf(about, {
    protocol: "modbus",
    turned: true,
    isRequest: false,
    kind: "notify",
    function: "REGISTER_CHANGE",
    points:
      register === null
        ? noPoints
        : [{ point: `${unitOf(native)} holding ${register}`, value: numberAt(native, "new_val") }],
    counts: false,
  });
}

export const modbus = {
  logs: [
    "zeek-modbus",
    "zeek-modbus_detailed",
    "zeek-modbus_mask_write_register",
    "zeek-modbus_read_write_multiple_registers",
    "zeek-modbus_read_device_identification",
    "zeek-modbus_register_change",
  ],
  read(about) {
    switch (about.log) {
      case "zeek-modbus":
        return plain(about);
      case "zeek-modbus_detailed":
        return detailed(about);
      case "zeek-modbus_mask_write_register":
        return linked(about, "address", "or_mask");
      case "zeek-modbus_read_write_multiple_registers":
        return linked(about, "write_start_address", "write_registers");
      case "zeek-modbus_read_device_identification":
        return identification(about);
      default:
        return changed(about);
    }
  },
} satisfies OtReader;
