/**
 * Syslog over TLS (RFC 5425): octet counting, and lines, which syslog-ng and rsyslog send by default. The member is
 * known by its client certificate, else by its network. As on plain TCP nothing is answered: what the sender's
 * machine had sent but the center had not read when it was killed is gone, and no sender can know; RELP can.
 */
import type { Problem } from "../../base/index.js";
import { portProblem, type StreamDoorOptions } from "./relp.js";
import { handOverAs, openSyslogTcp, type TcpHalf } from "./syslog-tcp.js";
import { type TlsDoor, tlsParts } from "./tls-clients.js";

export async function openSyslogTlsDoor(
  options: StreamDoorOptions & { readonly tls: TlsDoor },
): Promise<TcpHalf | Problem> {
  const { tls, clock, onTrouble: trouble } = options;
  try {
    const parts = tlsParts(tls, clock, trouble);
    return await openSyslogTcp({ ...options, trouble, handOver: handOverAs("syslog-tls"), ...parts });
  } catch (error) {
    return portProblem(error, options, "intake.syslogTls.port");
  }
}
