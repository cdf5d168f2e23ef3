/**
 * Suricata's `modbus`, `dnp3` and `enip` events, and the same inside its alerts, where they tell a message a second time.
 * Functions get the names that Zeek has for their codes, so that one terminal with both sensors learns each relation once.
 * A Modbus event is an exchange; DNP3 has an event each way, with the ends of the request in both.
 * https://docs.suricata.io/en/latest/output/eve/eve-json-format.html
 */
import type { About } from "../../behaviour/facts/about.js";
import { type Native, numberAt, recordAt, textAt } from "../../behaviour/facts/native-fields.js";
import { cipKind, enipKind } from "../cip-services.js";
import { dnp3Error, dnp3Kinds, dnp3Name } from "../dnp3-functions.js";
import type { OtMessage, OtPoint } from "../message.js";
import { modbusDiagnostics, modbusKinds, modbusName, modbusTable } from "../modbus-functions.js";
import type { OtReader } from "../reader.js";
import { codeAt, messageOf, noPoints, pointsMax } from "../record-ends.js";

/** Its names of diagnostics that are commands of their own. */
const diagnostics: ReadonlyMap<number, string> = new Map([
  [1, "Restart Communications Option"],
  [4, "Force Listen Only Mode"],
]);

function modbusPoints(request: Native, name: string, unit: string): readonly OtPoint[] {
  const write = recordAt(request, "write");
  const part = write ?? recordAt(request, "read");
  const first = part === null ? null : numberAt(part, "address");
  if (part === null || first === null) return noPoints;
  return [
    {
      point: `${unit} ${modbusTable(name)} ${first}`,
      value: write === null ? null : numberAt(write, "data"),
    },
  ];
}

function modbusMessage(about: About, part: Native, counts: boolean): OtMessage | null {
  const request = recordAt(part, "request");
  const response = recordAt(part, "response");
  const whole = request ?? response;
  if (whole === null) return null;
  const code = codeAt(whole, "function_raw") ?? codeAt(whole, "function_code");
  const plain = code === null ? textAt(whole, "function_code") : modbusName(code & 0x7f);
  const name = code !== null && request === null && code > 0x80 ? `${plain}_EXCEPTION` : plain;
  const unit = textAt(whole, "unit_id");
  const sub = request === null ? null : diagnosticOf(request);
  const exception = response === null ? null : recordAt(response, "exception");
  const flags = request === null ? "" : textAt(request, "error_flags");
  return messageOf(about, {
    protocol: "modbus",
    turned: request === null,
    isRequest: request !== null,
    kind: (sub === null ? undefined : modbusDiagnostics.get(sub)) ?? modbusKinds.get(plain) ?? "unknown",
    function: sub === null ? name : `${name} ${sub}`,
    unit,
    points: request === null ? noPoints : modbusPoints(request, name, unit),
    error:
      exception !== null ? textAt(exception, "code", "raw") : flags === "" || flags === "NONE" ? "" : flags,
    counts,
  });
}

function diagnosticOf(request: Native): string | null {
  const diagnostic = recordAt(request, "diagnostic");
  const code = diagnostic === null ? null : codeAt(diagnostic, "raw");
  return code === null ? null : (diagnostics.get(code) ?? null);
}

/** The groups of controls, and of files. */
const controlGroups: ReadonlySet<number> = new Set([12, 41]);
const fileGroup = 70;
const objectsMax = 16;

interface Told {
  readonly points: OtPoint[];
  isFile: boolean;
  /** A file that is opened to be written. */
  writes: boolean;
}

function dnp3Objects(application: Native): Told {
  const told: Told = { points: [], isFile: false, writes: false };
  const objects = application["objects"];
  if (!Array.isArray(objects)) return told;
  for (const object of objects.slice(0, objectsMax) as readonly unknown[]) {
    if (typeof object !== "object" || object === null) continue;
    const group = numberAt(object as Native, "group");
    const points = (object as Native)["points"];
    for (const point of (Array.isArray(points) ? points.slice(0, pointsMax) : []) as readonly unknown[]) {
      if (typeof point !== "object" || point === null || told.points.length >= pointsMax) continue;
      const of = point as Native;
      if (group === fileGroup) {
        told.isFile = true;
        const mode = numberAt(of, "operational_mode");
        if (mode === 2 || mode === 3) told.writes = true;
        const file = textAt(of, "filename");
        if (file !== "") told.points.push({ point: file, value: null });
      } else
        told.points.push({
          point: `${controlGroups.has(group ?? -1) ? "control" : `group ${group}`} ${textAt(of, "index")}`,
          value: numberAt(of, "value", "state"),
        });
    }
  }
  return told;
}

const complaintNames = [
  "no_func_code_support",
  "object_unknown",
  "parameter_error",
  "already_executing",
] as const;

/** Names of indications as a list, or their number. */
function dnp3Complaint(part: Native): string {
  const iin = part["iin"];
  if (typeof iin === "number") return dnp3Error(iin);
  const list = recordAt(part, "iin")?.["indicators"];
  if (!Array.isArray(list)) return "";
  return (complaintNames.find((name) => list.includes(name)) ?? "").toUpperCase();
}

function dnp3Message(about: About, part: Native, counts: boolean): OtMessage | null {
  const application = recordAt(part, "application");
  const code = application === null ? null : codeAt(application, "function_code");
  if (application === null || code === null) return null;
  const isAnswer = textAt(part, "type") === "response" || code >= 0x80;
  const told = dnp3Objects(application);
  const name = dnp3Name(code);
  const plain = dnp3Kinds.get(name) ?? "unknown";
  const kind =
    told.isFile && !isAnswer && (plain === "write" || (plain === "file-read" && told.writes))
      ? "file-write"
      : plain;
  return messageOf(about, {
    protocol: "dnp3",
    // An answer mostly has the ends of what it answers: then the station is where the master spoke to.
    turned: isAnswer && about.sourcePort !== 20_000,
    isRequest: !isAnswer,
    kind,
    function: name,
    unit: textAt(part, isAnswer ? "src" : "dst"),
    points: told.points,
    error: isAnswer ? dnp3Complaint(part) : "",
    counts,
  });
}

const success = (status: string): boolean =>
  status === "" || status === "success" || status === "Success" || status === "0";

function enipMessage(about: About, part: Native, counts: boolean): OtMessage | null {
  const request = recordAt(part, "request");
  const response = recordAt(part, "response");
  const whole = request ?? response;
  if (whole === null) return null;
  const status = response === null ? "" : textAt(response, "status");
  const identity = response === null ? null : recordAt(response, "identity");
  const cip = recordAt(whole, "cip");
  if (cip !== null) {
    const cipStatus = response === null ? "" : textAt(recordAt(response, "cip") ?? {}, "status");
    const service = textAt(cip, "service");
    const place = textAt(cip, "class_name");
    const kind = cipKind(service, codeAt(cip, "service"));
    return messageOf(about, {
      protocol: "cip",
      turned: request === null,
      isRequest: request !== null,
      kind: kind === "read" && place === "Identity" ? "identify" : kind,
      function: service,
      points: place === "" ? noPoints : [{ point: place, value: null }],
      error: success(cipStatus) ? "" : cipStatus,
      counts,
    });
  }
  const command = textAt(whole, "command");
  if (command === "") return null;
  return messageOf(about, {
    protocol: "enip",
    turned: request === null,
    isRequest: request !== null,
    kind: enipKind(command),
    function: command,
    error: success(status) ? "" : status,
    identity:
      identity === null
        ? null
        : {
            vendor: textAt(identity, "vendor_id"),
            product: textAt(identity, "product_name"),
            firmware: textAt(identity, "revision"),
            serial: textAt(identity, "serial"),
            name: "",
          },
    counts,
  });
}

function within(about: About, counts: boolean): OtMessage | null {
  const { native } = about;
  const modbus = recordAt(native, "modbus");
  if (modbus !== null) return modbusMessage(about, modbus, counts);
  const dnp3 = recordAt(native, "dnp3");
  if (dnp3 !== null)
    // In alerts of Suricata before 8 each way stands under its name.
    return dnp3Message(about, recordAt(dnp3, "request") ?? recordAt(dnp3, "response") ?? dnp3, counts);
  const enip = recordAt(native, "enip");
  return enip === null ? null : enipMessage(about, enip, counts);
}

export const eve = {
  logs: ["eve-modbus", "eve-dnp3", "eve-enip", "eve-alert"],
  read: (about) => within(about, about.log !== "eve-alert"),
} satisfies OtReader;
