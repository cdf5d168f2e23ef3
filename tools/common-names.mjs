/**
 * Makes the lists of `content/common-names/` that come from public data: `node tools/common-names.mjs <data>`, where
 * <data> holds `06-attack`, `08-warninglists`, `09-advisories-csaf` and `10-reports`. With the path of a list of English
 * words behind it (Debian's `wamerican-small`) `everyday-words.txt` is made as well. The others are written by hand.
 * What a list is for and where it comes from: `content/common-names/README.md`.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { getDomain } from "tldts";

const data = process.argv[2] ?? "../shared/data";
const to = new URL("../content/common-names/", import.meta.url).pathname;
/** In so many different texts a word is one of everybody's. */
const textsMin = 4;

const read = (path) => {
  const bytes = readFileSync(join(data, path));
  return path.endsWith(".gz") ? gunzipSync(bytes).toString("utf8") : bytes.toString("utf8");
};
const json = (path) => JSON.parse(read(path));
const files = (folder) =>
  readdirSync(join(data, folder)).flatMap((name) =>
    statSync(join(data, folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)],
  );
/** As `common-names.ts` reads what is asked. */
const plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

function write(name, entries) {
  const list = [...new Set(entries)].filter((entry) => entry !== "").sort();
  writeFileSync(join(to, name), `${list.join("\n")}\n`);
  console.log(`${name}: ${list.length}`);
}

const lists = ["tranco10k.json.gz", "moz-top500.json", "lots-project.json", "cloudflare-top200.json"];
const hosts = lists.flatMap((name) => json(`08-warninglists/${name}`).list);
write(
  "sites.txt",
  hosts.map((host) => getDomain(host.replace(/^\./, "")) ?? host.replace(/^\./, "")),
);

const attack = ["enterprise-attack-18.1-stix20.json.gz", "ics-attack-18.1-stix21.json.gz"].flatMap(
  (name) => json(`06-attack/${name}`).objects,
);
const named = attack
  .filter(({ type }) => ["malware", "tool", "intrusion-set", "campaign", "x-mitre-asset"].includes(type))
  .flatMap((object) => [object.name, ...(object.aliases ?? []), ...(object.x_mitre_aliases ?? [])]);
const advisories = files("09-advisories-csaf")
  .filter((path) => /\.json(?:\.gz)?$/.test(path))
  .map(json);
const branches = (node) => [
  ...(["vendor", "product_name", "product_family"].includes(node.category) ? [node.name] : []),
  ...(node.branches ?? []).flatMap(branches),
];
const products = advisories.flatMap((each) => (each.product_tree?.branches ?? []).flatMap(branches));
write(
  "products.txt",
  [...named, ...products].map(plain).filter((name) => name.length >= 3 && name.length <= 60),
);

const prose = [
  ...attack.map(({ description }) => description ?? ""),
  ...advisories.flatMap((each) => (each.document?.notes ?? []).map(({ text }) => text ?? "")),
  ...files("10-reports")
    .filter((path) => /\.(?:txt|md|adoc)$/.test(path))
    .map(read),
];
const seen = new Map();
for (const text of new Set(prose)) {
  const words = text
    .replace(/https?:\S+|\(Citation:[^)]*\)|\S*[@/\\.[\]_]\S+/g, " ")
    .match(/(?<![\p{L}\p{N}])\p{L}{3,20}(?![\p{L}\p{N}])/gu);
  for (const word of new Set((words ?? []).map(plain))) seen.set(word, (seen.get(word) ?? 0) + 1);
}
write(
  "words.txt",
  [...seen].filter(([, count]) => count >= textsMin).map(([word]) => word),
);

/** What a word is a form of, where that is a word too: forms are not listed (`isEverydayWord` takes endings off). */
function baseOf(word, isWord) {
  const endings = [
    ["s", ""],
    ["es", ""],
    ["ies", "y"],
    ["ed", ""],
    ["ed", "e"],
    ["ied", "y"],
    ["ing", ""],
    ["ing", "e"],
  ];
  return endings.some(([ending, instead]) => {
    const base = word.slice(0, -ending.length) + instead;
    return word.endsWith(ending) && base.length >= 3 && isWord(base);
  });
}

if (process.argv[3] !== undefined) {
  const dictionary = new Set(
    readFileSync(process.argv[3], "utf8")
      .split("\n")
      .filter((word) => /^[a-z]{3,8}$/.test(word)),
  );
  const listed = new Set(
    ["words.txt", "port-words.txt"].flatMap((name) => readFileSync(join(to, name), "utf8").split(/\s/)),
  );
  const isWord = (word) => dictionary.has(word) || listed.has(word);
  write(
    "everyday-words.txt",
    [...dictionary].filter((word) => !listed.has(word) && !baseOf(word, isWord)),
  );
}
