// What a step took, so that the next one who looks for time has it at hand. Steps run side by side: their seconds
// add up to more than the whole.
import { relative } from "node:path";

const taken = [];

/** Does a step and notes its seconds; answers what the step answers. */
export async function timed(name, step) {
  const begin = performance.now();
  try {
    return await step();
  } finally {
    taken.push([name, (performance.now() - begin) / 1000]);
  }
}

const line = ([name, seconds]) => `${seconds.toFixed(1).padStart(7)} s  ${name}`;

/** One line a step, in the order in which they ended. */
export function stepSeconds() {
  return taken.map(line).join("\n");
}

/** The `count` slowest test files of Vitest's JSON report, from their first test's start to their last one's end. */
export function slowestFiles(results, root, count) {
  return results.testResults
    .map((file) => [relative(root, file.name), (file.endTime - file.startTime) / 1000])
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(line)
    .join("\n");
}
