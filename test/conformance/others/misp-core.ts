/**
 * A reader of the MISP core format that knows nothing of how this house writes it: what
 * draft-dulaunoy-misp-core-format-18 demands (MUST and SHALL) of an event, its attributes, objects, references, tags,
 * sightings and reports, and of a feed's manifest, rule by rule. It answers each broken rule with its place. MISP's own
 * published events are read by it as well, so that what it demands is what MISP does, and each exception stands in
 * docs/conformance.md.
 */

type Json = Readonly<Record<string, unknown>>;
type Rule = (value: unknown, holder: Json) => boolean;
interface Fields {
  /** Name, rule; a name that ends in `?` may be missing. */
  readonly [name: string]: Rule;
}

const text: Rule = (value) => typeof value === "string";
const filled: Rule = (value) => typeof value === "string" && value !== "";
const flag: Rule = (value) => typeof value === "boolean";
const decimal: Rule = (value) => typeof value === "string" && /^(0|[1-9]\d*)$/.test(value);
const uuid: Rule = (value) =>
  typeof value === "string" && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value);
const date: Rule = (value) =>
  typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));
const oneOf =
  (...values: readonly string[]): Rule =>
  (value) =>
    typeof value === "string" && values.includes(value);
/** "An ISO 8601 datetime up to the micro-second with time zone support"; the draft's samples have null as well. */
const instant: Rule = (value) =>
  value === null ||
  (typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value)));
/** "If a distribution level other than 4 is chosen the sharing_group_id MUST be set to 0." */
const sharingGroup: Rule = (value, { distribution }) =>
  decimal(value, {}) && (distribution === "4" || value === "0");

const plain = ["comment", "text", "other", "anonymised"];
const digests = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512/224", "sha512/256"];
const sha3 = ["sha3-224", "sha3-256", "sha3-384", "sha3-512"];
const alike = ["ssdeep", "imphash", "telfhash", "impfuzzy", "authentihash", "vhash", "cdhash"];
const beside = ["authentihash", "vhash", "ssdeep", "tlsh", "imphash", "impfuzzy", "pehash"];
const fileNames = ["filename", ...[...digests, ...sha3, ...beside].map((one) => `filename|${one}`)];
const certificates = ["md5", "sha1", "sha256"].map((one) => `x509-fingerprint-${one}`);
const hosts = [
  "ip-src",
  "ip-dst",
  "ip-dst|port",
  "ip-src|port",
  "mac-address",
  "mac-eui-64",
  "hostname",
  "domain",
];
const fingerprints = ["ja3-fingerprint-md5", "jarm-fingerprint", "hassh-md5", "hasshserver-md5"];
const samples = ["attachment", "malware-sample"];
const keys = ["pgp-public-key", "pgp-private-key"];
const registry = ["regkey", "regkey|value"];
const rules = ["stix2-pattern", "yara", "sigma"];
const weaknesses = ["vulnerability", "cpe", "weakness"];
const ids = ["azure-application-id", "mobile-application-id", "chrome-extension-id"];
const mails = ["email", "email-src", "email-dst"];

/** Section 2.4.2.3: which types each category may have; those of people in full are left to those who send them. */
const typesOf: Readonly<Record<string, readonly string[]>> = {
  "Antivirus detection": [...plain, "link", "hex", "attachment"],
  "Artifacts dropped": [
    ...[plain, digests, sha3, alike, fileNames, registry, rules, samples, certificates, keys].flat(),
    ...[
      "pattern-in-file",
      "pattern-in-memory",
      "filename-pattern",
      "pdb",
      "named pipe",
      "mutex",
      "process-state",
    ],
    ...[
      "windows-scheduled-task",
      "windows-service-name",
      "windows-service-displayname",
      "hex",
      "cookie",
      "gene",
    ],
    ...["kusto-query", "mime-type"],
  ],
  Attribution: [
    ...[plain, certificates].flat(),
    ...["threat-actor", "campaign-name", "campaign-id", "dns-soa-email", "email", "whois-registrar"],
    ...["phone", "email", "name", "org"].map((one) => `whois-registrant-${one}`),
    "whois-creation-date",
  ],
  "External analysis": [
    ...[plain, hosts, fingerprints, samples, certificates, registry, weaknesses, sha3].flat(),
    ...[
      "md5",
      "sha1",
      "sha256",
      "filename",
      ...["md5", "sha1", "sha256", ...sha3].map((one) => `filename|${one}`),
    ],
    ...[
      "domain|ip",
      "url",
      "user-agent",
      "AS",
      "snort",
      "bro",
      "zeek",
      "pattern-in-file",
      "pattern-in-traffic",
    ],
    ...[
      "pattern-in-memory",
      "filename-pattern",
      "link",
      "github-repository",
      "cortex",
      "community-id",
      "dom-hash",
    ],
    "onion-address",
  ],
  "Financial fraud": [
    ...plain,
    ...["btc", "dash", "xmr", "iban", "bic", "bank-account-nr", "aba-rtn", "bin", "cc-number", "prtn", "hex"],
    "phone-number",
  ],
  "Internal reference": [...plain, "link", "hex", "git-commit-id"],
  "Network activity": [
    ...[plain, hosts, fingerprints, certificates, mails].flat(),
    ...[
      "port",
      "domain|ip",
      "eppn",
      "url",
      "uri",
      "user-agent",
      "http-method",
      "AS",
      "snort",
      "pattern-in-file",
    ],
    ...[
      "filename-pattern",
      "stix2-pattern",
      "pattern-in-traffic",
      "attachment",
      "hex",
      "cookie",
      "hostname|port",
    ],
    ...["bro", "zeek", "community-id", "email-subject", "favicon-mmh3", "dkim", "dkim-signature"],
    ...["ssh-fingerprint", "dom-hash", "onion-address"],
  ],
  Other: [
    ...[plain, keys].flat(),
    ...[
      "size-in-bytes",
      "counter",
      "integer",
      "datetime",
      "cpe",
      "port",
      "float",
      "hex",
      "phone-number",
      "boolean",
    ],
    "uuid",
  ],
  "Payload delivery": [
    ...[
      plain,
      digests,
      sha3,
      alike,
      fileNames,
      hosts,
      mails,
      fingerprints,
      rules,
      samples,
      certificates,
    ].flat(),
    ...[weaknesses, ids].flat(),
    ...["subject", "attachment", "body", "dst-display-name", "src-display-name", "header", "reply-to"].map(
      (one) => `email-${one}`,
    ),
    ...["x-mailer", "mime-boundary", "thread-index", "message-id"].map((one) => `email-${one}`),
    ...[
      "pehash",
      "tlsh",
      "url",
      "user-agent",
      "AS",
      "pattern-in-file",
      "pattern-in-traffic",
      "filename-pattern",
    ],
    ...[
      "mime-type",
      "link",
      "malware-type",
      "hex",
      "hostname|port",
      "whois-registrant-email",
      "onion-address",
    ],
  ],
  "Payload installation": [
    ...[plain, digests, sha3, alike, fileNames, rules, samples, certificates, weaknesses, ids].flat(),
    ...["pehash", "tlsh", "pattern-in-file", "pattern-in-traffic", "pattern-in-memory", "filename-pattern"],
    ...["malware-type", "hex", "mime-type"],
  ],
  "Payload type": plain,
  "Persistence mechanism": [...plain, ...registry, "filename", "hex"],
  "Social network": [
    ...[plain, mails, keys].flat(),
    ...["github-username", "github-repository", "github-organisation", "jabber-id", "twitter-id", "eppn"],
    "whois-registrant-email",
  ],
  "Support Tool": [...plain, "link", "attachment", "hex"],
  "Targeting data": [
    "comment",
    "anonymised",
    ...["user", "email", "machine", "org", "location", "external"].map((one) => `target-${one}`),
  ],
};

const organisation: Fields = { uuid, name: filled, id: decimal };
const tag: Fields = { name: filled, "exportable?": flag };
const sighting: Fields = { uuid, type: oneOf("0", "1", "2", "3"), date_sighting: decimal, "source?": text };
const attribute: Fields = {
  uuid,
  "id?": decimal,
  category: (value) => typeof value === "string" && Object.hasOwn(typesOf, value),
  type: (value, { category }) => typesOf[String(category)]?.includes(String(value)) === true,
  to_ids: flag,
  event_id: decimal,
  distribution: oneOf("0", "1", "2", "3", "4", "5"),
  timestamp: decimal,
  "comment?": text,
  "sharing_group_id?": sharingGroup,
  deleted: flag,
  value: filled,
  "data?": text,
  "first_seen?": instant,
  "last_seen?": instant,
};
const reference: Fields = {
  object_uuid: uuid,
  referenced_uuid: uuid,
  relationship_type: filled,
  timestamp: decimal,
  deleted: flag,
};
const object: Fields = {
  name: filled,
  "meta-category": filled,
  description: text,
  template_uuid: uuid,
  template_version: decimal,
  timestamp: decimal,
  distribution: oneOf("0", "1", "2", "3", "4", "5"),
  "sharing_group_id?": sharingGroup,
  deleted: flag,
};
const report: Fields = {
  uuid,
  event_id: decimal,
  name: filled,
  content: text,
  distribution: oneOf("0", "1", "2", "3", "4", "5"),
  sharing_group_id: sharingGroup,
  timestamp: decimal,
  deleted: flag,
};
const event: Fields = {
  uuid,
  id: decimal,
  published: flag,
  info: filled,
  threat_level_id: oneOf("1", "2", "3", "4"),
  analysis: oneOf("0", "1", "2"),
  date,
  timestamp: decimal,
  publish_timestamp: decimal,
  org_id: decimal,
  orgc_id: decimal,
  attribute_count: decimal,
  distribution: oneOf("0", "1", "2", "3", "4"),
  "sharing_group_id?": sharingGroup,
  "extends_uuid?": (value) => value === "" || uuid(value, {}),
};
const manifestEntry: Fields = {
  info: filled,
  analysis: oneOf("0", "1", "2"),
  timestamp: decimal,
  date,
  threat_level_id: oneOf("1", "2", "3", "4"),
};

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function* fieldsOf(value: unknown, fields: Fields, place: string): Generator<string> {
  if (!isObject(value)) {
    yield `${place}: is no object`;
    return;
  }
  for (const [said, rule] of Object.entries(fields)) {
    const name = said.replace(/\?$/, "");
    const isThere = value[name] !== undefined;
    if (!isThere && said === name) yield `${place}.${name}: is missing`;
    if (isThere && !rule(value[name], value)) yield `${place}.${name}: is not as it must be`;
  }
}

/** The members of a list, each with its place; none where there is none. */
function* listOf(holder: Json, name: string, place: string): Generator<readonly [Json, string]> {
  const list = holder[name] ?? [];
  if (!Array.isArray(list)) throw new Error(`${place}.${name} is no list`);
  for (const [at, one] of list.entries()) yield [isObject(one) ? one : {}, `${place}.${name}[${at}]`];
}

function* attributesOf(holder: Json, place: string): Generator<string> {
  for (const [one, at] of listOf(holder, "Attribute", place)) {
    yield* fieldsOf(one, attribute, at);
    if (["malware-sample", "attachment"].includes(String(one["type"])) && one["data"] === undefined)
      yield `${at}.data: is missing`;
    for (const [each, where] of listOf(one, "Tag", at)) yield* fieldsOf(each, tag, where);
    for (const [each, where] of listOf(one, "Sighting", at)) yield* fieldsOf(each, sighting, where);
  }
}

/** The rules that an event, as the text of its file has it, breaks. */
export function brokenInEvent(file: unknown): readonly string[] {
  if (!isObject(file) || !isObject(file["Event"])) return ["$: has no Event"];
  const one = file["Event"];
  const found = [...fieldsOf(one, event, "Event"), ...attributesOf(one, "Event")];
  for (const name of ["Org", "Orgc"]) found.push(...fieldsOf(one[name], organisation, `Event.${name}`));
  for (const [each, at] of listOf(one, "Tag", "Event")) found.push(...fieldsOf(each, tag, at));
  for (const [each, at] of listOf(one, "EventReport", "Event")) found.push(...fieldsOf(each, report, at));
  for (const [each, at] of listOf(one, "Object", "Event")) {
    found.push(...fieldsOf(each, object, at), ...attributesOf(each, at));
    for (const [link, where] of listOf(each, "ObjectReference", at))
      found.push(...fieldsOf(link, reference, where));
  }
  return found;
}

/** The rules that a feed's manifest breaks, and where it says other than the events that it names. */
export function brokenInManifest(manifest: unknown, events: ReadonlyMap<string, unknown>): readonly string[] {
  if (!isObject(manifest)) return ["$: is no object"];
  return Object.entries(manifest).flatMap(([id, entry]) => {
    const found = [...fieldsOf(entry, manifestEntry, id)];
    if (!uuid(id, {})) found.push(`${id}: is no UUID`);
    const file = events.get(id);
    const held = isObject(file) ? file["Event"] : undefined;
    if (!isObject(entry) || !isObject(held)) return [...found, `${id}: has no event`];
    found.push(...fieldsOf(entry["Orgc"], { name: filled }, `${id}.Orgc`));
    for (const name of ["uuid", "info", "analysis", "timestamp", "date", "threat_level_id"])
      if ((name === "uuid" ? id : entry[name]) !== held[name])
        found.push(`${id}.${name}: the event says other`);
    return found;
  });
}
