/**
 * Texts that have a form of their own. Each check answers the rule that the text breaks and how, or null. Registries of
 * IANA are not carried along: what stands here is the syntax they demand, and for languages and countries what the
 * platform's Unicode data (CLDR) and ISO 3166 know.
 */
import type { FormatId } from "./property.js";
import type { RuleId } from "./rules.js";

type Check = (text: string) => RuleId | null;

const fits =
  (form: RegExp, rule: RuleId): Check =>
  (value) =>
    form.test(value) ? null : rule;

/** ISO 3166-1 alpha-2, officially assigned. */
const countries = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC
   CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD
   GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH
   KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
   MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC
   SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY
   UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/),
);

const languageNames = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
const known = new Map<string, RuleId | null>();

/** A tag of RFC 5646: well-formed (a MUST), and a language that is known. */
function language(tag: string): RuleId | null {
  const remembered = known.get(tag);
  if (remembered !== undefined) return remembered;
  let rule: RuleId | null = null;
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    const base = canonical?.split("-")[0] ?? "";
    rule = languageNames.of(base) === undefined ? "languages" : null;
  } catch {
    rule = "language";
  }
  if (known.size < 1000) known.set(tag, rule);
  return rule;
}

const octets = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;

function ipv4(text: string): RuleId | null {
  const slash = text.indexOf("/");
  const isPrefix = slash < 0 || /^(?:3[0-2]|[12]?\d)$/.test(text.slice(slash + 1));
  return isPrefix && octets.test(slash < 0 ? text : text.slice(0, slash)) ? null : "format";
}

/** RFC 5952 or any longer form, with or without a prefix. */
function ipv6(text: string): RuleId | null {
  const [address = "", prefix, more] = text.split("/");
  if (more !== undefined || (prefix !== undefined && !/^(?:12[0-8]|1[01]\d|[1-9]?\d)$/.test(prefix)))
    return "format";
  const halves = address.split("::");
  if (halves.length > 2) return "format";
  let groups = 0;
  for (const [at, half] of halves.entries()) {
    if (half === "") continue;
    const parts = half.split(":");
    for (const [place, part] of parts.entries()) {
      const last = at === halves.length - 1 && place === parts.length - 1;
      if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups++;
      else if (last && octets.test(part)) groups += 2;
      else return "format";
    }
  }
  return (halves.length === 2 ? groups < 8 : groups === 8) ? null : "format";
}

/** RFC 3986: a scheme and something after it. Schemes without `//` (`mailto:`) are URLs too. */
function url(text: string): RuleId | null {
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s]+$/.test(text) && text.length <= 65_536 ? null : "format";
}

/** RFC 1034 and 5890: labels of letters, digits, hyphens and underscores (as service names have), in any script. */
function domain(text: string): RuleId | null {
  const name = text.endsWith(".") ? text.slice(0, -1) : text;
  const isName =
    name.length > 0 &&
    name.length <= 253 &&
    name.split(".").every((label) => label.length <= 63 && /^[\p{L}\p{M}\p{N}_*-]+$/u.test(label));
  return isName ? null : "format";
}

const cpe = /^(?:cpe:2\.3:[aho*-](?::(?:\\[^\s]|[^\s:\\])+){10}|cpe:\/[aho]?(?::[A-Za-z0-9._~%-]*){0,6})$/;

const mime =
  /^(?:application|audio|example|font|haptics|image|message|model|multipart|text|video)\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}(?:\s*;.*)?$/;

const charset =
  /^(?:us-ascii|ascii|utf-(?:7|8|16(?:be|le)?|32(?:be|le)?)|iso-8859-\d{1,2}(?:-[ei])?|windows-\d{3,4}|cp-?\d{3,4}|ibm-?\d{3,5}|shift_jis|windows-31j|euc-(?:jp|kr|tw|cn)|gb(?:k|2312|18030)|hz-gb-2312|big5(?:-hkscs)?|koi8-(?:r|u)|koi7-switched|iso-2022-(?:jp(?:-2)?|kr|cn(?:-ext)?)|iso-10646-(?:ucs-[24]|utf-1)|macintosh|tis-620|scsu|bocu-1|cesu-8|viscii|ebcdic-[a-z-]+|hp-roman8|dec-mcs|ks_c_5601-1987|jis_[a-z0-9_-]+)$/i;

const checks = {
  "type-name": fits(/^(?!.*--)[a-z][a-z0-9-]{1,248}[a-z0-9]$/, "type-name"),
  "spec-version": fits(/^2\.[0-9]$/, "spec-version"),
  language,
  "software-language": language,
  country: (value) => (countries.has(value.toUpperCase()) ? null : "countries"),
  "mime-type": fits(mime, "mime-type"),
  charset: fits(charset, "charset"),
  cpe: fits(cpe, "format"),
  url,
  "url-loose": url,
  ipv4,
  ipv6,
  mac: fits(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/, "format"),
  domain,
  email: fits(/^[^\s<>()@,;:"]{1,64}@[^\s<>()@,;"]{1,255}$/, "format"),
  "registry-key": fits(/^HKEY_(?!_)[A-Z_]+(?:\\|$)/i, "format"),
  // RFC 6335, 5.1, in lower case.
  protocol: fits(/^(?=.{1,40}$)(?!.*--)[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/, "protocols"),
  "kill-chain-name": fits(/^[a-z0-9]+(?:[-.][a-z0-9]+)*$/, "kill-chain-names"),
  "relationship-type": fits(/^[a-z0-9-]{1,250}$/, "relationship-type"),
  product: fits(/^[a-z0-9][a-z0-9.-]*$/, "malware-analysis-product"),
  priority: fits(/_CLASS$/, "windows-process-priority-format"),
  semver: fits(/^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/, "format"),
  selector: fits(/^[a-z0-9_-]{1,250}(?:\.(?:\[\d+\]|[A-Za-z0-9_-]{1,250}))*$/, "selector"),
} as const satisfies Readonly<Record<FormatId, Check>>;

/** The rule that a text breaks, null where it has the form. */
export function brokenFormat(format: FormatId, text: string): RuleId | null {
  return checks[format](text);
}

/** How long a hash of a known algorithm is, in hex digits. */
export const hashLengths: Readonly<Record<string, number>> = {
  MD5: 32,
  "SHA-1": 40,
  "SHA-224": 56,
  "SHA-256": 64,
  "SHA-384": 96,
  "SHA-512": 128,
  "SHA3-224": 56,
  "SHA3-256": 64,
  "SHA3-384": 96,
  "SHA3-512": 128,
};

export const socketOptions = /^(?:SO|ICMP|ICMP6|IP|IPV6|MCAST|TCP|IRLMP)_[A-Z0-9_]+$/;
export const pdfKeys: ReadonlySet<string> = new Set(
  "Title Author Subject Keywords Creator Producer CreationDate ModDate Trapped".split(" "),
);
