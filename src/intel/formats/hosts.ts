/** A hosts file (`0.0.0.0 name`): every name that is sent nowhere. The machine's own names are left out. */
import type { FeedFormat, FeedItem } from "../feed-format.js";
import {
  cutComment,
  isComment,
  nothingClaimed,
  readLines,
  shareOfLines,
  unknownValue,
  valueItems,
} from "../read-lines.js";

const shape = /^(?:0\.0\.0\.0|127\.0\.0\.1|::1?|fe80::1%lo0|255\.255\.255\.255|0)[ \t]+(\S.*)$/;
const own = /^(?:localhost|localhost\.localdomain|local|broadcasthost|ip6-[a-z]+|0\.0\.0\.0)$/i;

export const hosts = {
  id: "hosts",
  title: "Hosts file",
  sniff: (sample) => (shareOfLines(sample, (line) => shape.test(line)) > 0.8 ? 0.85 : 0),
  read: (text) =>
    readLines(text, (raw, number) => {
      if (isComment(raw)) return null;
      const match = shape.exec(cutComment(raw));
      if (match === null) return unknownValue(raw, number);
      const names = (match[1] as string).split(/\s+/).filter((name) => !own.test(name));
      return names.flatMap((name): readonly FeedItem[] => {
        const items = valueItems(name, nothingClaimed, number);
        return "kind" in items ? [items] : items;
      });
    }),
} satisfies FeedFormat;
