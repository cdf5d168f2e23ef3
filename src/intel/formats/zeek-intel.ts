/**
 * Zeek's intelligence file (https://docs.zeek.org/en/master/frameworks/intel.html): tab-separated, named by
 * `#fields`, with a type each. A URL there has no scheme and is taken as http. Types that are no value of ours
 * (software, user and file names) are kept with their reason.
 */
import type { Claim, Observable } from "../../model/index.js";
import { normalizeNetwork, observe } from "../../model/index.js";
import type { FeedFormat, FeedItem } from "../feed-format.js";
import { entryItem, keptItem, readLines, unknownValue } from "../read-lines.js";
import { readValue } from "../read-value.js";
import { refang } from "../refang.js";

const readers: Readonly<Record<string, (value: string) => Observable | null>> = {
  "Intel::ADDR": normalizeNetwork,
  "Intel::SUBNET": normalizeNetwork,
  "Intel::DOMAIN": (value) => observe("host", value),
  "Intel::URL": (value) => observe("url", value.includes("://") ? value : `http://${value}`),
  "Intel::EMAIL": (value) => observe("email", value),
  "Intel::FILE_HASH": (value) => observe("hash", value),
  "Intel::CERT_HASH": (value) => observe("hash", value),
  "Intel::JA3": (value) => observe("ja3", value),
  "Intel::JA3S": (value) => observe("ja3s", value),
  "Intel::JA4": (value) => observe("ja4", value),
};
const usualFields = ["indicator", "indicator_type", "meta.source", "meta.desc", "meta.url"];
const labelFields = new Set(["meta.desc", "meta.family", "meta.campaign", "meta.tags"]);

/** Shared by all lines of which the feed says the same. */
function claimBook(): (fields: readonly string[], cells: readonly string[]) => Partial<Claim> {
  const known = new Map<string, Partial<Claim>>();
  return (fields, cells) => {
    const labels: string[] = [];
    let confidence = "";
    for (const [at, field] of fields.entries()) {
      const cell = cells[at]?.trim() ?? "-";
      if (cell === "-" || cell === "") continue;
      if (labelFields.has(field) && cell.length <= 64) labels.push(cell.toLowerCase());
      if (field === "meta.confidence" && /^[0-9]{1,3}(\.[0-9]+)?$/.test(cell)) confidence = cell;
    }
    const key = `${confidence}\t${labels.join("\t")}`;
    let claim = known.get(key);
    if (claim === undefined) {
      claim = {
        ...(labels.length > 0 && { labels }),
        ...(confidence !== "" && { confidence: Number(confidence) }),
      };
      if (known.size < 100_000) known.set(key, claim);
    }
    return claim;
  };
}

export const zeekIntel = {
  id: "zeek-intel",
  title: "Zeek intelligence file",
  sniff: (sample) =>
    /^#fields\s+indicator\s/m.test(sample.text) || /\tIntel::[A-Z_0-9]+(\t|$)/m.test(sample.text) ? 0.95 : 0,
  read: (text) => {
    let fields: readonly string[] = usualFields;
    const claimOf = claimBook();
    return readLines(text, (line, number): FeedItem | null => {
      if (line.startsWith("#fields")) fields = line.split(/[\t ]+/).slice(1);
      if (line.startsWith("#")) return null;
      const cells = line.split("\t");
      const value = cells[fields.indexOf("indicator")] ?? "";
      const type = cells[fields.indexOf("indicator_type")]?.trim();
      if (type === undefined || type === "-") {
        const any = readValue(value);
        return any === null ? unknownValue(line, number) : entryItem(any, claimOf(fields, cells), number);
      }
      const read = Object.hasOwn(readers, type) ? readers[type] : undefined;
      if (read === undefined)
        return keptItem(line, `no single value of telemetry answers ${type.slice(0, 60)}`, number);
      const observable = read(refang(value.trim()));
      return observable === null
        ? unknownValue(line, number)
        : entryItem(observable, claimOf(fields, cells), number);
    });
  },
} satisfies FeedFormat;
