/**
 * A person's e-mail address: what it is known by at sign-in, in one spelling. Normalised to NFC and lower case with the
 * domain in ASCII (punycode), so that no second spelling makes a second person. Checked for shape only; that somebody
 * reads it is shown by an invitation or by a provider that verified it.
 */
import { domainToASCII } from "node:url";

const emailMax = 254;
const localMax = 64;

/** The address as it is kept; null where it is none. */
export function normalEmail(text: string): string | null {
  if (text.length > emailMax * 2) return null;
  const trimmed = text.normalize("NFC").trim().toLowerCase();
  const at = trimmed.lastIndexOf("@");
  const local = trimmed.slice(0, at);
  const domain = domainToASCII(trimmed.slice(at + 1));
  if (at < 1 || local.length > localMax || !/^[^\s@<>()[\]\\,;:"\p{C}]+$/u.test(local)) return null;
  if (local.startsWith(".") || local.endsWith(".") || local.includes("..")) return null;
  if (!/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(domain)) return null;
  const email = `${local}@${domain}`;
  return email.length > emailMax ? null : email;
}

export const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1);
