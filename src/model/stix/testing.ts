/**
 * Objects of every type of STIX 2.1, generated from the tables (fast-check): each is valid by the tables, with any of
 * its optional properties, extensions and custom properties. What holds between properties is mended afterwards.
 */
import fc from "fast-check";
import { typeOfId } from "./identifier.js";
import type { FormatId, Property } from "./property.js";
import { shapeOf, shapeOfExtension, stixTypes, tableOf } from "./tables/index.js";
import { vocabularies } from "./tables/vocabularies.js";

const hexOf = (length: number) =>
  fc
    .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
    .map((d) => d.join(""));
const uuid = fc.uuid({ version: 4 });
const anyText = fc.string({ unit: "grapheme", maxLength: 20 });

/** Milliseconds, microseconds or nanoseconds: every digit must come through. */
const timesOf = (precision: Property["precision"]) =>
  fc
    .tuple(
      fc.integer({ min: 0, max: 4_000_000_000 }),
      precision === "seconds"
        ? fc.constant("")
        : fc.constantFrom(
            ".000",
            ".123456",
            ".123456789",
            ...(precision === "milliseconds" ? [] : ["", ".5"]),
          ),
    )
    .map(([s, fraction]) => `${new Date(s * 1000).toISOString().slice(0, 19)}${fraction}Z`);

const formats: Readonly<Record<FormatId, fc.Arbitrary<string>>> = {
  "type-name": fc.constantFrom("malware", "x-acme-thing"),
  "spec-version": fc.constant("2.1"),
  language: fc.constantFrom("en", "de-CH", "ja"),
  "software-language": fc.constantFrom("en", "fr"),
  country: fc.constantFrom("us", "TH"),
  "mime-type": fc.constantFrom("text/plain", "application/zip"),
  charset: fc.constantFrom("US-ASCII", "ISO-8859-2"),
  cpe: fc.constant("cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*"),
  url: fc.webUrl(),
  "url-loose": fc.webUrl(),
  ipv4: fc.ipV4(),
  ipv6: fc.ipV6(),
  mac: fc.constantFrom("d2:fb:49:24:37:18"),
  domain: fc.domain(),
  email: fc.constantFrom("john@example.com"),
  "registry-key": fc.constantFrom("HKEY_LOCAL_MACHINE\\System\\Foo"),
  protocol: fc.constantFrom("ipv4", "tcp", "https"),
  "kill-chain-name": fc.constantFrom("lockheed-martin-cyber-kill-chain", "delivery"),
  "relationship-type": fc.constantFrom("related-to", "uses"),
  product: fc.constantFrom("clamav"),
  priority: fc.constantFrom("HIGH_PRIORITY_CLASS"),
  semver: fc.constantFrom("1.2.1"),
  selector: fc.constantFrom("type", "id"),
};

function reference(targets: readonly string[]): fc.Arbitrary<string> {
  const types = targets.flatMap((one) =>
    one === "sco"
      ? ["url", "file"]
      : one === "sdo"
        ? ["malware", "tool"]
        : one === "sro"
          ? ["relationship"]
          : [one],
  );
  return fc
    .tuple(fc.constantFrom(...(types.length > 0 ? types : ["identity"])), uuid)
    .map(([type, id]) => `${type}--${id}`);
}

function one(property: Property): fc.Arbitrary<unknown> {
  switch (property.kind) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: property.min ?? -1000, max: Math.min(property.max ?? 1e9, 2e9) });
    case "float":
      return fc.double({ min: property.min ?? -90, max: property.max ?? 90, noNaN: true }).map((n) => n + 0);
    case "timestamp":
      return timesOf(property.precision);
    case "reference":
      return reference(property.targets ?? []);
    case "binary":
      return fc.base64String({ maxLength: 24 });
    case "hex":
      return hexOf(4);
    case "enum":
    case "vocabulary":
      return fc.constantFrom(...(vocabularies[property.vocabulary ?? "hash"].values as ReadonlySet<string>));
    case "hashes":
      return fc.record({ "SHA-256": hexOf(64), MD5: hexOf(32) }, { requiredKeys: ["MD5"] });
    case "dictionary":
      return dictionaryOf(property);
    case "fields":
      return fieldsOf(property);
    default:
      return property.format === undefined ? anyText : formats[property.format];
  }
}

/** An embedded object; the first of several of which it needs one stands in where it has none. */
function fieldsOf({ fields = {}, someOf = [] }: Property): fc.Arbitrary<Record<string, unknown>> {
  const known = Object.entries(fields).filter(([, { only }]) => only !== "2.0");
  const model = recordOf(new Map(known), {});
  const [first] = someOf;
  if (first === undefined) return model;
  return fc
    .tuple(model, propertyValue(fields[first] as Property))
    .map(([object, value]) =>
      someOf.some((name) => Object.hasOwn(object, name)) ? object : { ...object, [first]: value },
    );
}

function dictionaryOf({ keys, values }: Property): fc.Arbitrary<unknown> {
  const key = {
    pdf: "Title",
    ipfix: "minimumIpTotalLength",
    socket: "SO_KEEPALIVE",
    language: "de",
  } as const;
  const name = keys !== undefined && Object.hasOwn(key, keys) ? key[keys as keyof typeof key] : "some-key";
  return fc.record({ [name]: values === undefined ? anyText : one(values) });
}

const propertyValue = (property: Property): fc.Arbitrary<unknown> =>
  property.list ? fc.array(one(property), { minLength: 1, maxLength: 3 }) : one(property);

function recordOf(
  fields: ReadonlyMap<string, Property>,
  fixed: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Record<string, unknown>> {
  const left = new Set(["extensions", "granular_markings", "objects"]);
  const entries = [...fields].filter(([name]) => !left.has(name));
  const model = Object.fromEntries(entries.map(([name, property]) => [name, propertyValue(property)]));
  const requiredKeys = entries.filter(([, property]) => property.required).map(([name]) => name);
  // Keys that fix a value are there wherever the object has them.
  return fc.record(
    { ...model, ...fixed },
    { requiredKeys: [...requiredKeys, ...Object.keys(fixed)] as never[] },
  );
}

/** Any JSON of a custom property: no empty list, no number that JSON can't keep. */
const customValue = fc.oneof(
  anyText,
  fc.integer(),
  fc.boolean(),
  fc.array(anyText, { minLength: 1, maxLength: 3 }),
  fc.record({
    deep: fc.array(fc.record({ number: fc.integer(), text: anyText }), { minLength: 1, maxLength: 2 }),
  }),
);

const declared = fc.uuid({ version: 4 }).map((id) => `extension-definition--${id}`);

/** Markings of parts that every object has. */
const granular = fc
  .array(
    fc.oneof(fc.record({ marking_ref: reference(["marking-definition"]) }), fc.constant({ lang: "de" })),
    {
      minLength: 1,
      maxLength: 2,
    },
  )
  .map((all) => all.map((marking) => ({ ...marking, selectors: ["type", "id"] })));

function extensionsOf(type: string): fc.Arbitrary<Record<string, unknown>> {
  const predefined = Object.entries(tableOf(type)?.extensions ?? {}).map(([key, table]) =>
    recordOf(shapeOfExtension(table, "2.1").fields, {})
      .filter((extension) => Object.keys(extension).length > 0)
      .map((extension) => [key, extension] as const),
  );
  const own = fc
    .tuple(declared, customValue)
    .map(([id, rank]) => [id, { extension_type: "property-extension", rank }] as const);
  return fc
    .array(fc.oneof(own, ...predefined), { minLength: 1, maxLength: 3 })
    .map((all) => Object.fromEntries(all));
}

/** A JSON object of a type, as another system may send it. */
export function stixJson(type: string): fc.Arbitrary<Record<string, unknown>> {
  const fields = shapeOf(type, "2.1")?.fields ?? new Map<string, Property>();
  const isExtensible = fields.has("extensions");
  const body = recordOf(fields, { type: fc.constant(type), id: uuid.map((id) => `${type}--${id}`) });
  const top = { extension_type: "toplevel-property-extension" };
  return fc
    .tuple(
      body,
      fc.option(extensionsOf(type), { nil: null }),
      fc.option(customValue, { nil: null }),
      declared,
      fc.option(granular, { nil: null }),
    )
    .map(([object, extensions, custom, id, parts]) => {
      const isCustom = isExtensible && custom !== null;
      const all = { ...(isExtensible && extensions), ...(isCustom && { [id]: top }) };
      return mend(type, {
        ...object,
        ...(fields.has("granular_markings") && parts !== null && { granular_markings: parts }),
        ...(isCustom && { rank_of_theirs: custom }),
        ...(Object.keys(all).length > 0 && { extensions: all }),
      });
    });
}

/** What the tables can't say: one property needs another, one time follows another. */
function mend(type: string, object: Record<string, unknown>): Record<string, unknown> {
  const drop = (...names: readonly string[]): void => {
    for (const name of names) delete object[name];
  };
  const sorted = (first: string, last: string): void => {
    if (object[first] !== undefined && object[last] !== undefined)
      object[last] = later(object[first] as string);
  };
  if (tableOf(type)?.category !== "sco") sorted("created", "modified");
  for (const [first, last] of [
    ["first_seen", "last_seen"],
    ["first_observed", "last_observed"],
    ["valid_from", "valid_until"],
    ["start_time", "stop_time"],
    ["analysis_started", "analysis_ended"],
    ["start", "end"],
  ] as const)
    sorted(first, last);
  if (type === "artifact") {
    drop("url", "decryption_key");
    object["payload_bin"] ??= "AAAA";
  }
  if (type === "network-traffic") {
    object["src_ref"] ??= "ipv4-addr--28bb3599-77cd-5a82-a950-b5bc3caf07c4";
    drop("is_active");
  }
  if (type === "email-message") drop(object["is_multipart"] === true ? "body" : "body_multipart");
  if (type === "file") object["name"] ??= "foo.dll";
  if (type === "location") {
    drop("latitude", "longitude", "precision");
    object["country"] ??= "th";
  }
  if (type === "malware") object["name"] ??= "Poison Ivy";
  if (type === "malware-analysis") object["result"] ??= "benign";
  if (type === "observed-data") object["object_refs"] ??= ["url--47c3cf9a-5027-5bf0-997a-017c7edc7c55"];
  if (type === "marking-definition")
    Object.assign(object, { definition_type: "statement", definition: { statement: "(c) Example" } });
  if (type === "extension-definition") drop("extension_properties");
  if (type === "process") object["pid"] ??= 1;
  if (type === "user-account") object["user_id"] ??= "1001";
  if (type === "windows-registry-key") object["key"] ??= "HKEY_USERS\\a";
  if (type === "x509-certificate") object["version"] ??= "3";
  const references = object["external_references"] as { description?: unknown }[] | undefined;
  for (const reference of references ?? []) reference.description ??= "theirs";
  if (typeOfId(String(object["id"])) === "indicator") object["pattern_type"] = "sigma";
  return object;
}

const later = (text: string): string => `${Number(text.slice(0, 4)) + 1}-06-01T00:00:00.000Z`;

/** Every type that stands by itself. */
export const generatedTypes: readonly string[] = stixTypes.filter((type) => type !== "bundle");
