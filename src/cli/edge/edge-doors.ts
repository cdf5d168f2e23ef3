/** An edge's doors: those of a center, behind which everything is the member's own. */

import { join } from "node:path";
import { type Clock, type Log, Problem } from "../../base/index.js";
import {
  type DoorSink,
  type FilePosition,
  followFiles,
  type IntakeSettings,
  openSyslogDoor,
  type Positions,
} from "../../intake/index.js";
import { type DoorReading, readFollower, readSyslog } from "../center/door-readings.js";
import type { Ingest } from "../center/ingest.js";
import { readIfThere, writeDurable } from "./durable-file.js";

export interface EdgeDoors {
  readonly syslogPort: number | null;
  readings(): readonly DoorReading[];
  close(): Promise<void>;
}

/** Where followed files were read to, in one file that is written whole. */
async function keptPositions(folder: string): Promise<Positions> {
  const path = join(folder, "positions.json");
  const all = new Map(
    Object.entries(JSON.parse((await readIfThere(path)) ?? "{}") as Record<string, FilePosition>),
  );
  let writing: Promise<void> = Promise.resolve();
  return {
    load: async (file) => all.get(file) ?? null,
    save: (file, position) => {
      all.set(file, position);
      const write = () => writeDurable(path, `${JSON.stringify(Object.fromEntries(all))}\n`);
      writing = writing.then(write, write);
      return writing;
    },
  };
}

export function edgeSink(ingest: Ingest): DoorSink {
  return {
    accept: (delivery) =>
      ingest.take({
        door: delivery.sender.door,
        origin: delivery.origin,
        fileName: delivery.fileName,
        name: delivery.batchId ?? "",
        format: delivery.format ?? undefined,
        linesBefore: delivery.linesBefore,
        memberId: null,
        mark: null,
        bytes: delivery.bytes,
      }),
  };
}

export async function openEdgeDoors(
  parts: { readonly folder: string; readonly clock: Clock; readonly log: Log; readonly sink: DoorSink },
  settings: IntakeSettings,
): Promise<EdgeDoors> {
  const { folder, log, sink } = parts;
  const onTrouble = (detail: string) => log.warn({ detail }, "a door has trouble");
  const positions = await keptPositions(folder);
  const followers = settings.follow.map(({ path, format }) => ({
    path,
    follower: followFiles({ path, format: format ?? null, sink, positions, onTrouble }),
  }));
  const { off, host, port } = settings.syslog;
  const opened = off ? null : await openSyslogDoor({ host, port, sink, onTrouble });
  const syslog = opened instanceof Problem ? null : opened;
  if (opened instanceof Problem) log.warn({ detail: opened.detail }, opened.title);
  const down: readonly DoorReading[] =
    opened instanceof Problem
      ? [{ id: "door-syslog", title: "Syslog", state: "down", advice: `${opened.detail} ${opened.hint}` }]
      : [];
  return {
    syslogPort: syslog?.port ?? null,
    readings: () => [
      ...(syslog === null ? [] : [readSyslog(syslog)]),
      ...down,
      ...followers.map(({ path, follower }) => readFollower(path, follower)),
    ],
    close: async () => {
      await Promise.all([syslog?.close(), ...followers.map(({ follower }) => follower.close())]);
    },
  };
}
