/** The ports that control protocols have by their standards and IANA; null for those that live on any. */
import type { OtProtocol } from "../../model/index.js";

const ports: Readonly<Record<OtProtocol, ((port: number) => boolean) | null>> = {
  modbus: (port) => port === 502 || port === 802,
  s7comm: (port) => port === 102,
  "s7comm-plus": (port) => port === 102 || port === 3999,
  dnp3: (port) => port === 20_000 || port === 19_999,
  enip: (port) => port === 44_818 || port === 2221 || port === 2222,
  cip: (port) => port === 44_818 || port === 2221 || port === 2222,
  // 47808 is 0xBAC0; networks of one site take the next.
  bacnet: (port) => port >= 0xbac0 && port <= 0xbacf,
  // Servers choose theirs, answers of PROFINET have any, and EtherCAT is of layer 2.
  opcua: null,
  profinet: null,
  ethercat: null,
};

export const isItsPort = (protocol: OtProtocol, port: number): boolean => ports[protocol]?.(port) ?? true;

/** The protocol that a port is for, as services in connection logs call it; empty for other ports. */
export function protocolOfPort(port: number): OtProtocol | "" {
  switch (port) {
    case 502:
      return "modbus";
    case 102:
      return "s7comm";
    case 20_000:
      return "dnp3";
    case 44_818:
      return "enip";
    case 47_808:
      return "bacnet";
    case 4840:
      return "opcua";
    default:
      return "";
  }
}

/** Protocols in one another are one: what a sensor calls either is no second one on the port. */
const families: ReadonlyMap<string, string> = new Map([
  ["s7comm-plus", "s7comm"],
  ["s7comm_plus", "s7comm"],
  ["cotp", "s7comm"],
  ["tpkt", "s7comm"],
  ["mms", "s7comm"],
  ["cip", "enip"],
  ["enip_tcp", "enip"],
  ["enip_udp", "enip"],
  ["dnp3_tcp", "dnp3"],
  ["dnp3_udp", "dnp3"],
  ["opcua_binary", "opcua"],
  ["spicy_opcua", "opcua"],
]);

export const familyOf = (service: string): string => families.get(service) ?? service;
