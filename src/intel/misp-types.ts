/**
 * The attribute types of MISP as data: what telemetry carries of a value of each. From draft-dulaunoy-misp-core-format,
 * section 2.4.2.3, and MISP's describeTypes (https://github.com/MISP/PyMISP, pymisp/data/describeTypes.json). A value
 * of a composite type has two parts around a `|`; a part of null is one that no telemetry answers by itself.
 */

export type MispPart = "address" | "name" | "mail" | "url" | "hash" | "ja3" | "ja4" | null;

export interface MispType {
  /** One part, or two of a composite value. */
  readonly parts: readonly MispPart[];
  /** True where the value is about a person: it is counted and never kept. */
  readonly personal: boolean;
}

const groups: readonly (readonly [parts: readonly MispPart[], types: readonly string[]])[] = [
  [["address"], ["ip", "ip-src", "ip-dst"]],
  [
    ["address", null],
    ["ip-src|port", "ip-dst|port"],
  ],
  [["name"], ["domain", "hostname"]],
  [["name", null], ["hostname|port"]],
  [["name", "address"], ["domain|ip"]],
  [["url"], ["url", "uri", "link"]],
  [
    ["mail"],
    ["email", "email-src", "email-dst", "email-reply-to", "dns-soa-email", "whois-registrant-email"],
  ],
  [
    ["hash"],
    [
      ...["md5", "sha1", "sha256", "sha512"],
      ...["x509-fingerprint-md5", "x509-fingerprint-sha1", "x509-fingerprint-sha256"],
    ],
  ],
  [
    [null, "hash"],
    ["filename|md5", "filename|sha1", "filename|sha256", "filename|sha512", "malware-sample"],
  ],
  [["ja3"], ["ja3-fingerprint-md5"]],
  [["ja4"], ["ja4"]],
];

/** Of files, machines, networks, money and reports: nothing that a record of telemetry is looked up by here. */
const unmet: readonly string[] = [
  ...["AS", "anonymised", "attachment", "authentihash", "boolean", "bro", "campaign-id", "campaign-name"],
  ...["cdhash", "chrome-extension-id", "comment", "community-id", "cookie", "cortex", "counter", "cpe"],
  ...[
    "datetime",
    "email-attachment",
    "email-body",
    "email-header",
    "email-message-id",
    "email-mime-boundary",
  ],
  ...[
    "email-subject",
    "email-thread-index",
    "email-x-mailer",
    "favicon-mmh3",
    "filename",
    "filename-pattern",
  ],
  ...["filename|authentihash", "filename|impfuzzy", "filename|imphash", "filename|pehash", "filename|sha224"],
  ...["filename|sha3-224", "filename|sha3-256", "filename|sha3-384", "filename|sha3-512", "filename|sha384"],
  ...["filename|sha512/224", "filename|sha512/256", "filename|ssdeep", "filename|tlsh", "filename|vhash"],
  ...["float", "gene", "git-commit-id", "github-organisation", "github-repository", "hassh-md5", "hex"],
  ...[
    "hasshserver-md5",
    "http-method",
    "impfuzzy",
    "imphash",
    "jarm-fingerprint",
    "kusto-query",
    "mac-address",
  ],
  ...[
    "mac-eui-64",
    "malware-type",
    "mime-type",
    "mobile-application-id",
    "mutex",
    "named pipe",
    "onion-address",
  ],
  ...[
    "other",
    "pattern-filename",
    "pattern-in-file",
    "pattern-in-memory",
    "pattern-in-traffic",
    "pdb",
    "pehash",
  ],
  ...["pgp-public-key", "port", "process-state", "regkey", "regkey|value", "sha224", "sha3-224", "sha3-256"],
  ...[
    "sha3-384",
    "sha3-512",
    "sha384",
    "sha512/224",
    "sha512/256",
    "sigma",
    "size-in-bytes",
    "snort",
    "ssdeep",
  ],
  ...[
    "ssh-fingerprint",
    "stix2-pattern",
    "target-external",
    "target-location",
    "target-machine",
    "target-org",
  ],
  ...["telfhash", "text", "threat-actor", "tlsh", "user-agent", "vhash", "vulnerability", "weakness"],
  ...[
    "whois-creation-date",
    "whois-registrant-org",
    "whois-registrar",
    "windows-scheduled-task",
    "yara",
    "zeek",
  ],
  ...["windows-service-displayname", "windows-service-name", "btc", "dash", "xmr", "integer"],
];

/** Whom an event is about, by name, number or key; and accounts. */
const personal: readonly string[] = [
  ...["aba-rtn", "bank-account-nr", "bic", "bin", "cc-number", "iban", "prtn", "phone-number"],
  ...["country-of-residence", "date-of-birth", "email-dst-display-name", "email-src-display-name", "eppn"],
  ...[
    "first-name",
    "frequent-flyer-number",
    "full-name",
    "gender",
    "github-username",
    "identity-card-number",
  ],
  ...["issue-date-of-the-visa", "jabber-id", "last-name", "middle-name", "nationality", "passport-country"],
  ...["passenger-name-record-locator-number", "passport-expiration", "passport-number", "payment-details"],
  ...["pgp-private-key", "place-of-birth", "place-port-of-clearance", "primary-residence", "redress-number"],
  ...["place-port-of-onward-foreign-destination", "place-port-of-original-embarkation", "visa-number"],
  ...["special-service-request", "target-email", "target-user", "travel-details", "twitter-id"],
  ...["whois-registrant-name", "whois-registrant-phone"],
];

const types = new Map<string, MispType>([
  ...groups.flatMap(([parts, names]) => names.map((name) => [name, { parts, personal: false }] as const)),
  ...unmet.map((name) => [name.toLowerCase(), { parts: [null], personal: false }] as const),
  ...personal.map((name) => [name, { parts: [null], personal: true }] as const),
]);

/** Null for a type that MISP does not have, or not yet. */
export function mispTypeOf(name: string): MispType | null {
  return types.get(name.trim().toLowerCase()) ?? null;
}
