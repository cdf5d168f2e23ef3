/**
 * ipsum (https://github.com/stamparm/ipsum): an address, a tab, and on how many block lists it stands. The count
 * becomes the confidence, as the feed's own advice is to act from 3 lists on: 1 list is 30, 2 are 45, 3 are 60,
 * and each further one adds 10 up to 90.
 */
import type { Claim } from "../../model/index.js";
import { normalizeAddress } from "../../model/index.js";
import type { FeedFormat } from "../feed-format.js";
import { entryItem, isComment, readLines, shareOfLines, unknownValue } from "../read-lines.js";

const shape = /^([0-9a-fA-F.:]+)[\t ]+([0-9]{1,4})$/;
const confidences = [0, 30, 45, 60, 70, 80, 90];
const claims: readonly Partial<Claim>[] = confidences.map((confidence) => Object.freeze({ confidence }));

export const ipsum = {
  id: "ipsum",
  title: "Address and number of lists (ipsum)",
  sniff: (sample) => (shareOfLines(sample, (line) => shape.test(line)) > 0.8 ? 0.8 : 0),
  read: (text) =>
    readLines(text, (line, number) => {
      if (isComment(line)) return null;
      const match = shape.exec(line);
      const observable = match === null ? null : normalizeAddress(match[1] as string);
      if (match === null || observable === null) return unknownValue(line, number);
      const claim = claims[Math.min(Number(match[2]), claims.length - 1)] as Partial<Claim>;
      return entryItem(observable, claim, number);
    }),
} satisfies FeedFormat;
