/**
 * maltrail's static trails (https://github.com/stamparm/maltrail, `trails/static`): one file a malware family,
 * whose name is the attribution, with `-1`, `-2` for continuations. Lines are names, `ip:port`, URLs and
 * `name/path`; `/path` alone names no host and is kept with its reason. Comments carry references.
 */
import type { Claim } from "../../model/index.js";
import type { FeedFormat } from "../feed-format.js";
import { cutComment, isComment, keptItem, readLines, valueItems } from "../read-lines.js";

/** `agenttesla-2.txt` is the family agenttesla. */
function familyOf(fileName: string): string {
  return fileName
    .replace(/\.[a-z]{1,4}$/i, "")
    .replace(/-[0-9]{1,2}$/, "")
    .toLowerCase();
}

export const maltrail = {
  id: "maltrail",
  title: "maltrail family file",
  publisher: "maltrail",
  sniff: (sample) => (/^#.*\bmaltrail\b/im.test(sample.text.slice(0, 400)) ? 0.95 : 0),
  read: (text, fileName) => {
    const family = familyOf(fileName);
    const claim: Partial<Claim> = Object.freeze(family === "" ? {} : { labels: [family] });
    return readLines(text, (raw, number) => {
      if (isComment(raw)) return null;
      const line = cutComment(raw);
      if (line.startsWith("/")) return keptItem(line, "a path alone names no host", number);
      if (/[\\[({|*+]/.test(line) && !line.includes("://") && !line.includes("[."))
        return keptItem(line, "an expression", number);
      if (/^\.?[a-z][a-z0-9]+$/.test(line)) return keptItem(line, "a whole top-level domain", number);
      return valueItems(line, claim, number);
    });
  },
} satisfies FeedFormat;
