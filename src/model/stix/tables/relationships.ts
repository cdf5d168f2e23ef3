/**
 * Which relationships STIX 2.1 names between which objects (appendix B), as `source relationship target,target`.
 * Others may be made; that they are none of these SHOULD be known (rule `relationship-types`). STIX 2.0 named fewer,
 * which are all among these.
 */

const named = `
attack-pattern delivers malware
attack-pattern targets identity,location,vulnerability
attack-pattern uses malware,tool
campaign attributed-to intrusion-set,threat-actor
campaign compromises infrastructure
campaign originates-from location
campaign targets identity,location,vulnerability
campaign uses attack-pattern,infrastructure,malware,tool
course-of-action investigates indicator
course-of-action mitigates attack-pattern,indicator,malware,tool,vulnerability
course-of-action remediates malware,vulnerability
domain-name resolves-to domain-name,ipv4-addr,ipv6-addr
identity located-at location
indicator based-on observed-data
indicator indicates attack-pattern,campaign,infrastructure,intrusion-set,malware,threat-actor,tool
infrastructure communicates-with infrastructure,ipv4-addr,ipv6-addr,domain-name,url
infrastructure consists-of *
infrastructure controls infrastructure,malware
infrastructure delivers malware
infrastructure has vulnerability
infrastructure hosts tool,malware
infrastructure located-at location
infrastructure uses infrastructure
intrusion-set attributed-to threat-actor
intrusion-set compromises infrastructure
intrusion-set hosts infrastructure
intrusion-set originates-from location
intrusion-set owns infrastructure
intrusion-set targets identity,location,vulnerability
intrusion-set uses attack-pattern,infrastructure,malware,tool
ipv4-addr belongs-to autonomous-system
ipv4-addr resolves-to mac-addr
ipv6-addr belongs-to autonomous-system
ipv6-addr resolves-to mac-addr
malware authored-by threat-actor,intrusion-set
malware beacons-to infrastructure
malware communicates-with ipv4-addr,ipv6-addr,domain-name,url
malware controls malware
malware downloads malware,tool,file
malware drops malware,tool,file
malware exfiltrates-to infrastructure
malware exploits vulnerability
malware originates-from location
malware targets identity,infrastructure,location,vulnerability
malware uses attack-pattern,infrastructure,malware,tool
malware variant-of malware
malware-analysis characterizes malware
malware-analysis analysis-of malware
malware-analysis static-analysis-of malware
malware-analysis dynamic-analysis-of malware
threat-actor attributed-to identity
threat-actor compromises infrastructure
threat-actor hosts infrastructure
threat-actor impersonates identity
threat-actor located-at location
threat-actor owns infrastructure
threat-actor targets identity,location,vulnerability
threat-actor uses attack-pattern,infrastructure,malware,tool
tool delivers malware
tool drops malware
tool has vulnerability
tool targets identity,infrastructure,location,vulnerability
tool uses infrastructure
`;

const targetsOf = new Map(
  named
    .trim()
    .split("\n")
    .map((line) => {
      const [source, relationship, targets] = line.split(" ") as [string, string, string];
      return [`${source} ${relationship}`, new Set(targets.split(","))] as const;
    }),
);
const between = new Set(["derived-from", "duplicate-of", "related-to"]);

/** True where the specification names it, or at least does not know one of the two types. */
export function isNamedRelationship(
  source: string,
  relationship: string,
  target: string,
  isKnown: (type: string) => boolean,
): boolean {
  if (between.has(relationship) || !isKnown(source) || !isKnown(target)) return true;
  const targets = targetsOf.get(`${source} ${relationship}`);
  return targets !== undefined && (targets.has("*") || targets.has(target));
}
