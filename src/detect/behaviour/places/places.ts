/**
 * Where a connection goes, as detectors of what leaves see it: a name where one is known, else the address. Behind a proxy
 * the address is the proxy's and the place stands in the CONNECT request, the whole URL or TLS' server name. Group
 * addresses, a machine's own and those of the wire are no places. Ports of the network's own upkeep (DNS, time, DHCP,
 * names on the wire) say nothing of who is talked to.
 */
import { isCommonDomain, parseAddress, registeredDomain } from "../../../base/index.js";
import { normalizeDomain, normalizeHost, type Observable } from "../../../model/index.js";
import type { Fact } from "../fact.js";

/** Multicast, broadcast, loopback, link-local, unspecified: nothing that is one machine elsewhere. */
export function isOneMachine(text: string): boolean {
  if (text === "") return false;
  if (text.includes(":"))
    return !/^(f[ef][89ab]|ff|::1?$)/i.test(text) && !text.toLowerCase().startsWith("fe80");
  const first = Number(text.slice(0, text.indexOf(".")));
  return (
    first > 0 &&
    first !== 127 &&
    first < 224 &&
    !text.startsWith("169.254.") &&
    !text.endsWith(".255") &&
    parseAddress(text) !== null
  );
}

/** From the member's machines toward others, or where the ends tell nothing: never from outside to inside. */
export const goesOut = (fact: Fact): boolean =>
  !fact.destinationInside && fact.direction !== "inbound" && isOneMachine(fact.destination);

/** DHCP, DNS, time, NetBIOS, SSDP, mDNS, LLMNR, syslog, DNS over TLS. */
export const upkeepPorts: ReadonlySet<number> = new Set([
  0, 53, 67, 68, 69, 123, 137, 138, 161, 162, 514, 546, 547, 853, 1900, 5353, 5355,
]);

/** Ports that ordinary programs talk to on the Internet; on others a bare address is worth a second look. */
export const ordinaryPorts: ReadonlySet<number> = new Set([
  20, 21, 22, 25, 43, 80, 110, 119, 143, 443, 465, 500, 554, 563, 587, 873, 989, 990, 993, 995, 1194, 1293,
  1433, 1521, 1701, 1723, 1883, 1935, 2195, 2196, 2197, 3128, 3306, 3389, 3478, 3479, 3480, 3481, 4500, 5060,
  5061, 5222, 5223, 5228, 5229, 5230, 5269, 5349, 5432, 5671, 5672, 8000, 8080, 8443, 8883, 9418, 10000,
  19302, 51820, 61616, 10110,
]);

export const proxyPorts: ReadonlySet<number> = new Set([1080, 3128, 8080, 8081, 8118, 8888]);

export interface Place {
  readonly layer: "http" | "tls" | "dns" | "connection";
  readonly value: Observable;
  /** Known by its name. */
  readonly named: boolean;
  /** A site that everybody uses: from the lists in `content/common-names`. */
  readonly common: boolean;
  /** Through a proxy: the destination address is not the place's. */
  readonly proxied: boolean;
}

function placeOf(layer: Place["layer"], value: Observable, proxied: boolean): Place {
  const named = value.type === "domain";
  return { layer, value, named, common: named && isCommonSite(value.value), proxied };
}

/** Names of networks' own: never on the Internet. */
const innerNames =
  /(^|\.)(local|lan|home|internal|intranet|corp|localdomain|arpa|test|invalid|example|localhost)$/;

export const isInnerName = (name: string): boolean => innerNames.test(name) || !name.includes(".");

/** Bounded: where it is full it is begun anew, as answers are the same again. */
const rememberedMax = 20_000;
interface NameParts {
  readonly registered: string | null;
  readonly common: boolean;
}
const remembered = new Map<string, NameParts>();

function partsOf(name: string): NameParts {
  let parts = remembered.get(name);
  if (parts === undefined) {
    const registered = registeredDomain(name);
    const common =
      isCommonDomain(name) || alsoCommon.some((site) => name === site || name.endsWith(`.${site}`));
    parts = { registered, common };
    if (remembered.size >= rememberedMax) remembered.clear();
    remembered.set(name, parts);
  }
  return parts;
}

export const isCommonSite = (name: string): boolean => partsOf(name).common;
/** As `registeredDomain`, remembered. */
export const registeredOf = (name: string): string | null => partsOf(name).registered;

/** Of everybody's machines, and not in lists of what people visit: updates, time, certificates, delivery, protection. */
const alsoCommon: readonly string[] = `
  windowsupdate.com msftncsi.com msftconnecttest.com microsoft.com windows.com windows.net azure.com
  azureedge.net trafficmanager.net msedge.net office.com office365.com live.com apple.com icloud.com
  aaplimg.com google.com googleapis.com gstatic.com googleusercontent.com gvt1.com gvt2.com android.com
  mozilla.com mozilla.org mozilla.net firefox.com ubuntu.com debian.org canonical.com centos.org
  fedoraproject.org redhat.com ntp.org digicert.com verisign.com globalsign.com letsencrypt.org lencr.org
  sectigo.com usertrust.com entrust.net symcb.com symcd.com comodoca.com akamai.net akamaiedge.net
  akamaihd.net edgesuite.net edgekey.net cloudfront.net amazonaws.com fastly.net cloudflare.com cloudflare.net
  llnwd.net footprint.net cdn77.org azurefd.net sophosxl.net mcafee.com trendmicro.com kaspersky.com
  kaspersky-labs.com eset.com avast.com avg.com bitdefender.net symantec.com norton.com f-secure.com
  sophos.com crowdstrike.com cloudsink.net sentinelone.net paloaltonetworks.com spamhaus.org spamcop.net
  sorbs.net surbl.org uribl.com barracudacentral.org dnswl.org senderbase.org cymru.com e5.sk ctmail.com cyren.com rspamd.com abuseat.org mailspike.net
  spamrats.com webrootcloudav.com brightcloud.com opendns.com umbrella.com zscaler.net quad9.net footprintdns.com
  sophos.net bitdefender.com drweb.com threatseeker.com fortiguard.net fortinet.net checkpoint.com
`
  .trim()
  .split(/\s+/);

/**
 * The place that a fact talks to, or null where it is none that lies outside: names of the network's own, machines inside
 * that are no proxy. `isProxy` tells whether requests to others were seen to pass this address and port.
 */
export function placeOutside(fact: Fact, isProxy: (end: string) => boolean): Place | null {
  const { http, tls, dns } = fact;
  if (http !== null) return httpPlace(fact, http.method, http.host, http.uri);
  if (tls !== null) {
    const name = normalizeDomain(tls.serverName);
    if (fact.destinationInside) {
      if (name === null || isInnerName(name) || !isProxy(endOf(fact))) return null;
      return placeOf("tls", { type: "domain", value: name }, true);
    }
    if (!goesOut(fact)) return null;
    return name === null ? addressPlace("tls", fact) : placeOf("tls", { type: "domain", value: name }, false);
  }
  if (dns !== null) {
    const name = normalizeDomain(dns.query);
    const domain = name === null || isInnerName(name) ? null : registeredOf(name);
    return domain === null ? null : placeOf("dns", { type: "domain", value: domain }, false);
  }
  if (fact.connection === null || !goesOut(fact) || upkeepPorts.has(fact.destinationPort)) return null;
  return addressPlace("connection", fact);
}

export const endOf = (fact: Fact): string => `${fact.destination} ${fact.destinationPort}`;

/** A request that a proxy is asked to pass on. */
export const asksProxy = (fact: Fact): boolean =>
  fact.http !== null && (fact.http.method === "CONNECT" || /^https?:\/\//i.test(fact.http.uri));

function httpPlace(fact: Fact, method: string, host: string, uri: string): Place | null {
  const proxied = asksProxy(fact);
  const asked = method === "CONNECT" && uri !== "" ? uri : proxied ? (uri.split("/")[2] ?? "") : host;
  const read = normalizeHost(asked) ?? normalizeHost(host);
  if (read !== null && read.type === "domain") {
    if (isInnerName(read.value) || (fact.destinationInside && !proxied)) return null;
    if (fact.direction === "inbound") return null;
    return placeOf("http", read, proxied);
  }
  if (proxied && read !== null) return isOneMachine(read.value) ? placeOf("http", read, true) : null;
  return goesOut(fact) ? addressPlace("http", fact) : null;
}

function addressPlace(layer: Place["layer"], fact: Fact): Place | null {
  const value = normalizeHost(fact.destination.includes(":") ? `[${fact.destination}]` : fact.destination);
  return value === null ? null : placeOf(layer, value, false);
}
