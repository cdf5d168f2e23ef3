/**
 * dnsmasq configuration as a block list: `address=/name/#` or a sink address, `server=/name/` and `local=/name/`
 * without a target. A line may hold several names. `server=/name/192.0.2.53` only forwards, and is no indicator.
 */
import { parseAddress } from "../../base/index.js";
import type { FeedFormat, FeedItem } from "../feed-format.js";
import { intelProblem } from "../problems.js";
import {
  isComment,
  nothingClaimed,
  readLines,
  shareOfLines,
  unknownValue,
  valueItems,
} from "../read-lines.js";

const shape = /^(address|server|local)=\/(.+)\/([^/]*)$/;

export const dnsmasq = {
  id: "dnsmasq",
  title: "dnsmasq configuration",
  sniff: (sample) => (shareOfLines(sample, (line) => shape.test(line)) > 0.8 ? 0.9 : 0),
  read: (text) =>
    readLines(text, (line, number) => {
      if (isComment(line)) return null;
      const match = shape.exec(line);
      if (match === null) return unknownValue(line, number);
      const target = match[3] as string;
      if (
        match[1] !== "address" &&
        target !== "" &&
        parseAddress(target.split(/[#@]/, 1)[0] as string) !== null
      ) {
        const detail = `Line ${number} forwards ${match[2]} to ${target}.`;
        return { kind: "problem", line: number, problem: intelProblem("value-allowed-by-feed", detail) };
      }
      return (match[2] as string).split("/").flatMap((name): readonly FeedItem[] => {
        const items = valueItems(name, nothingClaimed, number);
        return "kind" in items ? [items] : items;
      });
    }),
} satisfies FeedFormat;
