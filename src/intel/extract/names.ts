/**
 * Whether a text with dots is a domain name. The public suffix list (package `tldts`, renewed every few days, its
 * data inside the package: nothing is asked over the network) says which endings exist; about forty of them are
 * endings of files, too, and then what stands around decides. A name somebody broke on purpose needs no proof.
 */
import { parse } from "tldts";
import { surely } from "./broken-parts.js";

/** Names outside the public tree that malware really uses: Tor, Namecoin, EmerCoin, OpenNIC. */
const otherEndings = new Set(["onion", "bit", "bazar", "coin", "emc", "lib", "i2p", "geek", "oss", "libre"]);

/** Endings of the public tree that files end in as well. */
const fileEndings = new Set("am app la md mk ms pl pm ps pub py rs sc sh so vi prof".split(" "));

/** Endings that next to no host has and most archives and films do. */
const archiveEndings = new Set(["zip", "mov"]);

/** Products whose names end as names do. */
const products = new Set([
  "asp.net",
  "vb.net",
  "ado.net",
  "ml.net",
  "paint.net",
  "system.net",
  "node.js",
  "socket.io",
  "system.io",
  "java.io",
  "java.net",
  "draw.io",
  "microsoft.net",
  "entity.net",
  "yahoo.com",
  "this.name",
  "file.name",
  "e.target",
]);

/** Reversed names are packages and classes: `com.android.apps`, `org.apache.commons.io`. */
const reversed =
  /^(?:com|org|net|io|edu|gov|java|javax|android|androidx|kotlin|system|microsoft|windows|win32|win64|trojan|backdoor|hklm|hkcu|document|window|self|this|os|sys|np|std)\./;

/** Words right before a name that say it is a file, or that it is a name. */
const fileWord =
  /\b(?:files?|filenames?|named?|scripts?|archives?|attach(?:ed|ments?)?|saved as|executes?|executable|runs?|running|launch(?:es|ed)?|opens?|library|modules?|document|installer|dropped?|process(?:es)?|dll|python3?|bash|perl|import|extracted|archivos?|adjuntos?)\W{1,3}$/i;
const nameWord =
  /\b(?:domains?|hosts?|hostnames?|servers?|sites?|dns|quer(?:y|ies)|c2|c&c|resolv(?:es?|ed)|visit(?:ed)?|lookups?|sni|dominios?|servidor)\W{1,3}$/i;

export interface NameAround {
  /** The 40 characters before the name. */
  readonly before: string;
  /** The character right behind it. */
  readonly after: string;
  /** How it was broken (see `broken-parts`). */
  readonly how: number;
  /** A port or a path follows, or a scheme or an at sign stands before it: no file is written like that. */
  readonly placed: boolean;
}

export function publicSuffixKnown(name: string): boolean {
  const { isIcann, isPrivate, publicSuffix } = parse(name, {
    extractHostname: false,
    validateHostname: false,
    detectIp: false,
  });
  if (publicSuffix === null || publicSuffix === name) return false;
  return isIcann === true || isPrivate === true || otherEndings.has(publicSuffix);
}

/** The name one may register: `example.co.uk` of `www.example.co.uk`; the name itself where there is none. */
export function registrable(name: string): string {
  return parse(name, { extractHostname: false, validateHostname: false, detectIp: false }).domain ?? name;
}

/** True where a normalized name, written as `text`, is meant as a domain. */
export function isMeantAsName(text: string, name: string, around: NameAround): boolean {
  const labels = name.split(".");
  const ending = labels.at(-1) as string;
  const known = publicSuffixKnown(name);
  if (around.how === surely) return known || /^[a-z][a-z-]*[a-z]$/.test(ending) || ending.startsWith("xn--");
  if (!known) return false;
  if (around.how > 0 || around.placed) return true;
  if (around.after === "(" || around.before.endsWith("$") || around.before.endsWith("%")) return false;
  if (products.has(name) || reversed.test(name)) return false;
  if (isSentenceJoint(text) || isShouted(text)) return false;
  if (labels.some((label) => label.startsWith("_")) && labels.length < 3) return false;
  if (archiveEndings.has(ending)) return nameWord.test(around.before);
  if (fileEndings.has(ending))
    return nameWord.test(around.before) || (labels.length > 2 && !fileWord.test(around.before));
  return true;
}

/** `done.It was`: two sentences without a blank between them. */
function isSentenceJoint(text: string): boolean {
  return /[a-z0-9]\.[A-Z][a-z]*$/.test(text);
}

/** `Win32.Trojan.AE`: the last label alone in capitals is a variant's name. */
function isShouted(text: string): boolean {
  const dot = text.lastIndexOf(".");
  const last = text.slice(dot + 1);
  return /^[A-Z]{1,4}$/.test(last) && /[a-z]/.test(text.slice(0, dot));
}
