/**
 * Opens the doors that the configuration names: syslog, the files to follow, and those of `open-shipper-doors.ts`. HTTP
 * stands on the console's port.
 * Each door is bound to its member, tells its health, and hands everything to the one sink.
 */
import { Problem, Refusal } from "../../base/index.js";
import { followFiles, type IntakeSettings, openSyslogDoor } from "../../intake/index.js";
import { listMembers } from "../../members/index.js";
import { cliProblem } from "../problems.js";
import type { KeyPair } from "../tls/self-signed.js";
import { type DoorReading, readFollower, readSyslog } from "./door-readings.js";
import { doorSink } from "./door-sink.js";
import { storedPositions } from "./file-positions.js";
import type { OpenCenter } from "./open-center.js";
import { openShipperDoors, type SinkFor } from "./open-shipper-doors.js";

export interface Doors {
  readonly syslogPort: number | null;
  readonly syslogTlsPort: number | null;
  readonly relpPort: number | null;
  close(): Promise<void>;
}

/** Throws a Refusal where a setting names what is not there. `others` tell their health beside the doors. */
export async function openDoors(
  center: OpenCenter,
  settings: IntakeSettings,
  tls: KeyPair | null,
  others: () => readonly DoorReading[] = () => [],
): Promise<Doors> {
  const { state, clock, ingest, networks, log, isFull } = center;
  const members = await listMembers(state.db);
  const memberId = (name: string | undefined): string | null => {
    if (name === undefined) return null;
    const member = members.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (member === undefined)
      throw new Refusal(cliProblem("member-unknown", `The configuration names ${JSON.stringify(name)}.`));
    return member.id;
  };
  const sinkFor: SinkFor = (name, isProven = false) =>
    doorSink({ state, clock, ingest, networks, isFull, memberId: memberId(name), isProven });
  const shippers = await openShipperDoors(center, settings, tls, sinkFor);
  const onTrouble = (detail: string) => log.warn({ detail }, "a door has trouble");
  const followers = settings.follow.map(({ path, member, format }) => ({
    path,
    follower: followFiles({
      path,
      format: format ?? null,
      sink: sinkFor(member),
      positions: storedPositions(state, clock),
      onTrouble,
    }),
  }));
  const { off, host, port, member } = settings.syslog;
  const opened = off ? null : await openSyslogDoor({ host, port, sink: sinkFor(member), onTrouble });
  const syslog = opened instanceof Problem ? null : opened;
  if (opened instanceof Problem) log.warn({ detail: opened.detail }, opened.title);
  center.setDoorHealth(() => [
    ...(syslog === null ? [] : [readSyslog(syslog)]),
    ...(opened instanceof Problem
      ? [
          {
            id: "door-syslog",
            title: "Syslog",
            state: "down" as const,
            advice: `${opened.detail} ${opened.hint}`,
          },
        ]
      : []),
    ...followers.map(({ path, follower }) => readFollower(path, follower)),
    ...shippers.health(),
    ...others(),
  ]);
  return {
    syslogPort: syslog?.port ?? null,
    syslogTlsPort: shippers.syslogTlsPort,
    relpPort: shippers.relpPort,
    close: async () => {
      await Promise.all([
        syslog?.close(),
        shippers.close(),
        ...followers.map(({ follower }) => follower.close()),
      ]);
    },
  };
}
