/**
 * Reads one advisory in CSAF 2.0 (OASIS, 2022; https://docs.oasis-open.org/csaf/csaf/v2.0). What a document may be is bounded in
 * size, depth and number. What is wrong in it is named and left out and the rest is used: a branch without a name, an id
 * that nothing defines, a product that stands on itself, a range that ends before it begins. Without an id or without any
 * product it is refused.
 */
import type { Problem } from "../../base/index.js";
import {
  type Advisory,
  type AdvisoryFlaw,
  type AdvisoryRemedy,
  parseTlp,
  type RemedyKind,
  type Tlp,
} from "../../model/index.js";
import { isObject, type JsonObject, objectsOf, textOf, textsOf } from "../json-feed.js";
import { intelProblem } from "../problems.js";
import { Faults, line } from "./faults.js";
import { type ProductTree, readProductTree } from "./read-product-tree.js";

const flawsMax = 2000;
const remediesMax = 500;
const titleCharsMax = 300;
const textCharsMax = 2000;

const invalid = (detail: string): Problem => intelProblem("advisory-invalid", detail);
/** Whether a document is meant to be one, for files that may hold something else. */
export const isCsaf = (value: unknown): boolean =>
  isObject(value) && isObject(value.document) && textOf(value.document.csaf_version) !== "";

/** The advisory, or why nothing of it can be used. */
export function readCsaf(value: unknown): Advisory | Problem {
  const document = isObject(value) && isObject(value.document) ? value.document : null;
  if (!isObject(value) || document === null) return invalid("It has no `document`.");
  if (!textOf(document.csaf_version).startsWith("2."))
    return invalid("Its `document.csaf_version` is not 2.0.");
  const tracking = isObject(document.tracking) ? document.tracking : {};
  const id = textOf(tracking.id).trim().toUpperCase();
  if (!/^[A-Z0-9][\w.:/() -]{0,99}$/i.test(id))
    return invalid("Its `document.tracking.id` is missing or no number.");
  const version = textOf(tracking.version).trim();
  if (!/^[\w.+-]{1,40}$/.test(version))
    return invalid(`${id}: its \`document.tracking.version\` is missing or none.`);
  const faults = new Faults();
  const tree = readProductTree(isObject(value.product_tree) ? value.product_tree : {}, faults);
  if (tree.products.length === 0)
    return invalid(
      `${id} names no product that can be used${faults.list.length > 0 ? `: ${faults.list[0]}` : "."}`,
    );
  const vulnerabilities = objectsOf(value.vulnerabilities);
  if (vulnerabilities.length > flawsMax)
    faults.add(`It has ${vulnerabilities.length} vulnerabilities; the first ${flawsMax} are used.`);
  const read = vulnerabilities.slice(0, flawsMax);
  const publisher = isObject(document.publisher) ? textOf(document.publisher.name) : "";
  const flaws = read.map((each, at) => readFlaw(each, at, tree, faults));
  return {
    id,
    version,
    title: line(textOf(document.title), titleCharsMax) || id,
    publisher: line(publisher, 200),
    tlp: markingOf(document),
    releasedUs: timeOf(textOf(tracking.current_release_date), faults),
    url: pageOf(document),
    products: tree.products,
    flaws,
    remedies: readRemedies(read, tree),
    faults: faults.list,
  };
}

/** None said is for everybody (3.2.1.5.2); one that can't be read is for nobody. */
function markingOf({ distribution }: JsonObject): Tlp {
  const tlp = isObject(distribution) && isObject(distribution.tlp) ? distribution.tlp : null;
  return tlp === null ? "TLP:CLEAR" : (parseTlp(textOf(tlp.label)) ?? "TLP:RED");
}

function timeOf(text: string, faults: Faults): number {
  const ms = Date.parse(text);
  if (Number.isFinite(ms) && ms >= 0) return ms * 1000;
  faults.add("It says no time of release that can be read.");
  return 0;
}

/** The page for people: of the publisher's own, one that is no file for programs. */
function pageOf(document: JsonObject): string {
  const own = objectsOf(document.references)
    .filter(({ category }) => category === "self")
    .map(({ url }) => webAddress(textOf(url)))
    .filter((url) => url !== "");
  return own.find((url) => !/\.json(?:\?|$)/.test(url)) ?? own[0] ?? "";
}

/** Only what a person may open without harm: https or http, no name or password in it. */
function webAddress(text: string): string {
  if (text.length > 1000 || !URL.canParse(text)) return "";
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" ? url.href : "";
}

const affected = ["known_affected", "first_affected", "last_affected"];
const unaffected = ["known_not_affected", "fixed", "first_fixed", "recommended"];

function readFlaw(given: JsonObject, at: number, tree: ProductTree, faults: Faults): AdvisoryFlaw {
  const cve = textOf(given.cve).trim().toUpperCase();
  const named = objectsOf(given.ids).map((each) => line(textOf(each.text), 100));
  const id = /^CVE-\d{4}-\d{4,19}$/.test(cve)
    ? cve
    : (named.find((name) => name !== "") ?? `vulnerability ${at + 1}`);
  const status = isObject(given.product_status) ? given.product_status : {};
  const placesIn = (names: readonly string[]): readonly number[] =>
    placesOf(
      names.flatMap((name) => textsOf(status[name])),
      tree,
      (unknown) =>
        faults.add(
          `${id} speaks of ${JSON.stringify(unknown.slice(0, 60))}, which its product tree does not have.`,
        ),
    );
  return {
    id,
    title: line(textOf(given.title), titleCharsMax),
    score: scoreOf(given),
    affected: placesIn(affected),
    suspected: placesIn(["under_investigation"]),
    unaffected: placesIn(unaffected),
  };
}

function placesOf(
  ids: readonly string[],
  tree: ProductTree,
  onUnknown: (id: string) => void = () => undefined,
): readonly number[] {
  const places = new Set<number>();
  for (const id of ids) {
    const known = tree.placeOf.get(id);
    if (known !== undefined) places.add(known);
    else if (!tree.refused.has(id)) onUnknown(id);
  }
  return [...places].sort((a, b) => a - b);
}

/** The highest base score of any version of CVSS; what is out of 0 to 10 is none. */
function scoreOf({ scores, metrics }: JsonObject): number | null {
  const found = [...objectsOf(scores), ...objectsOf(metrics).map((each) => each.content)]
    .filter(isObject)
    .flatMap((score) =>
      [score.cvss_v4, score.cvss_v3, score.cvss_v2].flatMap((cvss) =>
        isObject(cvss) ? [Number(cvss.baseScore)] : [],
      ),
    );
  const valid = found.filter((score) => score >= 0 && score <= 10);
  return valid.length === 0 ? null : Math.max(...valid);
}

const kinds: Readonly<Record<string, RemedyKind>> = {
  vendor_fix: "vendor fix",
  mitigation: "mitigation",
  workaround: "workaround",
  no_fix_planned: "no fix planned",
  none_available: "none available",
};

/** The same said of several flaws is said once, of all their products. */
function readRemedies(vulnerabilities: readonly JsonObject[], tree: ProductTree): readonly AdvisoryRemedy[] {
  const remedies = new Map<string, { remedy: AdvisoryRemedy; products: Set<number>; isOfAll: boolean }>();
  for (const given of vulnerabilities.flatMap((each) => objectsOf(each.remediations))) {
    const kind = kinds[textOf(given.category)];
    const text = line(textOf(given.details), textCharsMax);
    if (kind === undefined || text === "") continue;
    const ids = [
      ...textsOf(given.product_ids),
      ...textsOf(given.group_ids).flatMap((id) => tree.groups.get(id) ?? []),
    ];
    const url = webAddress(textOf(given.url));
    const key = `${kind}\n${text}\n${url}`;
    const known = remedies.get(key);
    if (known === undefined && remedies.size >= remediesMax) continue;
    const entry = known ?? { remedy: { kind, text, url, products: [] }, products: new Set(), isOfAll: false };
    for (const place of placesOf(ids, tree)) entry.products.add(place);
    remedies.set(key, { ...entry, isOfAll: entry.isOfAll || ids.length === 0 });
  }
  return [...remedies.values()]
    .filter(({ products, isOfAll }) => isOfAll || products.size > 0)
    .map(({ remedy, products, isOfAll }) => ({
      ...remedy,
      products: isOfAll ? [] : [...products].sort((a, b) => a - b),
    }));
}
