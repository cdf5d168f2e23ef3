/**
 * What others say against what is right by the specification, each with why it is theirs. The tests hold both ways: what
 * is not here fails them, and what is here and is not said any more does too. docs/conformance.md has the same table.
 */

export interface Oddity {
  /** Whose, and of what. */
  readonly of: string;
  /** What it says, as it says it; places in lists are `n`. */
  readonly says: readonly string[];
  /** Why it stays as it is. */
  readonly why: string;
}

/** OASIS's JSON schemas of STIX 2.1, in the copy that stixview 1.3.2 ships: a draft from before the standard. */
export const schemaOddities: readonly Oddity[] = [
  {
    of: "granular markings",
    says: ["/granular_markings/n must have required property 'marking_ref'"],
    why: "STIX 2.1 has `lang` in its place (7.2.3)",
  },
  {
    of: "incident, extension-definition",
    says: ["has no schema"],
    why: "they came later (4.8, 7.3)",
  },
  {
    of: "language-content",
    says: [" must have required property 'object_modified'"],
    why: "it is optional (7.1.1)",
  },
  {
    of: "software",
    says: ['/languages/n must match pattern "^[a-z]{3}$"'],
    why: "languages are those of RFC 5646 (6.14)",
  },
  {
    of: "ipv6-addr",
    says: ["/value must match pattern …"],
    why: "the pattern lost its backslashes: an address that ends in one of IPv4 does not match (RFC 4291, 2.2)",
  },
  {
    of: "artifact",
    says: ["/payload_bin must match pattern …"],
    why: "an empty file is one, and its Base64 is an empty text",
  },
  {
    of: "email-message",
    says: [
      "/body_multipart/n must match exactly one schema in oneOf",
      " must NOT be valid",
      "/is_multipart must be equal to one of the allowed values",
      " must match exactly one schema in oneOf",
    ],
    why: "a part with both `body` and `body_raw_ref`: that one of them is there is demanded (6.6.2), that the other is not is nowhere said",
  },
  {
    of: "file, process",
    says: [
      "/extensions/raster-image-ext/exif_tags must NOT have additional properties",
      "/extensions/windows-process-ext/startup_info must NOT have additional properties",
    ],
    why: "they are dictionaries with any key of a dictionary (2.3); the schema lists names it knows",
  },
  {
    of: "network-traffic",
    says: ["/extensions/socket-ext/options/SO_KEEPALIVE must be integer"],
    why: "the standard says what the keys are like and nothing of the values (6.12.4)",
  },
  {
    of: "markings of TLP 2.0",
    says: [" must have required property 'definition'"],
    why: "they say it by an extension (OASIS common objects); the schema knows TLP 1.0 alone",
  },
];

/** MITRE's ATT&CK data model 4.10.1 on STIX that is not ATT&CK's. */
export const modelOddities: readonly Oddity[] = [
  {
    of: "indicator, observed-data, report, sighting",
    says: [
      "/type Invalid STIX type '…'. Expected one of the supported STIX types.",
      "/id Invalid STIX Identifier for STIX object: contains invalid STIX type '…'",
    ],
    why: "it knows the types that ATT&CK uses",
  },
  {
    of: "indicator",
    says: [
      "/confidence Too small: expected number to be >=1",
      "/confidence Confidence must be between 1 and 99 inclusive.",
    ],
    why: "confidence is 0 to 100 (3.2)",
  },
];

/** MITRE's model on what MITRE publishes itself: said of ATT&CK 18.1 before it went through ours, and after. */
export const ownDataSays = "the same of ATT&CK as it is published and as it comes out of Breakwater's model";

/** The MISP core format's draft against what MISPs publish as feeds. */
export const mispOddities: readonly Oddity[] = [
  {
    of: "feeds of MISP",
    says: [
      "Event.id: is missing",
      "Event.org_id: is missing",
      "Event.orgc_id: is missing",
      "Event.Org: is no object",
      "Event.Orgc.id: is missing",
      "Event.attribute_count: is missing",
      "Event.distribution: is missing",
      "Event.Attribute[].event_id: is missing",
      "Event.Attribute[].deleted: is missing",
      "Event.Attribute[].distribution: is missing",
    ],
    why: "MISP leaves out of a feed what is of its own database, which the draft demands; ours has all of it, with 0 for numbers of rows",
  },
  {
    of: "one event of OSINT",
    says: ["Event.Attribute[].data: is missing"],
    why: "a sample whose content was taken out of the published event",
  },
];

/** As the table of docs/conformance.md has them. */
export const tableOf = (oddities: readonly Oddity[]): string =>
  [
    "| of | it says | and why it stays |",
    "|---|---|---|",
    ...oddities.map(
      ({ of, says, why }) =>
        `| ${of} | ${says.map((one) => `\`${one.trim().replaceAll("|", "\\|")}\``).join("<br>")} | ${why} |`,
    ),
  ].join("\n");

/** What is said, in one form whatever the place and the type. */
export const short = (said: string): string =>
  said
    .replace(/\/\d+/g, "/n")
    .replace(/\[\d+\]/g, "[]")
    .replace(/(must match pattern) "(?!\^\[a-z\]).*$/s, "$1 …")
    .replace(/(STIX type) '[^']*'/, "$1 '…'");

export const saidIn = (oddities: readonly Oddity[]): readonly string[] =>
  oddities.flatMap(({ says }) => says).sort();
