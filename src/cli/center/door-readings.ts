/** How doors tell of themselves, in the health list of a center and on the page of an edge. */
import type { SourceHealth } from "../../api/index.js";
import type { Follower, SyslogDoor } from "../../intake/index.js";

export type DoorReading = Omit<SourceHealth, "sinceUs">;

export function readSyslog(door: SyslogDoor): DoorReading {
  const { dropped } = door.counts();
  const advice = dropped === 0 ? "" : `${dropped} UDP lines were lost: send by TCP, or fewer.`;
  return {
    id: "door-syslog",
    title: `Syslog on port ${door.port}`,
    state: dropped === 0 ? "well" : "degraded",
    advice,
  };
}

export function readFollower(path: string, follower: Follower): DoorReading {
  const files = follower.files();
  const waiting = files.find((file) => file.waiting !== "")?.waiting ?? "";
  const advice = files.length === 0 ? "No such file yet; it is looked for every few seconds." : waiting;
  const state = waiting !== "" ? "degraded" : files.length === 0 ? "silent" : "well";
  return { id: `door-file-${path}`, title: `Following ${path}`, state, advice };
}
