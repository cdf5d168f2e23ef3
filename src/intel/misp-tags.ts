/**
 * MISP tags as claims: TLP, confidence (estimative language, the Admiralty scale's credibility, MISP's own), and
 * labels from galaxies (families, actors, ATT&CK techniques by number), malware taxonomies and plain words. Other
 * tags are kept as they stand, after those, so that none is lost on the way through.
 */
import { type Claim, parseTlp, type Tlp } from "../model/index.js";
import { isObject, type JsonObject, objectsOf, textOf } from "./json-feed.js";
import { labelLengthMax } from "./limits.js";
import { strictest } from "./stix-marking.js";

/** Likelihoods by STIX 2.1, appendix A (words of estimative probability). */
const confidences: Readonly<Record<string, number>> = {
  'estimative-language:confidence-in-analytic-judgment="high"': 85,
  'estimative-language:confidence-in-analytic-judgment="moderate"': 50,
  'estimative-language:confidence-in-analytic-judgment="low"': 15,
  'estimative-language:likelihood-probability="almost-certain"': 95,
  'estimative-language:likelihood-probability="very-likely"': 85,
  'estimative-language:likelihood-probability="likely"': 70,
  'estimative-language:likelihood-probability="roughly-even-chance"': 50,
  'estimative-language:likelihood-probability="unlikely"': 30,
  'estimative-language:likelihood-probability="very-unlikely"': 15,
  'estimative-language:likelihood-probability="almost-no-chance"': 5,
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
/** What a center's own feed says beside MISP's coarser tag. */
const exact = /^breakwater:confidence="(100|[1-9]?[0-9])"$/;

const families =
  /^(?:misp-galaxy:(?:[a-z0-9-]*(?:malware|malpedia|ransomware|rat|banker|stealer|botnet|backdoor|tool|actor|intrusion-set|campaign)[a-z0-9-]*)|malware_classification:malware-(?:category|type)|ms-caro-malware(?:-full)?:malware-(?:type|family)|kill-chain|ecsirt:[a-z-]+|circl:incident-classification)="([^"]+)"$/i;
const technique = /(?: - |=")(T\d{4}(?:\.\d{3})?)"$/;
const plain = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{1,63}$/u;

export function tagNames(holder: JsonObject): readonly string[] {
  const tags = [...objectsOf(holder["Tag"]), ...objectsOf(holder["EventTag"]).map((one) => one["Tag"])];
  const names = tags.filter(isObject).map((tag) => textOf(tag["name"]).trim());
  return [...new Set([...names, ...clusterTags(holder)])].filter((name) => name !== "");
}

/** Galaxies stand beside the tags that stand for them, or alone. */
function clusterTags(holder: JsonObject): readonly string[] {
  return objectsOf(holder["Galaxy"]).flatMap((galaxy) =>
    objectsOf(galaxy["GalaxyCluster"]).map((cluster) => {
      const name = textOf(cluster["tag_name"]).trim();
      const type = textOf(cluster["type"]) || textOf(galaxy["type"]);
      const value = textOf(cluster["value"]).trim();
      return name !== "" || type === "" || value === "" ? name : `misp-galaxy:${type}="${value}"`;
    }),
  );
}

/** What tags say together; of several confidences the last. Families come first, as labels are bounded. */
export function claimOfTags(names: readonly string[]): Partial<Claim> {
  const tlps: Tlp[] = [];
  const words: string[] = [];
  const techniques: string[] = [];
  const others: string[] = [];
  let coarse: number | undefined;
  let fine: number | undefined;
  for (const name of names) {
    const number = technique.exec(name)?.[1];
    const family = families.exec(name)?.[1];
    if (/^tlp:/i.test(name)) {
      if (!/^tlp:ex:/i.test(name)) tlps.push(parseTlp(name) ?? "TLP:RED"); // an unknown marking is the strictest
    } else if (confidences[name.toLowerCase()] !== undefined) coarse = confidences[name.toLowerCase()];
    else if (exact.test(name)) fine = Number(exact.exec(name)?.[1]);
    else if (number !== undefined) techniques.push(number.toLowerCase());
    else if (family !== undefined && !/^[0-9a-f-]{36}$/i.test(family)) words.push(family.toLowerCase());
    else if (plain.test(name)) words.push(name.toLowerCase());
    else others.push(name.slice(0, labelLengthMax));
  }
  const tlp = strictest(tlps);
  const confidence = fine ?? coarse;
  const labels = [...new Set([...words, ...techniques, ...others])];
  return {
    ...(tlp !== null && { tlp }),
    ...(confidence !== undefined && { confidence }),
    ...(labels.length > 0 && { labels }),
  };
}
