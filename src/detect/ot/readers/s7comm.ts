/**
 * S7comm and S7comm-plus over COTP, as ICSNPP logs them: one record a message. A job names its function; user data names a
 * group of functions and one of them. `s7comm_upload_download` and `s7comm_read_szl` tell the same messages again, with the
 * block or list they are about. https://github.com/cisagov/icsnpp-s7comm
 */
import type { OtKind } from "../../../model/index.js";
import type { About } from "../../behaviour/facts/about.js";
import { booleanAt, textAt } from "../../behaviour/facts/native-fields.js";
import type { OtMessage } from "../message.js";
import type { OtReader } from "../reader.js";
import { isFromResponder, messageOf, noPoints } from "../record-ends.js";

const jobs: ReadonlyMap<string, OtKind> = new Map([
  ["CPU Services", "diagnose"],
  ["Read Variable", "read"],
  ["Write Variable", "write"],
  ["Request Download", "program"],
  ["Download Block", "program"],
  ["Download Ended", "program"],
  ["Start Upload", "upload"],
  ["Upload", "upload"],
  ["End Upload", "upload"],
  ["PLC Control", "control"],
  ["PLC Stop", "stop"],
  ["Setup Communication", "session"],
]);

/** What `PLC Control` has done, by its service; others are `control`. */
const controls: ReadonlyMap<string, OtKind> = new Map([
  ["P_PROGRAM", "start"],
  ["_INSE", "program"],
  ["_INS2", "program"],
  ["_DELE", "delete"],
]);

/** Groups of user data, and functions that do other than their group. */
const userData: ReadonlyMap<string, OtKind> = new Map([
  ["Mode-Transition", "mode"],
  ["Programmer Controls", "diagnose"],
  ["Programmer Controls: Block Status", "read"],
  ["Programmer Controls: Variable Status", "read"],
  ["Programmer Controls: Modify Variable", "write"],
  ["Programmer Controls: Force", "write"],
  ["Programmer Controls: Breakpoint", "control"],
  ["Programmer Controls: Exit HOLD", "start"],
  ["Programmer Controls: Memory Reset", "restart"],
  ["Programmer Controls: Read Job List", "read"],
  ["Programmer Controls: Read Job", "read"],
  ["Cyclic Services", "subscribe"],
  ["Block Functions", "list"],
  ["CPU Functions", "subscribe"],
  ["CPU Functions: Read SZL", "identify"],
  ["Security", "session"],
  ["PBC BSEND-BRECV", "write"],
  ["Time Functions", "read"],
  ["Time Functions: Set Clock", "time"],
  ["Time Functions: Set Clock (2)", "time"],
  ["NC Programming", "program"],
]);

const plusFunctions: ReadonlyMap<string, OtKind> = new Map([
  ["Explore", "list"],
  ["Create Object", "write"],
  ["Delete Object", "write"],
  ["Set Variable", "write"],
  ["Set Multi Variables", "write"],
  ["Get Link", "read"],
  ["Get Multi Variables", "read"],
  ["Get Variable Sub Streamed", "read"],
  ["Begin Sequence", "session"],
  ["End Sequence", "session"],
  ["Invoke", "operate"],
]);

const request = "Request: ";
const response = "Response: ";

function errorOf(about: About): string {
  const errorClass = textAt(about.native, "error_class");
  return errorClass === "" || errorClass === "No error" ? "" : errorClass;
}

function plain(about: About): OtMessage | null {
  const { native } = about;
  const named = textAt(native, "function_name");
  const type = textAt(native, "rosctr_name");
  if (named === "" && type === "") return null;
  const turned = isFromResponder(native);
  const sub = textAt(native, "subfunction_name");
  const isUserData = type === "User-Data" || named.startsWith(request) || named.startsWith(response);
  if (!isUserData) {
    const control = named === "PLC Control" ? controls.get(textAt(native, "subfunction_code")) : undefined;
    return messageOf(about, {
      protocol: "s7comm",
      turned,
      isRequest: type === "" ? !turned : type === "Job-Request",
      kind: control ?? jobs.get(named) ?? (named === "" ? "reply" : "unknown"),
      function: named === "" ? type : named,
      // What it controls stands where a point would: `PLC Copy Ram to Rom`.
      points: sub === "" ? noPoints : [{ point: sub, value: null }],
      error: errorOf(about),
    });
  }
  const isAnswer = named.startsWith(response);
  const group = isAnswer
    ? named.slice(response.length)
    : named.startsWith(request)
      ? named.slice(request.length)
      : named;
  const name = sub === "" ? group : `${group}: ${sub}`;
  return messageOf(about, {
    protocol: "s7comm",
    turned,
    isRequest: !isAnswer,
    kind: userData.get(name) ?? userData.get(group) ?? "unknown",
    function: name,
    error: errorOf(about),
  });
}

function block(about: About): OtMessage | null {
  const { native } = about;
  const name = textAt(native, "function_name");
  if (name === "") return null;
  const turned = isFromResponder(native);
  const file = textAt(native, "filename");
  const type = textAt(native, "block_type");
  return messageOf(about, {
    protocol: "s7comm",
    turned,
    isRequest: !turned,
    kind: jobs.get(name) ?? "unknown",
    function: name,
    points:
      file === ""
        ? noPoints
        : [{ point: type === "" ? file : `${type} ${textAt(native, "block_number")}`, value: null }],
    counts: false,
  });
}

function list(about: About): OtMessage {
  const { native } = about;
  const turned = isFromResponder(native);
  const id = textAt(native, "szl_id_name", "szl_id");
  return messageOf(about, {
    protocol: "s7comm",
    turned,
    isRequest: native["method"] !== "Response",
    kind: "identify",
    function: "CPU Functions: Read SZL",
    points: id === "" ? noPoints : [{ point: id, value: null }],
    counts: false,
  });
}

/** What a controller said of itself, as one record a device. */
function device(about: About): OtMessage {
  const { native } = about;
  return messageOf(about, {
    protocol: "s7comm",
    turned: booleanAt(native, "is_orig") !== true,
    isRequest: false,
    kind: "reply",
    function: "CPU Functions: Read SZL",
    identity: {
      vendor: "Siemens",
      product: textAt(native, "module_name"),
      firmware: "",
      serial: textAt(native, "module_serial"),
      name: textAt(native, "automation_system_name"),
    },
    counts: false,
  });
}

function plus(about: About): OtMessage | null {
  const { native } = about;
  const opcode = textAt(native, "opcode_name");
  const name = textAt(native, "function_name");
  if (opcode === "" && name === "") return null;
  const isNotice = opcode.startsWith("Notification");
  const isAnswer = isNotice || opcode === "Response";
  // Without `is_orig` the opcode tells: only controllers answer and notify.
  const turned = native["is_orig"] === undefined ? isAnswer : isFromResponder(native);
  return messageOf(about, {
    protocol: "s7comm-plus",
    turned,
    isRequest: !isAnswer,
    kind: isNotice ? "notify" : name === "" ? "reply" : (plusFunctions.get(name) ?? "unknown"),
    function: name === "" ? opcode : name,
  });
}

/** Of the transport only its opening is a message: what it carries has a record in a log of its own. */
function transport(about: About): OtMessage | null {
  const name = textAt(about.native, "pdu_name");
  if (!/^(?:CR|CC|DR|RJ|ER) /.test(name)) return null;
  const turned = isFromResponder(about.native);
  return messageOf(about, {
    protocol: "s7comm",
    turned,
    isRequest: name.startsWith("CR") || name.startsWith("DR"),
    kind: "session",
    function: `COTP ${name}`,
    error: /^(?:RJ|ER) /.test(name) ? name : "",
  });
}

export const s7comm = {
  logs: [
    "zeek-s7comm",
    "zeek-s7comm_plus",
    "zeek-s7comm_upload_download",
    "zeek-s7comm_read_szl",
    "zeek-s7comm_known_devices",
    "zeek-cotp",
  ],
  read(about) {
    switch (about.log) {
      case "zeek-s7comm":
        return plain(about);
      case "zeek-s7comm_plus":
        return plus(about);
      case "zeek-s7comm_upload_download":
        return block(about);
      case "zeek-s7comm_read_szl":
        return list(about);
      case "zeek-s7comm_known_devices":
        return device(about);
      default:
        return transport(about);
    }
  },
} satisfies OtReader;
