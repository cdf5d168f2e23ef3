/**
 * Which format a stream has, by its first 4 KiB and its name. Every format scores the sample; the highest claim
 * over one half wins, ties go to the first id. What none claims is refused as a whole, with one Problem and not
 * one a line: a folder of telemetry also holds notes and captures.
 */
import type { Problem } from "../base/index.js";
import type { Format, Sample } from "./format.js";
import { formats } from "./formats/index.js";
import { sniffBytes } from "./limits.js";
import { intakeProblem } from "./problems.js";

const claimMin = 0.5;

/** The sample a sniffer sees. `complete`: the bytes are all there is, so the last line isn't cut. */
export function sampleFrom(bytes: Uint8Array, fileName: string, complete: boolean): Sample {
  const text = Buffer.from(bytes.subarray(0, sniffBytes))
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  const lines = text.split(/\r?\n/);
  const whole = complete && bytes.length <= sniffBytes;
  if (lines.length > 1 && (!whole || lines.at(-1) === "")) lines.pop();
  return { text, lines, fileName };
}

export function findFormat(id: string): Format | undefined {
  return formats.find((format) => format.id === id);
}

export function sniffFormat(sample: Sample, among: readonly Format[] = formats): Format | Problem {
  let best: Format | null = null;
  let bestScore = claimMin;
  for (const format of among) {
    const score = format.sniff(sample);
    if (score > bestScore || (score === bestScore && best !== null && format.id < best.id)) {
      best = format;
      bestScore = score;
    }
  }
  if (best !== null) return best;
  const name = sample.fileName === "" ? "The stream" : sample.fileName;
  return intakeProblem("format-unknown", `${name} is in none of the ${among.length} known formats.`);
}

/**
 * Whether JSON stands one object a line, the usual way: then lines are the frame, and a broken line costs only
 * itself. Otherwise it is an array or laid out over lines. A first line that goes beyond the sample and starts
 * as `{"` is taken for a line.
 */
export function isLineDelimited(sample: Sample): boolean {
  const lines = sample.lines.filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const first = lines[0];
  if (first === undefined || !/^\s*[[{]/.test(first)) return true;
  if (first.startsWith("[")) return false;
  if (lines.some((line) => line.startsWith('{"') && isObject(line))) return true;
  return lines.length === 1 && sample.text.length >= sniffBytes && first.startsWith('{"');
}

function isObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === "object";
  } catch {
    return false;
  }
}
