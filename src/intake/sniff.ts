/**
 * Which format a stream has, by its first 4 KiB and its name. Every format scores the sample; the highest claim
 * over one half wins, ties go to the first id. Where JSON stands one object a line, each line is scored and the mean
 * counts, so that a bad first line can't say what all others are. What none claims is refused as a whole, with one
 * Problem and not one a line: a folder of telemetry also holds notes and captures.
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

interface Claim {
  readonly format: Format;
  readonly score: number;
}

export function sniffFormat(sample: Sample, among: readonly Format[] = formats): Format | Problem {
  const lines = jsonLinesOf(sample);
  const claims = among.map((format) => ({ format, score: scoreOf(format, sample, lines) }));
  const best = highest(claims);
  if (best !== null && best.score > claimMin) return best.format;
  // Few lines, and bad ones among them: JSON that is there at all goes to the format that claims most of it.
  const json = highest(claims.filter(({ format }) => format.framing === "json"));
  const whole = highest(among.map((format) => ({ format, score: format.sniff(sample) })));
  if (whole !== null && whole.score > claimMin)
    return whole.format.framing === "json" && json !== null && json.score > 0 ? json.format : whole.format;
  if (json !== null && json.score > claimMin / 2) return json.format;
  const name = sample.fileName === "" ? "The stream" : sample.fileName;
  return intakeProblem("format-unknown", `${name} is in none of the ${among.length} known formats.`);
}

/** The highest claim, of equal ones the one of the first id. */
function highest(claims: readonly Claim[]): Claim | null {
  let best: Claim | null = null;
  for (const claim of claims)
    if (
      best === null ||
      claim.score > best.score ||
      (claim.score === best.score && claim.format.id < best.format.id)
    )
      best = claim;
  return best;
}

/** JSON formats know a record by its keys, so where one stands in each line they are asked for each line. */
function scoreOf(format: Format, sample: Sample, lines: readonly string[]): number {
  if (format.framing !== "json" || lines.length === 0) return format.sniff(sample);
  let sum = 0;
  for (const text of lines) {
    const score = format.sniff({ text, lines: [text], fileName: sample.fileName });
    if (score > claimMin) sum += score;
  }
  return sum / lines.length;
}

/** The lines that may be JSON records; the last may be cut, its first keys tell enough. None for documents. */
function jsonLinesOf(sample: Sample): readonly string[] {
  if (!isLineDelimited(sample)) return [];
  return sample.text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
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
  if (/^\[\s*(?:[[{\]]|$)/.test(first)) return false;
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
