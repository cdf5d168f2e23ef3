/**
 * Syslog over UDP and TCP on one port. Lines are gathered by sender for a fifth of a second or 256 KiB, so that
 * one sync on disk serves many. TCP is never dropped: while the sink is busy the connection is not read, and the
 * same batch is handed over again under the same id. UDP can't wait: what finds no room, or is refused, is
 * dropped and counted.
 * Specification: RFC 5426 (UDP), RFC 6587 (TCP).
 */
import { type Clock, type Problem, systemClock } from "../../base/index.js";
import { syslogWaitingBytesMax } from "../limits.js";
import { intakeProblem } from "../problems.js";
import type { DoorSink } from "./sink.js";
import { openSyslogTcp } from "./syslog-tcp.js";
import { openSyslogUdp } from "./syslog-udp.js";

export interface SyslogOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly sink: DoorSink;
  readonly clock?: Clock;
  /** Called when something went wrong that a person should see in the log. */
  readonly onTrouble?: (detail: string) => void;
  readonly waitingBytesMax?: number;
}

export interface SyslogCounts {
  /** Lines handed over and accepted. */
  readonly accepted: number;
  /** Datagrams that were lost here: no room, or refused by the sink. */
  readonly dropped: number;
  readonly connections: number;
  /** Connections closed because of nonsense, or because too many were open. */
  readonly closed: number;
}

export interface SyslogDoor {
  readonly port: number;
  counts(): SyslogCounts;
  /** Takes no more, hands over what it holds, and closes. */
  close(): Promise<void>;
}

/** Opens both; a Problem where the port is taken or may not be opened. */
export async function openSyslogDoor(options: SyslogOptions): Promise<SyslogDoor | Problem> {
  const trouble = options.onTrouble ?? (() => {});
  const shared = { host: options.host, sink: options.sink, trouble };
  try {
    const tcp = await openSyslogTcp({ ...shared, port: options.port, clock: options.clock ?? systemClock });
    try {
      const waitingBytesMax = options.waitingBytesMax ?? syslogWaitingBytesMax;
      const udp = await openSyslogUdp({ ...shared, port: tcp.port, waitingBytesMax });
      return {
        port: tcp.port,
        counts: () => ({
          accepted: tcp.accepted() + udp.accepted(),
          dropped: udp.dropped(),
          connections: tcp.connections(),
          closed: tcp.closed(),
        }),
        close: async () => {
          await Promise.all([tcp.close(), udp.close()]);
        },
      };
    } catch (error) {
      await tcp.close();
      throw error;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown";
    return intakeProblem("port-taken", `${options.host} port ${options.port}: ${reason}.`);
  }
}
