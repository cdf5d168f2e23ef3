/**
 * EtherCAT as ICSNPP logs it: on layer 2, ends are MAC addresses where a log has them. What is sent cyclically in a ring
 * (registers and logical addresses) is told by its command; mailboxes (CoE, AoE, FoE, SoE) name what they ask.
 * ETG.1000.4 and .6. https://github.com/cisagov/icsnpp-ethercat
 */
import type { OtKind } from "../../../model/index.js";
import type { About } from "../../behaviour/facts/about.js";
import { type Native, numberAt, textAt } from "../../behaviour/facts/native-fields.js";
import type { OtMessage } from "../message.js";
import type { OtReader } from "../reader.js";
import { codeAt, messageOf, noPoints, shortened } from "../record-ends.js";

type Parts = Omit<Parameters<typeof messageOf>[1], "protocol">;

const mac = (native: Native, key: string): string => shortened(textAt(native, key).toLowerCase());

const message = (about: About, from: string, to: string, parts: Parts): OtMessage => ({
  ...messageOf(about, { protocol: "ethercat", ...parts }),
  sender: mac(about.native, from) || about.source,
  receiver: mac(about.native, to) || about.destination,
});

/** `Broadcast Write`, `Logical ReadWrite`. */
function commandKind(command: string): OtKind {
  if (command === "" || command === "NOP") return "session";
  if (command.startsWith("Unknown")) return "unknown";
  return command.includes("Write") ? "write" : "read";
}

/** States that a slave is told to go to (AL control): writes to it start and stop what it drives. */
const states: ReadonlyMap<number, string> = new Map([
  [1, "INIT"],
  [2, "PRE-OP"],
  [3, "BOOT"],
  [4, "SAFE-OP"],
  [8, "OP"],
]);

function register(about: About): OtMessage | null {
  const { native } = about;
  const command = textAt(native, "Command");
  if (command === "") return null;
  const kind = commandKind(command);
  const name = textAt(native, "Register_Type");
  const place = name === "" ? textAt(native, "Register_Addr") : name;
  if (kind === "write" && name === "AL_Ctl") {
    const state = states.get(Number.parseInt(textAt(native, "data").slice(0, 2), 16) & 0xf);
    return message(about, "srcmac", "dstmac", {
      // Into BOOT a slave goes for new firmware alone.
      kind: state === "BOOT" ? "program" : "write",
      function: state === undefined ? `${command} AL_Ctl` : `${command} AL_Ctl ${state}`,
      unit: textAt(native, "Slave_Addr"),
    });
  }
  return message(about, "srcmac", "dstmac", {
    kind,
    function: command,
    unit: textAt(native, "Slave_Addr"),
    points: place === "" ? noPoints : [{ point: place, value: null }],
  });
}

function logical(about: About): OtMessage | null {
  const { native } = about;
  const command = textAt(native, "Command");
  if (command === "") return null;
  const address = textAt(native, "Log_Addr");
  return message(about, "srcmac", "dstmac", {
    kind: commandKind(command),
    function: command,
    points: address === "" ? noPoints : [{ point: `logical ${address}`, value: null }],
  });
}

const ads: ReadonlyMap<string, OtKind> = new Map([
  ["NOP", "session"],
  ["ADS Read Device Info", "identify"],
  ["ADS Read", "read"],
  ["ADS Write", "write"],
  ["ADS Read State", "read"],
  ["ADS Write Control", "mode"],
  ["ADS Add Device Notification", "subscribe"],
  ["ADS Delete Device Notification", "subscribe"],
  ["ADS Device Notification", "notify"],
  ["ADS Read Write", "write"],
]);

function aoe(about: About): OtMessage | null {
  const { native } = about;
  const command = textAt(native, "cmd");
  if (command === "") return null;
  // Bit 0 of the state flags is set in answers.
  const isAnswer = ((codeAt(native, "stateflags") ?? 0) & 1) === 1;
  return message(about, "senderid", "targetid", {
    isRequest: !isAnswer,
    kind: ads.get(command) ?? "unknown",
    function: command,
    unit: textAt(native, "targetport"),
  });
}

/** Services of CoE's `Type`; 2 and 3 are a request and an answer to read or write an object (SDO). */
function coe(about: About): OtMessage | null {
  const { native } = about;
  const type = codeAt(native, "Type");
  const command = codeAt(native, "req_resp");
  if (type === null && command === null) return null;
  const isSdo = type === 2 || type === 3;
  const service = command === null ? -1 : command >> 5;
  const isAbort = isSdo && command === 0x80;
  const name = isAbort
    ? "SDO Abort"
    : !isSdo
      ? type === 8
        ? "SDO Information"
        : type === 1
          ? "Emergency"
          : "PDO"
      : // Which of both a service is turns round in answers.
        service === (type === 2 ? 1 : 3) || service === (type === 2 ? 0 : 1)
        ? "SDO Download"
        : "SDO Upload";
  const index = textAt(native, "index");
  return message(about, "srcmac", "dstmac", {
    isRequest: type === 2 && !isAbort,
    kind:
      name === "SDO Download"
        ? "write"
        : name === "SDO Information"
          ? "list"
          : name === "SDO Upload"
            ? "read"
            : "notify",
    function: name,
    points:
      index === ""
        ? noPoints
        : [{ point: `${index}:${textAt(native, "subindex")}`, value: codeAt(native, "dataoffset") }],
    error: isAbort ? "SDO Abort" : "",
  });
}

const files: ReadonlyMap<number, readonly [string, OtKind]> = new Map([
  [1, ["FoE Read Request", "file-read"]],
  [2, ["FoE Write Request", "program"]],
  [3, ["FoE Data", "reply"]],
  [4, ["FoE Ack", "reply"]],
  [5, ["FoE Error", "reply"]],
  [6, ["FoE Busy", "reply"]],
] as const);

/** Files to slaves are firmware. */
function foe(about: About): OtMessage | null {
  const { native } = about;
  const code = codeAt(native, "opCode");
  const text = textAt(native, "opCode").toLowerCase();
  if (text === "") return null;
  const [name, kind] = files.get(code ?? (text.includes("write") ? 2 : text.includes("read") ? 1 : 0)) ?? [
    `FoE ${textAt(native, "opCode")}`,
    "reply" as const,
  ];
  const file = textAt(native, "filename");
  return message(about, "srcmac", "dstmac", {
    isRequest: kind !== "reply",
    kind,
    function: name,
    points: file === "" ? noPoints : [{ point: file, value: null }],
    error: name === "FoE Error" ? textAt(native, "error_code") || "FoE Error" : "",
  });
}

function soe(about: About): OtMessage | null {
  const { native } = about;
  const code = codeAt(native, "opCode");
  const text = textAt(native, "opCode");
  if (text === "") return null;
  const isWrite = code === 3 || /write/i.test(text);
  const error = textAt(native, "error");
  return message(about, "srcmac", "dstmac", {
    isRequest: code === null || code === 1 || code === 3,
    kind: isWrite ? "write" : code === 5 || code === 6 ? "notify" : "read",
    function: isWrite ? "SoE Write" : code === null ? `SoE ${text}` : "SoE Read",
    unit: textAt(native, "drive_num"),
    points: [{ point: `IDN ${textAt(native, "index")}`, value: null }],
    error: error === "" || error === "0" || error === "0x00" ? "" : error,
  });
}

/** What a slave is, in its own registers. */
function device(about: About): OtMessage {
  const { native } = about;
  const type = codeAt(native, "dev_type");
  return message(about, "srcmac", "dstmac", {
    isRequest: false,
    kind: "identify",
    function: "Device Info",
    unit: textAt(native, "slave_id"),
    identity:
      type === null || type === 0
        ? null
        : {
            vendor: "",
            product: `EtherCAT controller type ${textAt(native, "dev_type")}`,
            firmware: `${textAt(native, "revision")}.${textAt(native, "build")}`,
            serial: "",
            name: "",
          },
    counts: numberAt(native, "slave_id") !== null || textAt(native, "slave_id") !== "",
  });
}

export const ethercat = {
  logs: [
    "zeek-ecat_registers",
    "zeek-ecat_log_address",
    "zeek-ecat_aoe_info",
    "zeek-ecat_coe_info",
    "zeek-ecat_foe_info",
    "zeek-ecat_soe_info",
    "zeek-ecat_dev_info",
  ],
  read(about) {
    switch (about.log) {
      case "zeek-ecat_registers":
        return register(about);
      case "zeek-ecat_log_address":
        return logical(about);
      case "zeek-ecat_aoe_info":
        return aoe(about);
      case "zeek-ecat_coe_info":
        return coe(about);
      case "zeek-ecat_foe_info":
        return foe(about);
      case "zeek-ecat_soe_info":
        return soe(about);
      default:
        return device(about);
    }
  },
} satisfies OtReader;
