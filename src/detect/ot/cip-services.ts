/**
 * EtherNet/IP's commands and CIP's services (CIP Networks Library 1, appendix A; 2, chapter 2), by name without case,
 * blanks and plural, as ICSNPP, Suricata and makers of devices write them differently.
 */
import type { OtKind } from "../../model/index.js";

/** `Get Attributes All`, `get_attribute_all` → `getattributeall`. */
export const cipName = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "")
    .replace("attributes", "attribute");

const services: ReadonlyMap<string, OtKind> = new Map([
  ["getattributeall", "read"],
  ["getattributelist", "read"],
  ["getattributesingle", "read"],
  ["setattributeall", "write"],
  ["setattributelist", "write"],
  ["setattributesingle", "write"],
  ["reset", "restart"],
  ["start", "start"],
  ["stop", "stop"],
  ["create", "write"],
  ["delete", "delete"],
  ["multipleservicepacket", "session"],
  ["multipleservice", "session"],
  ["applyattribute", "write"],
  ["findnextobjectinstance", "list"],
  ["findnext", "list"],
  ["restore", "control"],
  ["save", "control"],
  ["noforwardopen", "session"],
  ["noop", "session"],
  ["getmember", "read"],
  ["setmember", "write"],
  ["insertmember", "write"],
  ["removemember", "write"],
  ["groupsync", "session"],
  ["getconnectionpointmemberlist", "list"],
  ["executepcccservice", "write"],
  ["executepccc", "write"],
  ["readdata", "read"],
  ["readtag", "read"],
  ["writedata", "write"],
  ["writetag", "write"],
  ["readwritemodifydata", "write"],
  ["readmodifywritetag", "write"],
  ["readdatafragmented", "read"],
  ["readtagfragmented", "read"],
  ["writedatafragmented", "write"],
  ["writetagfragmented", "write"],
  ["forwardopen", "session"],
  ["largeforwardopen", "session"],
  ["forwardclose", "session"],
  ["unconnectedsend", "session"],
  ["getinstanceattributelist", "list"],
]);

/** `unknown` where neither name nor code is CIP's: from 0x32 on codes are the makers' own and say nothing. */
export function cipKind(name: string, code: number | null): OtKind {
  const known = services.get(cipName(name));
  if (known !== undefined) return known;
  if (name !== "" && name !== "unknown") return code !== null && code >= 0x32 ? "session" : "unknown";
  return code !== null && code >= 0x32 ? "session" : "unknown";
}

const commands: ReadonlyMap<string, OtKind> = new Map([
  ["nop", "session"],
  ["listservices", "identify"],
  ["listidentity", "identify"],
  ["listinterfaces", "identify"],
  ["registersession", "session"],
  ["unregistersession", "session"],
  ["sendrrdata", "session"],
  ["senddata", "session"],
  ["sendunitdata", "session"],
  ["indicatestatus", "session"],
  ["cancel", "session"],
]);

export const enipKind = (name: string): OtKind => commands.get(cipName(name)) ?? "unknown";
