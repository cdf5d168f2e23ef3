/**
 * Opens the doors of `docs/shippers.md` that have a port or a folder of their own: syslog over TLS, RELP, NATS and
 * drop folders. Each is bound to its member and tells its health; one that can't be opened is told there, and keeps
 * no other from opening.
 */
import { readFileSync } from "node:fs";
import type { SourceHealth } from "../../api/index.js";
import { Problem, Refusal } from "../../base/index.js";
import {
  type DoorSink,
  type DropDoor,
  type IntakeSettings,
  openDropDoor,
  openNatsDoor,
  openRelpDoor,
  openSyslogTlsDoor,
  type TcpHalf,
  type TlsDoor,
} from "../../intake/index.js";
import { cliProblem } from "../problems.js";
import { ownPair } from "../tls/key-pair.js";
import type { KeyPair } from "../tls/self-signed.js";
import type { OpenCenter } from "./open-center.js";

type Reading = Omit<SourceHealth, "sinceUs">;

export interface ShipperDoors {
  readonly syslogTlsPort: number | null;
  readonly relpPort: number | null;
  health(): readonly Reading[];
  close(): Promise<void>;
}

/** The sink of a member by name; `proven` where the sender has shown who it is. */
export type SinkFor = (member: string | undefined, proven?: boolean) => DoorSink;

interface Opened {
  readonly port: number | null;
  read(): readonly Reading[];
  close(): Promise<void>;
}

const nothing: Opened = { port: null, read: () => [], close: async () => undefined };

function text(path: string, setting: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    const { code = "unreadable" } = error as NodeJS.ErrnoException;
    throw new Refusal(cliProblem("path-missing", `\`${setting}\` names ${path}: ${code}.`));
  }
}

function tcpDoor(id: string, title: string, door: TcpHalf | Problem): Opened {
  if (door instanceof Problem) {
    const down = { id, title, state: "down" as const, advice: `${door.detail} ${door.hint}` };
    return { ...nothing, read: () => [down] };
  }
  return {
    port: door.port,
    read: () => [{ id, title: `${title} on port ${door.port}`, state: "well", advice: "" }],
    close: () => door.close(),
  };
}

/** What a TLS door needs; the console's certificate, or one made for this door where the console has none. */
async function tlsDoor(
  center: OpenCenter,
  { syslogTls }: IntakeSettings,
  given: KeyPair | null,
  sinkFor: SinkFor,
): Promise<TlsDoor> {
  const own = given ?? (await ownPair(center.folder, syslogTls.host, center.clock));
  if (own instanceof Problem) throw new Refusal(own);
  const { clientCertificates, authoritiesFile, clients, member } = syslogTls;
  return {
    certificate: own.certificate,
    key: own.key,
    clientCertificates,
    authorities:
      authoritiesFile === undefined ? undefined : text(authoritiesFile, "intake.syslogTls.authoritiesFile"),
    clients: clients.map(({ member: name, ...known }) => ({ ...known, sink: sinkFor(name, true) })),
    sink: sinkFor(member),
  };
}

function openNats(
  settings: IntakeSettings["nats"],
  sinkFor: SinkFor,
  onTrouble: (detail: string) => void,
): Opened {
  const { servers, credentialsFile, tokenFile, caFile, subjects } = settings;
  if (servers.length === 0 || subjects.length === 0) return nothing;
  const door = openNatsDoor({
    connection: {
      servers: [...servers],
      ...(caFile === undefined ? {} : { tls: { caFile } }),
      ...(tokenFile === undefined ? {} : { token: text(tokenFile, "intake.nats.tokenFile") }),
    },
    ...(credentialsFile === undefined
      ? {}
      : { credentials: Buffer.from(text(credentialsFile, "intake.nats.credentialsFile")) }),
    subjects: subjects.map(({ subject, member }) => ({
      subject,
      sink: sinkFor(member, member !== undefined),
    })),
    onTrouble,
  });
  const title = `NATS, ${subjects.length} ${subjects.length === 1 ? "subject" : "subjects"}`;
  const read = (): readonly Reading[] => {
    const trouble = door.trouble();
    const isReading = door.reading() === subjects.length;
    const state = trouble !== "" ? "degraded" : isReading ? "well" : "silent";
    return [
      { id: "door-nats", title, state, advice: trouble === "" ? "" : `${trouble}. It is tried again.` },
    ];
  };
  return { port: null, read, close: () => door.close() };
}

function dropDoor(path: string, door: DropDoor): Opened {
  const read = (): readonly Reading[] => {
    const { trouble } = door.counts();
    const state = trouble === "" ? "well" : "degraded";
    return [{ id: `door-drop-${path}`, title: `Drop folder ${path}`, state, advice: trouble }];
  };
  return { port: null, read, close: () => door.close() };
}

/** `tls` is the console's certificate, null where it has none. Throws a Refusal where a setting names what is not there. */
export async function openShipperDoors(
  center: OpenCenter,
  settings: IntakeSettings,
  tls: KeyPair | null,
  sinkFor: SinkFor,
): Promise<ShipperDoors> {
  const { clock, log } = center;
  const onTrouble = (detail: string) => log.warn({ detail }, "a door has trouble");
  const { syslogTls, relp, nats, drop } = settings;
  const needsTls = syslogTls.port !== undefined || (relp.port !== undefined && relp.tls);
  const secure = needsTls ? await tlsDoor(center, settings, tls, sinkFor) : null;
  const syslogDoor =
    syslogTls.port === undefined || secure === null
      ? nothing
      : tcpDoor(
          "door-syslog-tls",
          "Syslog over TLS",
          await openSyslogTlsDoor({
            host: syslogTls.host,
            port: syslogTls.port,
            sink: secure.sink,
            clock,
            onTrouble,
            tls: secure,
          }),
        );
  const relpSink = sinkFor(relp.member);
  const relpTls = relp.tls && secure !== null ? { ...secure, sink: relpSink } : null;
  const relpDoor =
    relp.port === undefined
      ? nothing
      : tcpDoor(
          "door-relp",
          relp.tls ? "RELP over TLS" : "RELP",
          await openRelpDoor({
            host: relp.host,
            port: relp.port,
            sink: relpSink,
            clock,
            onTrouble,
            tls: relpTls,
          }),
        );
  const others = [
    openNats(nats, sinkFor, onTrouble),
    ...drop.map(({ path, member, format, after }) =>
      dropDoor(
        path,
        openDropDoor({
          path,
          format: format ?? null,
          after,
          sink: sinkFor(member, member !== undefined),
          clock,
          onTrouble,
        }),
      ),
    ),
  ];
  const all = [syslogDoor, relpDoor, ...others];
  return {
    syslogTlsPort: syslogDoor.port,
    relpPort: relpDoor.port,
    health: () => all.flatMap((door) => door.read()),
    close: async () => {
      await Promise.all(all.map((door) => door.close()));
    },
  };
}
