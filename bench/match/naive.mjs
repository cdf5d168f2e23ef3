// The code everyone writes: JSON.parse a line, look its fields up in Maps. It reads the same fields as the product
// does in these records and counts the same hits: one for a field and the value in it that met something, the
// value before the host inside of it, an address before the networks around it.
import { closeSync, openSync, readSync } from "node:fs";
import { cutWord, ipv4Word, ipv6Digits } from "./addresses.mjs";

export class NaiveIndex {
  size = 0;
  #addresses = new Map();
  #networksV4 = new Map();
  #networksV6 = new Map();
  #prefixesV4 = [];
  #prefixesV6 = [];
  #names = new Map();
  #urls = new Map();
  #hashes = new Map();
  #mails = new Map();
  #fingerprints = new Map();

  add({ type, value }, number) {
    this.size++;
    if (type === "ipv4") this.#addresses.set(value, number);
    else if (type === "ipv6") this.#addresses.set(ipv6Digits(value), number);
    else if (type === "cidr") this.#addNetwork(value, number);
    else if (type === "domain") this.#names.set(value, number);
    else if (type === "url") this.#urls.set(value, number);
    else if (type === "email") this.#mails.set(value, number);
    else if (type === "ja3" || type === "ja4") this.#fingerprints.set(value, number);
    else this.#hashes.set(value, number);
  }

  #addNetwork(value, number) {
    const [base, length] = value.split("/");
    const prefix = Number(length);
    const six = base.includes(":");
    const prefixes = six ? this.#prefixesV6 : this.#prefixesV4;
    if (!prefixes.includes(prefix)) prefixes.push(prefix);
    prefixes.sort((a, b) => b - a);
    if (six) this.#networksV6.set(`${ipv6Digits(base).slice(0, prefix / 4)}/${prefix}`, number);
    else this.#networksV4.set(ipv4Word(base) * 64 + prefix, number);
  }

  // Each answers the kind of indicator that was met, or null.

  address(text) {
    return text.includes(":") ? this.#ipv6(ipv6Digits(text)) : this.#ipv4(text);
  }

  #ipv4(text) {
    if (this.#addresses.has(text)) return "ipv4";
    if (this.#networksV4.size === 0) return null;
    const word = ipv4Word(text);
    for (const prefix of this.#prefixesV4)
      if (this.#networksV4.has(cutWord(word, prefix) * 64 + prefix)) return "cidr";
    return null;
  }

  #ipv6(digits) {
    if (this.#addresses.has(digits)) return "ipv6";
    for (const prefix of this.#prefixesV6)
      if (this.#networksV6.has(`${digits.slice(0, prefix / 4)}/${prefix}`)) return "cidr";
    return null;
  }

  name(text) {
    let name = text.toLowerCase();
    if (name.endsWith(".")) name = name.slice(0, -1);
    for (;;) {
      if (this.#names.has(name)) return "domain";
      const dot = name.indexOf(".");
      if (dot < 0) return null;
      name = name.slice(dot + 1);
    }
  }

  host(text) {
    return /^[0-9.]+$/.test(text) || text.includes(":") ? this.address(text) : this.name(text);
  }

  /** The host may be in any case, the target must be the very same. */
  url(host, target) {
    return this.#urls.has(`http://${host.toLowerCase()}${target}`) ? "url" : this.host(host);
  }

  fullUrl(text) {
    const parts = /^https?:\/\/([^/?]+)(.*)$/.exec(text);
    return parts === null ? null : this.url(parts[1], parts[2]);
  }

  hash(text) {
    const hash = text.toLowerCase();
    if (!this.#hashes.has(hash)) return null;
    return hash.length === 64 ? "sha256" : hash.length === 40 ? "sha1" : "md5";
  }

  mail(text) {
    const mail = (/<([^>]+)>/.exec(text)?.[1] ?? text).toLowerCase();
    return this.#mails.has(mail) ? "email" : this.name(mail.slice(mail.indexOf("@") + 1));
  }

  fingerprint(text) {
    if (!this.#fingerprints.has(text)) return null;
    return text.length === 32 ? "ja3" : "ja4";
  }
}

/** Counts hits by kind. */
class Hits {
  count = 0;
  kinds = {};

  add(kind) {
    if (kind === null) return;
    this.count++;
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
  }

  /** A list may have the same value twice; that is one hit. */
  addAll(values, meet) {
    let met = null;
    for (const value of values) {
      const kind = meet(value);
      if (kind === null || met?.has(value)) continue;
      met ??= new Set();
      met.add(value);
      this.add(kind);
    }
  }
}

/** The common names of a certificate's subject. */
function commonName(index, text, hits) {
  for (const [, name] of text.matchAll(/CN=([^,]+)/g)) if (name.includes(".")) hits.add(index.host(name));
}

function eveHits(index, event, hits) {
  hits.add(index.address(event.src_ip));
  hits.add(index.address(event.dest_ip));
  const { flow, dns, tls, http, fileinfo, smtp, email } = event;
  if (flow?.src_ip !== undefined) {
    hits.add(index.address(flow.src_ip));
    hits.add(index.address(flow.dest_ip));
  }
  if (dns !== undefined) {
    hits.add(index.name(dns.rrname));
    if (dns.answers !== undefined) {
      hits.addAll(
        dns.answers.map((answer) => answer.rrname),
        (name) => index.name(name),
      );
      hits.addAll(
        dns.answers.map((answer) => answer.rdata),
        (host) => index.host(host),
      );
      hits.addAll(dns.grouped.A, (address) => index.address(address));
    }
  }
  if (tls !== undefined) {
    commonName(index, tls.subject, hits);
    commonName(index, tls.issuerdn, hits);
    hits.add(index.hash(tls.fingerprint.replaceAll(":", "")));
    hits.add(index.host(tls.sni));
    hits.add(index.fingerprint(tls.ja3.hash));
    hits.add(index.fingerprint(tls.ja3s.hash));
    hits.add(index.fingerprint(tls.ja4));
  }
  if (http !== undefined) {
    hits.add(index.host(http.hostname));
    hits.add(index.url(http.hostname, http.url));
    if (http.http_refer !== undefined) hits.add(index.fullUrl(http.http_refer));
  }
  if (fileinfo !== undefined) {
    hits.add(index.hash(fileinfo.md5));
    hits.add(index.hash(fileinfo.sha1));
    hits.add(index.hash(fileinfo.sha256));
  }
  if (smtp !== undefined) {
    hits.add(index.host(smtp.helo));
    hits.add(index.mail(smtp.mail_from));
    hits.addAll(smtp.rcpt_to, (mail) => index.mail(mail));
  }
  if (email !== undefined) {
    hits.add(index.mail(email.from));
    hits.addAll(email.to, (mail) => index.mail(mail));
  }
}

function zeekHits(index, event, hits) {
  hits.add(index.address(event["id.orig_h"]));
  hits.add(index.address(event["id.resp_h"]));
  if (event.query !== undefined) hits.add(index.name(event.query));
  if (event.answers !== undefined) hits.addAll(event.answers, (host) => index.host(host));
  if (event.server_name !== undefined) {
    hits.add(index.host(event.server_name));
    hits.addAll(event.cert_chain_fps, (hash) => index.hash(hash));
    hits.addAll(event.client_cert_chain_fps, (hash) => index.hash(hash));
    hits.add(index.fingerprint(event.ja3));
    hits.add(index.fingerprint(event.ja3s));
    hits.add(index.fingerprint(event.ja4));
  }
  if (event.host !== undefined) {
    hits.add(index.host(event.host));
    hits.add(index.url(event.host, event.uri));
    if (event.referrer !== undefined) hits.add(index.fullUrl(event.referrer));
  }
  if (event.md5 !== undefined) {
    hits.add(index.hash(event.md5));
    hits.add(index.hash(event.sha1));
    hits.add(index.hash(event.sha256));
  }
}

const chunkBytes = 1024 * 1024;

/** Scans the first so many bytes of a file, whole lines. */
export function naiveScan(index, { path, format }, bytesMax) {
  const hitsOf = format === "eve" ? eveHits : zeekHits;
  const hits = new Hits();
  const buffer = Buffer.allocUnsafe(chunkBytes);
  const file = openSync(path);
  let events = 0;
  let bytes = 0;
  let rest = "";
  const started = performance.now();
  for (let read = 1; read > 0 && bytes < bytesMax; ) {
    read = readSync(file, buffer);
    const lines = (rest + buffer.latin1Slice(0, read)).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      hitsOf(index, JSON.parse(line), hits);
      events++;
      bytes += line.length + 1;
      if (bytes >= bytesMax) break;
    }
  }
  const seconds = (performance.now() - started) / 1000;
  closeSync(file);
  return { seconds, events, bytes, hits: hits.count, kinds: hits.kinds };
}
