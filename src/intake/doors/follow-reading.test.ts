import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type ReadResult, readAll, readText } from "../testing.js";
import { followFiles } from "./follow.js";
import { memoryPositions } from "./positions.js";
import type { DoorSink } from "./sink.js";

const header = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n";
const fields =
  "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n#types\ttime\tstring\taddr\tport\taddr\tport\tenum\n";
const row = (n: number) => `1795255200.${n}\tC${n}\t192.0.2.7\t${40_000 + n}\t203.0.113.9\t443\ttcp\n`;

test("a Zeek log that grows and is restarted is read as the whole file is, line numbers included", async () => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-follow-"));
  const path = join(folder, "conn.log");
  const positions = memoryPositions();
  const read: ReadResult = { events: [], refused: [] };
  const sink: DoorSink = {
    accept: async ({ bytes, fileName, linesBefore }) => {
      const { events, refused } = await readAll(bytes, { fileName });
      for (const one of events) (read.events as unknown[]).push({ ...one, line: one.line + linesBefore });
      for (const one of refused) (read.refused as unknown[]).push({ ...one, line: one.line + linesBefore });
      return {
        batches: ["x"],
        records: events.length,
        refused: refused.length,
        duplicate: false,
        problems: [],
      };
    },
  };
  const pieces = [
    header + fields,
    row(1),
    row(2) + row(3),
    "broken\n",
    `#close\n${header}${fields}${row(4)}`,
    row(5),
  ];
  try {
    for (const piece of pieces) {
      appendFileSync(path, piece);
      // A follower for each piece: the header must come from the position, not from memory.
      const follower = followFiles({ path, sink, positions, gatherMs: 1 });
      await follower.settled();
      await follower.close();
    }
    const whole = await readText(pieces.join(""), "conn.log");
    expect(whole.events).toHaveLength(5);
    expect(whole.refused).toHaveLength(1);
    expect(read.events).toEqual(whole.events);
    expect(read.refused.map(({ code, line }) => [code, line])).toEqual(
      whole.refused.map(({ code, line }) => [code, line]),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
