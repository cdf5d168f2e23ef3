/**
 * Unbound configuration as a block list: `local-zone: "name." always_null` and its like, and `local-data`. Zones
 * that are answered normally (`transparent` and its kin) are reported and kept out.
 */
import type { FeedFormat } from "../feed-format.js";
import { intelProblem } from "../problems.js";
import {
  cutComment,
  isComment,
  nothingClaimed,
  readLines,
  shareOfLines,
  unknownValue,
  valueItems,
} from "../read-lines.js";

const zone = /^local-zone:\s*"?([^"\s]+)"?\s+"?([a-z_]+)"?$/;
const datum = /^local-data:\s*["']([^\s"']+)\s[^"']*["']$/;
const shape = /^local-(?:zone|data):/;

export const unbound = {
  id: "unbound",
  title: "Unbound configuration",
  sniff: (sample) => (shareOfLines(sample, (line) => shape.test(line) || line === "server:") > 0.8 ? 0.9 : 0),
  read: (text) =>
    readLines(text, (raw, number) => {
      if (isComment(raw) || /^[a-z-]+:$/.test(raw)) return null;
      const line = cutComment(raw);
      const match = zone.exec(line);
      if (match !== null && /transparent$|^nodefault$/.test(match[2] as string)) {
        const problem = intelProblem("value-allowed-by-feed", `Line ${number}: ${match[1]} is ${match[2]}.`);
        return { kind: "problem", line: number, problem };
      }
      const value = match?.[1] ?? datum.exec(line)?.[1];
      return value === undefined ? unknownValue(raw, number) : valueItems(value, nothingClaimed, number);
    }),
} satisfies FeedFormat;
