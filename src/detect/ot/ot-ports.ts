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
export function familyOf(service: string): string {
  const name = service.replaceAll("_", "-");
  if (/^(?:s7comm|s7comm-plus|cotp|tpkt|mms|iso-on-tcp)$/.test(name)) return "s7comm";
  if (/^(?:enip|cip|enip-tcp|enip-udp)$/.test(name)) return "enip";
  if (/^(?:dnp3|dnp3-tcp|dnp3-udp)$/.test(name)) return "dnp3";
  if (/^opcua/.test(name)) return "opcua";
  if (/^(?:profinet|dce-rpc)/.test(name)) return "profinet";
  return name;
}
