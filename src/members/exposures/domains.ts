/**
 * Domains a member may call its own: canonical (lower case, punycode), and not one that belongs to many: mail
 * services, hosting, and the endings under which a country registers names. Such a one in a register would make the
 * gate hide half the internet from everybody else.
 */
import { isCommonDomain } from "../../base/index.js";
import { normalizeDomain } from "../../model/index.js";

const shared: ReadonlySet<string> = new Set(
  (
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com aol.com " +
    "proton.me protonmail.com gmx.com gmx.net gmx.de web.de mail.com zoho.com fastmail.com qq.com 163.com 126.com " +
    "mail.ru yandex.ru yandex.com orange.fr free.fr libero.it t-online.de comcast.net att.net verizon.net " +
    "google.com googleapis.com googleusercontent.com gstatic.com appspot.com microsoft.com office.com office365.com " +
    "onmicrosoft.com sharepoint.com windows.net windows.com azure.com azurewebsites.net cloudapp.net amazon.com " +
    "amazonaws.com cloudfront.net akamai.net akamaiedge.net cloudflare.com cloudflare.net fastly.net apple.com " +
    "github.com github.io githubusercontent.com herokuapp.com netlify.app vercel.app pages.dev workers.dev " +
    "dropbox.com facebook.com twitter.com linkedin.com wikipedia.org in-addr.arpa ip6.arpa"
  ).split(" "),
);

/** `co.uk`, `com.mx`: the endings below countries that are registered under, as most countries name them. */
const registry = /^(?:ac|co|com|edu|go|gob|gouv|gov|gv|ltd|mil|ne|net|or|org|plc|sch)\.[a-z]{2}$/;

/** The name as people write it (a wildcard, the part behind an @, a dot in front) in its canonical form; null for none. */
export function readDomain(text: string): string | null {
  return normalizeDomain(text.trim().replace(/^(?:\*\.|@|\.)/, ""));
}

/** True where the name is many people's, so that no member's register can hold it. */
export const isShared = (domain: string): boolean =>
  shared.has(domain) || registry.test(domain) || isCommonDomain(domain);

/** The domain that is registered, above a host's name: the last two labels, or three below a country's ending. */
export function registeredDomain(name: string): string {
  const labels = name.split(".");
  const two = labels.slice(-2).join(".");
  return registry.test(two) ? labels.slice(-3).join(".") : two;
}
