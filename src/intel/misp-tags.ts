/**
 * MISP tags as claims: TLP, confidence (estimative language, the Admiralty scale's credibility, MISP's own), and
 * labels from galaxies (families, actors, ATT&CK techniques by number), malware taxonomies and plain words.
 */
import { type Claim, parseTlp, type Tlp } from "../model/index.js";
import { isObject, type JsonObject, objectsOf, textOf } from "./json-feed.js";
import { strictest } from "./stix-marking.js";

const confidences: Readonly<Record<string, number>> = {
  'estimative-language:confidence-in-analytic-judgment="high"': 85,
  'estimative-language:confidence-in-analytic-judgment="moderate"': 50,
  'estimative-language:confidence-in-analytic-judgment="low"': 15,
  'misp:confidence-level="completely-confident"': 100,
  'misp:confidence-level="usually-confident"': 75,
  'misp:confidence-level="fairly-confident"': 50,
  'misp:confidence-level="rarely-confident"': 25,
  'misp:confidence-level="unconfident"': 0,
  'admiralty-scale:information-credibility="1"': 90,
  'admiralty-scale:information-credibility="2"': 70,
  'admiralty-scale:information-credibility="3"': 50,
  'admiralty-scale:information-credibility="4"': 30,
  'admiralty-scale:information-credibility="5"': 10,
};

const families =
  /^(?:misp-galaxy:(?:[a-z0-9-]*(?:malware|malpedia|ransomware|rat|banker|stealer|botnet|backdoor|tool|actor|intrusion-set|campaign)[a-z0-9-]*)|malware_classification:malware-(?:category|type)|ms-caro-malware(?:-full)?:malware-(?:type|family)|kill-chain|ecsirt:[a-z-]+|circl:incident-classification)="([^"]+)"$/i;
const technique = / - (T\d{4}(?:\.\d{3})?)"$/;
const plain = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{1,63}$/u;

export function tagNames(holder: JsonObject): readonly string[] {
  const tags = [...objectsOf(holder["Tag"]), ...objectsOf(holder["EventTag"]).map((one) => one["Tag"])];
  return tags.filter(isObject).map((tag) => textOf(tag["name"]).trim());
}

/** What tags say together. Families come before techniques, as labels are bounded. */
export function claimOfTags(names: readonly string[]): Partial<Claim> {
  const tlps: Tlp[] = [];
  const words: string[] = [];
  const techniques: string[] = [];
  let confidence: number | undefined;
  for (const name of names) {
    if (/^tlp:/i.test(name)) {
      if (!/^tlp:ex:/i.test(name)) tlps.push(parseTlp(name) ?? "TLP:RED"); // an unknown marking is the strictest
    } else if (confidences[name.toLowerCase()] !== undefined) confidence = confidences[name.toLowerCase()];
    else {
      const number = technique.exec(name)?.[1];
      if (number !== undefined) {
        techniques.push(number.toLowerCase());
        continue;
      }
      const family = families.exec(name)?.[1];
      if (family !== undefined && !/^[0-9a-f-]{36}$/i.test(family)) words.push(family.toLowerCase());
      else if (plain.test(name)) words.push(name.toLowerCase());
    }
  }
  const tlp = strictest(tlps);
  const labels = [...new Set([...words, ...techniques])];
  return {
    ...(tlp !== null && { tlp }),
    ...(confidence !== undefined && { confidence }),
    ...(labels.length > 0 && { labels }),
  };
}
