/**
 * Servers whose only words that matter here are of who signed in and who failed to: file and mail servers, VPNs, the pages
 * by which firewalls are administered. What they say stands in one table (`../sign-in-sayings.ts`), so that another server
 * is another row. A line of theirs that says nothing of it stays what it was, syslog.
 */
import type { Problem } from "../../base/index.js";
import type { Event } from "../../model/index.js";
import type { Device, DeviceMessage } from "../device.js";
import { carriedFields, endpoint, type Meanings } from "../device-event.js";
import { intakeProblem } from "../problems.js";
import { actionOfSignIn, type SignInSaying, signInSayings } from "../sign-in-sayings.js";
import { readSyslogTime } from "../syslog/time.js";

/** Beyond this a line is a document. */
const textMax = 2048;
const meanings: Meanings = { address: "host", server: "address" };
const overTcp = new Set(["ftp", "ssh", "smb", "mail", "web", "admin", "mysql", "telnet"]);

interface Understood {
  readonly saying: SignInSaying;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

function understand(text: string, program: string): Understood | null {
  if (text.length > textMax) return null;
  const name = program.toLowerCase();
  for (const saying of signInSayings) {
    if (name === "" ? saying.bare !== true : !saying.program.test(name)) continue;
    const groups = saying.pattern.exec(text)?.groups;
    if (groups !== undefined) return { saying, groups };
  }
  return null;
}

/** `Mon Jun 8 12:08:53 2020` has the year behind; `2021-03-03 19:51:53,762` a comma; Samba writes the zone in words. */
function timeOf(text: string | undefined, receivedUs: number): number | null {
  if (text === undefined) return null;
  const ctime = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/.exec(text);
  if (ctime !== null) {
    const [, month, day, clock, year] = ctime;
    return readSyslogTime(`${month} ${day} ${year} ${clock}`, receivedUs)?.timeUs ?? null;
  }
  const samba = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))? UTC$/.exec(
    text,
  );
  if (samba !== null) {
    const [, day, month, year, clock, micros = ""] = samba;
    const found = readSyslogTime(`${month} ${day} ${year} ${clock}`, receivedUs)?.timeUs ?? null;
    return found === null ? null : found + Number(micros.padEnd(6, "0"));
  }
  const iso = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:[.,](\d{1,6}))?Z?$/.exec(text);
  if (iso === null) return null;
  return readSyslogTime(`${iso[1]}T${iso[2]}.${iso[3] ?? "0"}Z`, receivedUs)?.timeUs ?? null;
}

function read(message: DeviceMessage): Event | Problem {
  const text = message.text.trim();
  const understood = understand(text, message.program);
  if (understood === null)
    return intakeProblem("record-unreadable", "The line says nothing of who signed in or failed to.");
  const { saying, groups } = understood;
  const native: Record<string, unknown> = {
    message: text,
    event: saying.event,
    sign_in: saying.service,
  };
  for (const name of ["user", "address", "port", "server", "server_port"])
    if (groups[name] !== undefined && groups[name] !== "") native[name] = groups[name]?.trim();
  const bare = (address: string | undefined) => address?.replace(/^\[|\]$/g, "");
  return {
    timeUs: timeOf(groups["time"], message.receivedUs) ?? message.timeUs,
    log: "sign-in",
    source: endpoint(bare(groups["address"]), groups["port"]),
    destination: endpoint(bare(groups["server"]), groups["server_port"]),
    protocol: overTcp.has(saying.service) ? "tcp" : "",
    service: saying.service,
    action: actionOfSignIn(saying.event),
    carried: carriedFields(native, meanings),
    native,
  };
}

export const signIns = {
  id: "sign-ins",
  title: "Servers that tell who signed in (mail, files, VPN, administration)",
  claims: (text, program) => understand(text.trim(), program) !== null,
  read,
} satisfies Device;
