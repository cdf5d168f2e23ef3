/**
 * Domains that everybody uses, from the list in `content/common-names/sites.txt` (its README has the sources), and what a
 * name's registered domain is, by the Public Suffix List that comes with `tldts`. The list is read when first asked for.
 */
import { readFileSync } from "node:fs";
import { getDomain, getPublicSuffix } from "tldts";

const file = new URL("../../content/common-names/sites.txt", import.meta.url);
let sites: ReadonlySet<string> | null = null;

/** Registered domains, lower case. */
export function commonSites(): ReadonlySet<string> {
  sites ??= new Set(
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#")),
  );
  return sites;
}

/** The part of a name that somebody registered (`bad.co.uk` of `a.b.bad.co.uk`); null of a public suffix or no name. */
export const registeredDomain = (name: string): string | null =>
  getDomain(name, { allowPrivateDomains: true });

/** Domains of many: public suffixes, private ones among them, and all that stands on a site that everybody uses. */
export function isCommonDomain(domain: string): boolean {
  if (getPublicSuffix(domain, { allowPrivateDomains: true }) === domain) return true;
  const registered = registeredDomain(domain);
  return registered !== null && commonSites().has(registered);
}
