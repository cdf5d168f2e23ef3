/**
 * How likely a label was typed by a person: the mean log-probability of its pairs of letters, learned from the names of the
 * sites that everybody uses (`content/common-names/sites.txt`). A threshold stands where one in fifty of those names falls
 * below it; of labels drawn evenly from letters and digits nine in ten do. Generators that join words are not seen by it.
 */
import { commonSites } from "../../../base/index.js";

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789-";
const width = alphabet.length + 1;
const lengthMin = 7;
/** The part of known names that may fall below. */
const falseShare = 0.02;

interface Model {
  readonly logs: Float64Array;
  readonly threshold: number;
}

let model: Model | null = null;

const indexOf = (letter: string | undefined): number => {
  const at = letter === undefined ? -1 : alphabet.indexOf(letter);
  return at < 0 ? alphabet.length : at;
};

function score(logs: Float64Array, label: string): number {
  let sum = 0;
  for (let at = 0; at <= label.length; at++)
    sum += logs[indexOf(label[at - 1]) * width + indexOf(label[at])] as number;
  return sum / (label.length + 1);
}

function learn(): Model {
  const labels = [...commonSites()].map((site) => site.split(".")[0] as string);
  const logs = new Float64Array(width * width).fill(0.5);
  for (const label of labels)
    for (let at = 0; at <= label.length; at++) {
      const place = indexOf(label[at - 1]) * width + indexOf(label[at]);
      logs[place] = (logs[place] as number) + 1;
    }
  for (let row = 0; row < width; row++) {
    const cells = logs.subarray(row * width, (row + 1) * width);
    const total = cells.reduce((sum, count) => sum + count, 0);
    for (let at = 0; at < width; at++) cells[at] = Math.log((cells[at] as number) / total);
  }
  const scores = labels
    .filter((label) => label.length >= lengthMin)
    .map((label) => score(logs, label))
    .sort((a, b) => a - b);
  return { logs, threshold: scores[Math.floor(scores.length * falseShare)] ?? Number.NEGATIVE_INFINITY };
}

/** True for the label of a registered domain (`xjw3kqz91bd` of `xjw3kqz91bd.com`) that looks drawn by a machine. */
export function looksMadeUp(label: string): boolean {
  if (label.length < lengthMin || label.startsWith("xn--")) return false;
  model ??= learn();
  return score(model.logs, label) < model.threshold;
}
