/**
 * DNS response policy zones (draft-vixie-dnsop-dns-rpz): a zone file whose owners are names, with `*.` for all
 * below, or networks as `24.0.2.0.192.rpz-ip`. Whatever the action is, `rpz-passthru.` aside, the owner is an
 * indicator. Policies about the asking client or about name servers can't be met on a value, and are kept.
 */
import { normalizeNetwork } from "../../model/index.js";
import type { FeedFormat, FeedItem } from "../feed-format.js";
import { intelProblem } from "../problems.js";
import {
  entryItem,
  keptItem,
  nothingClaimed,
  readLines,
  shareOfLines,
  unknownValue,
  valueItems,
} from "../read-lines.js";

const record = /^(\S+)\s+(?:\d+[smhdw]?\s+)?(?:IN\s+)?(?:\d+\s+)?(CNAME|A|AAAA|TXT)\s+(\S+)/i;

/** `24.0.2.0.192` is 192.0.2.0/24; in IPv6 the words stand in reverse too, with `zz` for `::`. */
function rpzNetwork(owner: string): string | null {
  const parts = owner.split(".");
  const prefix = parts.shift();
  if (parts.length === 4 && !parts.includes("zz")) return `${parts.reverse().join(".")}/${prefix}`;
  const words = parts
    .reverse()
    .join(":")
    .replace(/(^|:)zz(:|$)/, "::");
  return words.includes(":") ? `${words}/${prefix}` : null;
}

function readOwner(owner: string, line: string, number: number): FeedItem | readonly FeedItem[] {
  const trigger = /^(.*)\.(rpz-(?:ip|client-ip|nsip|nsdname))$/i.exec(owner);
  if (trigger === null) return valueItems(owner, nothingClaimed, number);
  if (trigger[2]?.toLowerCase() !== "rpz-ip") return keptItem(line, `a policy about ${trigger[2]}`, number);
  const network = rpzNetwork(trigger[1] as string);
  const observable = network === null ? null : normalizeNetwork(network);
  return observable === null ? unknownValue(line, number) : entryItem(observable, nothingClaimed, number);
}

export const rpz = {
  id: "rpz",
  title: "DNS response policy zone",
  sniff: (sample) => {
    const share = shareOfLines(sample, (line) => record.test(line));
    return share > 0.6 || (share > 0 && /\bSOA\b/.test(sample.text)) ? 0.9 : 0;
  },
  read: (text) => {
    let origin = "";
    let open = false; // inside the parentheses of a SOA
    return readLines(text, (raw, number) => {
      const line = raw.replace(/\s*;.*$/, "");
      const closes = line.includes(")");
      if (open || line.includes("(")) {
        open = !closes;
        return null;
      }
      if (line === "") return null;
      const directive = /^\$(ORIGIN|TTL|INCLUDE)\s+(\S+)/i.exec(line);
      if (directive !== null) {
        if (directive[1]?.toUpperCase() === "ORIGIN") origin = `.${directive[2]}`.toLowerCase();
        return null;
      }
      if (/\b(SOA|NS)\s/i.test(line)) return null;
      const match = record.exec(line);
      if (match === null) return unknownValue(raw, number);
      if (/^rpz-passthru\.?$/i.test(match[3] as string)) {
        const problem = intelProblem("value-allowed-by-feed", `Line ${number}: ${match[1]} passes through.`);
        return { kind: "problem", line: number, problem };
      }
      let owner = match[1] as string;
      if (origin !== "" && owner.toLowerCase().endsWith(origin)) owner = owner.slice(0, -origin.length);
      return readOwner(owner, line, number);
    });
  },
} satisfies FeedFormat;
