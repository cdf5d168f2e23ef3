// The files that are scanned: made from a seed into a folder of the system's temporary one, and used again by the
// next run where they are whole (their facts are written last). `--clean` removes the folder.
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { escapedLine } from "./escaped.mjs";
import { eveRecord, eveRecordCarrying } from "./eve.mjs";
import { indicatorAt } from "./indicators.mjs";
import { World } from "./world.mjs";
import { zeekRecord, zeekRecordCarrying } from "./zeek.mjs";

/** Another number wherever what is made changes: files of earlier versions are not taken for whole. */
const version = 2;
const seed = 42;
/** One event in so many carries an indicator. */
const carriesEach = 1000;

const writers = {
  eve: { format: "eve", record: eveRecord, carrying: eveRecordCarrying, line: JSON.stringify },
  zeek: { format: "zeek-json", record: zeekRecord, carrying: zeekRecordCarrying, line: JSON.stringify },
  "eve-escaped": { format: "eve", record: eveRecord, carrying: eveRecordCarrying, line: escapedLine },
};

export function inputFolder(size) {
  return join(tmpdir(), `breakwater-bench-${seed}-${size}`);
}

export function removeInput(size) {
  rmSync(inputFolder(size), { recursive: true, force: true });
}

/** `{ path, format, bytes, events, carrying }` of a file of at least so many megabytes; made where it is missing. */
export function input(size, kind, megabytes) {
  const folder = inputFolder(size);
  const path = join(folder, `${kind}-${megabytes}.ndjson`);
  return made(path, () => {
    const { format, record, carrying, line } = writers[kind];
    const world = new World(seed);
    const counts = { format, bytes: 0, events: 0, carrying: 0 };
    const file = openSync(path, "w");
    while (counts.bytes < megabytes * 1e6) {
      let text = "";
      for (let left = 2000; left > 0; left--) {
        const carries = counts.events++ % carriesEach === carriesEach / 2;
        text += `${line(carries ? carrying(world, counts.carrying++) : record(world))}\n`;
      }
      counts.bytes += writeSync(file, text);
    }
    closeSync(file);
    return counts;
  });
}

/** A feed of mixed values, one a line, as many publishers have them. */
export function feedInput(size, lines) {
  const path = join(inputFolder(size), `feed-${lines}.txt`);
  return made(path, () => {
    const file = openSync(path, "w");
    let bytes = 0;
    for (let from = 0; from < lines; from += 10_000) {
      let text = "";
      for (let number = from; number < Math.min(lines, from + 10_000); number++)
        text += `${feedValue(number)}\n`;
      bytes += writeSync(file, text);
    }
    closeSync(file);
    return { bytes, lines };
  });
}

/** A list of values can't say that a hash is a TLS fingerprint; the next indicator that is none stands there. */
function feedValue(number) {
  for (let at = number; ; at++) {
    const { type, value } = indicatorAt(at);
    if (type !== "ja3" && type !== "ja4") return value;
  }
}

function made(path, make) {
  const facts = `${path}.facts`;
  if (existsSync(path) && existsSync(facts)) {
    const known = JSON.parse(readFileSync(facts, "utf8"));
    if (known.version === version) return { path, ...known };
  }
  mkdirSync(join(path, ".."), { recursive: true });
  rmSync(facts, { force: true });
  process.stderr.write(`Making ${path} …\n`);
  const counts = { ...make(), version };
  writeFileSync(facts, JSON.stringify(counts));
  return { path, ...counts };
}
