// The reports with a truth of their own: text and what an analyst at the publisher listed for it. The truth names
// kinds loosely (an address as `url`), so that values are read as feeds are; what no extractor could find in the
// text (`in_text` false) counts for precision, as finding it is right, and not for recall.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const linesOf = (path) =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const networkKinds = new Set(["ipv4", "ipv6", "cidr", "domain", "url", "email"]);

/** The host that a network value is or stands on. */
export function hostOf(key) {
  const [kind, value] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
  if (kind === "url") return new URL(value).hostname;
  if (kind === "email") return null;
  return networkKinds.has(kind) ? value : null;
}

/**
 * `{name, text, wanted, right, hosts, covers}`: `wanted` are the canonical `kind value` texts that stand in the text,
 * `right` all of the truth, `hosts` its places, `covers` says whether the truth speaks of a kind at all: most of
 * ESET's folders list hashes only, and then nothing can be said of the domains in their text.
 */
export function readReports(folder, { readValue, normalizeHash }) {
  const reports = [];
  const keysOf = (iocs) =>
    iocs.flatMap(({ type, value }) => {
      if (type === "process") return [];
      const observable = normalizeHash(value) ?? readValue(value);
      return observable === null ? [`unread ${value}`] : [`${observable.type} ${observable.value}`];
    });
  const add = (name, text, iocs) => {
    const wanted = new Set(keysOf(iocs.filter((ioc) => ioc.in_text)));
    const right = new Set(keysOf(iocs));
    const hosts = new Set([...right].map(hostOf).filter((host) => host !== null));
    const covers = (kind) =>
      !networkKinds.has(kind) || [...right].some((key) => networkKinds.has(key.split(" ")[0]));
    reports.push({ name, text, wanted, right, hosts, covers });
  };
  const posts = join(folder, "unit42-posts-with-stix");
  for (const { text, iocs } of linesOf(join(posts, "ground-truth.jsonl")))
    add(text, readFileSync(join(posts, text), "utf8"), iocs);
  const eset = join(folder, "eset-readme");
  for (const { dir, texts, iocs } of linesOf(join(eset, "ground-truth.jsonl"))) {
    const found = texts.map((text) => join(eset, text)).filter((path) => existsSync(path));
    add(dir, found.map((path) => readFileSync(path, "utf8")).join("\n"), iocs);
  }
  return reports;
}
