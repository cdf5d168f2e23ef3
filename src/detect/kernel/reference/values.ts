/**
 * What the kernel looks up of a value, in plain TypeScript (`assembly/texts.ts` and those it stands on): from a
 * field's text and its reading to the values asked for, or "odd" where the record goes the slow way.
 */
import { allOf, isEscaped, type LookedUp, type Read } from "./looked-up.js";
import { readAddressText, readDomain, readHost, withoutWildcard } from "./names.js";
import { readUrl } from "./urls.js";
import { mailsIn, namesIn } from "./wrapped.js";

/** The readings of one text; targets and paired hosts take a whole record (`urls.ts`). */
export type ReadingOfOne =
  | "address"
  | "domain"
  | "host"
  | "name"
  | "url"
  | "hash"
  | "mails"
  | "ja3"
  | "ja4"
  | "dn"
  | "fingerprint";

const hashLengths = [32, 40, 64, 128];
const fingerprintMax = 255;

export function readValue(reading: ReadingOfOne, raw: string): Read {
  if (isEscaped(raw)) return "odd";
  switch (reading) {
    case "address":
      return readAddressText(raw);
    case "domain":
      return readDomain(raw);
    case "host":
      return readHost(raw);
    case "name":
      return readHost(withoutWildcard(raw));
    case "url":
      return readUrl(raw);
    case "hash":
      return hash(raw);
    case "fingerprint":
      return raw.length > fingerprintMax ? "odd" : hash(raw.replaceAll(":", ""));
    case "ja3":
      return raw.length === 32 ? [{ kind: "ja3", text: raw }] : [];
    case "ja4":
      return raw.length === 36 ? [{ kind: "ja4", text: raw }] : [];
    case "mails":
      return readMails(raw);
    case "dn":
      return allOf(
        namesIn(raw).map((each) => (each === "odd" ? each : readName(each.attribute, each.value))),
      );
  }
}

function readName(attribute: "host" | "mails", value: string): Read {
  return attribute === "host" ? readHost(withoutWildcard(value)) : readMails(value);
}

function readMails(text: string): Read {
  const mails = mailsIn(text);
  if (mails === "odd") return mails;
  return allOf(
    mails.map(({ local, domain: name }) => {
      const mail = `${local}@${name.endsWith(".") ? name.slice(0, -1) : name}`;
      return [{ kind: "email", text: mail }, ...readDomain(name)];
    }),
  );
}

function hash(text: string): LookedUp[] {
  return hashLengths.includes(text.length) ? [{ kind: "hash", text }] : [];
}
