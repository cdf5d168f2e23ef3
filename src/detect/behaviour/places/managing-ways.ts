/**
 * Ways to manage a machine from afar, by port and protocol, and what done by them makes another machine run something.
 * Named pipes and operations are those of [MS-SCMR], [MS-TSCH], [MS-WMI] and [MS-DRSR], as Zeek's `dce_rpc` log names them.
 */
import type { DetectionLevel } from "../../../model/index.js";
import type { Fact } from "../fact.js";
import { textAt } from "../facts/native-fields.js";

export type Way = "smb" | "rpc" | "winrm" | "rdp" | "ssh" | "telnet" | "vnc";

export const wayText: Readonly<Record<Way, string>> = {
  smb: "file sharing (SMB)",
  rpc: "remote procedure calls",
  winrm: "WinRM",
  rdp: "remote desktop",
  ssh: "SSH",
  telnet: "Telnet",
  vnc: "VNC",
};

const byPort: ReadonlyMap<number, Way> = new Map([
  [139, "smb"],
  [445, "smb"],
  [135, "rpc"],
  [5985, "winrm"],
  [5986, "winrm"],
  [3389, "rdp"],
  [22, "ssh"],
  [23, "telnet"],
  [5900, "vnc"],
  [5901, "vnc"],
]);

/** Of connections that were made: to what nobody answers is a scan's business. */
export function wayOf(fact: Fact): Way | null {
  const { connection } = fact;
  if (connection === null || connection.state !== "established" || fact.protocol === "udp") return null;
  return byPort.get(fact.destinationPort) ?? null;
}

export interface RemoteAct {
  readonly what: string;
  readonly level: DetectionLevel;
  readonly fields: Readonly<Record<string, string>>;
  /** Domain controllers do it among themselves. */
  readonly onlyFromControllers: boolean;
}

const operations: readonly (readonly [RegExp, RegExp, string])[] = [
  [
    /^svcctl$/,
    /^(R?Create(WOW64)?Service(W|A|WOW64W|WOW64A)?|CreateServiceWOW64[AW])$/,
    "made a service on another machine",
  ],
  [
    /^(atsvc|ITaskSchedulerService)$/,
    /^(JobAdd|NetrJobAdd|SchRpcRegisterTask)$/,
    "made a task on another machine",
  ],
  [/^IWbemServices$/, /^ExecMethod/, "ran a command on another machine by WMI"],
];
const programs = /\.(exe|dll|sys|bat|cmd|ps1|vbs|js|hta|scr|msi)$/i;
const administrative = /\\(ADMIN\$|[A-Z]\$)$/i;

export function remoteAct(fact: Fact): RemoteAct | null {
  const { native } = fact;
  if (fact.log === "zeek-dce_rpc") {
    const endpoint = textAt(native, "endpoint");
    const operation = textAt(native, "operation");
    if (endpoint === "drsuapi" && operation.startsWith("DRSGetNCChanges"))
      return actOf("asked a domain controller for all its secrets", { operation }, true);
    const found = operations.find(([at, does]) => at.test(endpoint) && does.test(operation));
    return found === undefined ? null : actOf(found[2], { operation: `${endpoint} ${operation}` });
  }
  if (fact.log !== "zeek-smb_files") return null;
  const path = textAt(native, "path");
  const name = textAt(native, "name");
  if (!/WRITE$/.test(textAt(native, "action")) || !administrative.test(path) || !programs.test(name))
    return null;
  return actOf("wrote a program to an administrative share", { file: `${path}\\${name}` });
}

const actOf = (
  what: string,
  fields: Readonly<Record<string, string>>,
  onlyFromControllers = false,
): RemoteAct => ({
  what,
  level: "high",
  fields,
  onlyFromControllers,
});
