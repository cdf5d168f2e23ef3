/**
 * PROFINET IO's connection management as ICSNPP logs it: one record a message of its remote calls. An answer often is a
 * connection of its own, so its `packet_type` tells which way it goes. IEC 61158-6-10, 4.10.3.
 * https://github.com/cisagov/icsnpp-profinet-io-cm
 */
import type { OtKind } from "../../../model/index.js";
import { textAt } from "../../behaviour/facts/native-fields.js";
import type { OtReader } from "../reader.js";
import { isFromResponder, messageOf } from "../record-ends.js";

const operations: ReadonlyMap<string, OtKind> = new Map([
  ["Connect", "session"],
  ["Read", "read"],
  ["Read Implicit", "read"],
  ["Write", "write"],
  // Part of each start (the end of parameters, ready) and each end of a relation: it changes the device, and is no grave
  // command of PLCs.
  ["Control", "write"],
  ["Release", "write"],
]);

const requests = new Set(["Request", "Ping", "Connectionless Cancel", "Connectionless Canel"]);
const faults = new Set(["Fault", "Reject"]);

export const profinet = {
  logs: ["zeek-profinet_io_cm"],
  read(about) {
    const { native } = about;
    const name = textAt(native, "operation_num");
    const type = textAt(native, "packet_type");
    if (name === "" && type === "") return null;
    const turned = isFromResponder(native);
    return messageOf(about, {
      protocol: "profinet",
      turned,
      isRequest: type === "" ? !turned : requests.has(type),
      kind: operations.get(name) ?? (name === "" ? "reply" : "unknown"),
      function: name === "" ? type : name,
      error: faults.has(type) ? type : "",
    });
  },
} satisfies OtReader;
