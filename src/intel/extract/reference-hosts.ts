/**
 * Where reports are published and values are looked up. A whole link to one of these is a citation, whatever stands
 * around it; a broken one may still be meant (malware is fetched from code hosts and shortened links, too).
 */
const hosts = new Set(
  (
    "virustotal.com hybrid-analysis.com any.run joesandbox.com tria.ge abuse.ch otx.alienvault.com urlscan.io shodan.io censys.io " +
    "mitre.org cve.org nist.gov cisa.gov us-cert.gov first.org ncsc.gov.uk enisa.europa.eu cert.europa.eu sans.edu sans.org " +
    "twitter.com x.com t.co linkedin.com facebook.com youtube.com reddit.com medium.com mastodon.social infosec.exchange bsky.app " +
    "github.com gitlab.com wikipedia.org archive.org misp-project.org oasis-open.org bleepingcomputer.com thehackernews.com krebsonsecurity.com " +
    "securelist.com welivesecurity.com eset.com paloaltonetworks.com talosintelligence.com mandiant.com crowdstrike.com microsoft.com trendmicro.com " +
    "proofpoint.com sophos.com kaspersky.com symantec.com broadcom.com fortinet.com checkpoint.com cisco.com google.com apple.com w3.org adobe.com man7.org"
  ).split(" "),
);

/** True where a host is one of these or below one. */
export function isReferenceHost(host: string): boolean {
  for (let at = 0; at >= 0; ) {
    if (hosts.has(host.slice(at))) return true;
    const dot = host.indexOf(".", at);
    at = dot < 0 ? -1 : dot + 1;
  }
  return false;
}
