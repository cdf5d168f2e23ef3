/**
 * How a field's text gives up what it carries. Most fields are a meaning as they stand; some wrap it: a
 * distinguished name has host names in its CN, a SIP address a host behind an `@`, a UNC path a server. What is
 * carried is the raw text of the value; whether it really is an observable, `observe` in the model decides.
 */
import type { Carried, Meaning } from "../../model/index.js";

export type Reading =
  | Meaning
  /** X.500 name: `CN=*.example.org,emailAddress=…`, in RFC 2253 or OpenSSL's slash form. */
  | "dn"
  /** `<sip:100@192.0.2.7:5060>;tag=1`, also a Via line. */
  | "sip"
  /** Kerberos principal: `HTTP/host.example.org`, `krbtgt/EXAMPLE.ORG`. */
  | "principal"
  /** `\\192.0.2.7\share`. */
  | "unc"
  /** X-Forwarded-For: addresses in a list; Zeek's `X-FORWARDED-FOR -> 192.0.2.7`. */
  | "forwarded"
  /** Mail addresses in a list, with display names. */
  | "mails"
  /** A hash with colons between its bytes. */
  | "fingerprint"
  /** A host as a certificate names it: `*.example.org` names the domain itself. */
  | "name"
  /** Nobody says what it is: told by its shape. */
  | "any";

/** Values of one field that are looked at; a certificate may name hundreds of hosts. */
const partsMax = 1000;

export function readCarried(field: string, reading: Reading, text: string, out: Carried[]): void {
  if (text === "" || text === "-") return;
  switch (reading) {
    case "domain":
    case "address":
    case "host":
    case "url":
    case "hash":
    case "email":
    case "ja3":
    case "ja3s":
    case "ja4":
      out.push({ field, meaning: reading, text });
      return;
    case "dn":
      readName(field, text, out);
      return;
    case "mails":
      for (const mail of text.split(/[,;]/, partsMax))
        if (mail.includes("@")) out.push({ field, meaning: "email", text: mail.trim() });
      return;
    case "forwarded":
      for (const part of text.split(/[\s,]+/, partsMax))
        if (/^\[?[0-9a-fA-F]*[.:]/.test(part)) out.push({ field, meaning: "host", text: part });
      return;
    case "fingerprint":
      out.push({ field, meaning: "hash", text: text.replaceAll(":", "") });
      return;
    case "name":
      out.push({ field, meaning: "host", text: text.startsWith("*.") ? text.slice(2) : text });
      return;
    default:
      pushWrapped(field, reading, text, out);
  }
}

function pushWrapped(
  field: string,
  reading: "sip" | "principal" | "unc" | "any",
  text: string,
  out: Carried[],
) {
  if (reading === "any") {
    const bareUrl = /^[a-z0-9.-]+\.[a-z0-9-]+(?::\d{1,5})?\//i.test(text); // Zeek's Intel::URL has no scheme
    if (bareUrl) out.push({ field, meaning: "url", text: `http://${text}` });
    else out.push({ field, meaning: meaningOf(text), text });
    return;
  }
  const host = reading === "sip" ? sipHost(text) : reading === "unc" ? uncHost(text) : principalHost(text);
  if (host !== null) out.push({ field, meaning: "host", text: host });
}

/** The host names (CN, a wildcard as the name below it) and mail addresses of a distinguished name. */
function readName(field: string, text: string, out: Carried[]): void {
  let parts = 0;
  for (const match of text.matchAll(/(?:^|[,/+] *)(CN|emailAddress|E) ?= ?([^,/+\\]{1,320})/gi)) {
    if (++parts > partsMax) return;
    const value = (match[2] as string).trim();
    if ((match[1] as string).toUpperCase() !== "CN") out.push({ field, meaning: "email", text: value });
    else out.push({ field, meaning: "host", text: value.startsWith("*.") ? value.slice(2) : value });
  }
}

function sipHost(text: string): string | null {
  const match =
    /(?:sips?:(?:[^@>;\s]{0,256}@)?|@|SIP\/2\.0\/[A-Z]{2,4} )(\[[0-9a-f:]+\]|[a-z0-9_.-]+)(:\d{1,5})?/i.exec(
      text,
    );
  return match === null ? null : (match[1] as string);
}

function uncHost(text: string): string | null {
  const match = /^(?:smb:)?[\\/]{2}([^\\/]{1,255})/.exec(text);
  return match === null ? null : (match[1] as string);
}

/** The instance of a service principal, or its realm. */
function principalHost(text: string): string | null {
  const slash = text.indexOf("/");
  const at = text.indexOf("@", slash + 1);
  const host = text.slice(slash + 1, at < 0 ? undefined : at);
  return host.includes(".") ? host : null;
}

function meaningOf(text: string): Meaning {
  if (text.includes("://")) return "url";
  if (/^[0-9a-fA-F]{32,128}$/.test(text)) return "hash";
  if (text.includes("@")) return "email";
  return "host";
}
