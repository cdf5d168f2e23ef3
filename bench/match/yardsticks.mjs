// What the machine itself does: reading a file from the page cache, copying memory, counting lines. None of it
// touches the product.
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { devNull } from "node:os";

const chunkBytes = 256 * 1024;

/** Calls `take` with each piece of a file, read into one buffer. */
function readAll(path, take) {
  const buffer = Buffer.allocUnsafeSlow(chunkBytes);
  const file = openSync(path);
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) take(buffer, read);
  closeSync(file);
}

function seconds(work) {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

/** Bytes that `wc` is given at once, so that starting it (some 2 ms) is nothing beside them. */
const wcBytesMin = 1e9;

/** What `wc -l` takes for a file of so many bytes, without the time that starting a program takes. */
export function wcSeconds(path, bytes) {
  const times = Math.max(1, Math.ceil(wcBytesMin / bytes));
  const wc = (files) => seconds(() => execFileSync("wc", ["-l", ...files]));
  const starting = Math.min(...Array.from({ length: 5 }, () => wc([devNull])));
  return (wc(Array(times).fill(path)) - starting) / times;
}

export function wcLines(path) {
  return Number(execFileSync("wc", ["-l", path], { encoding: "utf8" }).trim().split(/\s+/)[0]);
}

/** The same count without a program: from one line end to the next with Node's own search. */
export function newlineCount(path) {
  let lines = 0;
  const took = seconds(() =>
    readAll(path, (buffer, length) => {
      const bytes = length === buffer.length ? buffer : buffer.subarray(0, length);
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
    }),
  );
  return { lines, seconds: took };
}

export function readSeconds(path) {
  return seconds(() => readAll(path, () => undefined));
}

/** Bytes a second of copying 64 MiB, which no cache holds. */
export function memcpyBytesPerSecond() {
  const from = Buffer.alloc(64 * 1024 * 1024, 1);
  const to = Buffer.alloc(from.length, 2);
  from.copy(to);
  return from.length / seconds(() => from.copy(to));
}
