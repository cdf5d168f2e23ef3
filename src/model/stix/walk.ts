/**
 * The walk through one value by the tables: is each property of the type that its table says, has it what is required,
 * is what is not in the table a custom property by the rules. What needs more than one property is in `checks/`.
 */
import { type Findings, shown } from "./findings.js";
import { brokenFormat, hashLengths, pdfKeys, socketOptions } from "./formats.js";
import { typeOfId } from "./identifier.js";
import { isJsonObject, type JsonObject, kindOf, textAt } from "./json.js";
import type { KeyRule, ObjectTable, Property, StixVersion } from "./property.js";
import type { RuleId } from "./rules.js";
import { allExtensions, categoryOf, type Shape, shapeOfExtension, shapeOfFields } from "./tables/index.js";
import { vocabularies } from "./tables/vocabularies.js";
import { isTimestamp } from "./timestamp.js";

export interface WalkContext {
  readonly findings: Findings;
  readonly version: StixVersion;
  /** The `objects` of an observed-data around this observable: STIX 2.0's references are keys of it. */
  readonly around: JsonObject | null;
  /** An extension of the object puts properties at its top (STIX 2.1, 7.3). */
  readonly topIsExtended: boolean;
}

const formatSays: Partial<Record<RuleId, string>> = {
  "type-name": "is no name of a type: 3 to 250 of a-z, 0-9 and single hyphens, a letter first",
  languages: "is no language that is known",
  language: "is no language tag of RFC 5646",
  countries: "is no country code of ISO 3166-1",
  "mime-type": "is no media type of IANA's",
  charset: "is no character set of IANA's",
  protocols: "is no protocol name in lower case",
  "kill-chain-names": "SHOULD be lower case with hyphens",
  "relationship-type": "MUST be lower case letters, digits and hyphens",
  "malware-analysis-product": "SHOULD be lower case with hyphens",
  "windows-process-priority-format": "SHOULD end with _CLASS",
  selector: "is no selector",
};

/** Reserved for later versions (STIX 2.1, 3.3); what 2.1 took up was reserved in 2.0. */
const reserved = new Set(["severity", "action", "usernames", "phone_numbers", "username"]);

export function walkObject(
  object: JsonObject,
  shape: Shape,
  table: Pick<ObjectTable, "extensions" | "category"> | null,
  context: WalkContext,
): void {
  const { findings } = context;
  for (const name of shape.required)
    if (!Object.hasOwn(object, name)) findings.add("required", `${name} is missing.`);
  for (const [name, value] of Object.entries(object)) {
    const property = shape.fields.get(name);
    findings.at(name, () => {
      if (property === undefined) customProperty(name, value, table, context, true);
      else if (property.kind === "extensions")
        walkExtensions(value, table === null ? allExtensions : (table.extensions ?? {}), context);
      else walkProperty(value, property, context);
    });
  }
}

function customProperty(
  name: string,
  value: unknown,
  table: Pick<ObjectTable, "category"> | null,
  context: WalkContext,
  isTop: boolean,
): void {
  const { findings, version } = context;
  if (reserved.has(name) || (version === "2.0" && name === "confidence"))
    findings.add("reserved", `${name} is reserved for a later version of STIX.`);
  // A type that is not of the specification has whatever properties it likes, but their names keep the rule.
  if (!/^[a-z][a-z0-9_]{2,249}$/.test(name))
    findings.add("property-name", `${shown(name)} is no name: 3 to 250 of a-z, 0-9 and _, a letter first.`);
  else if (table !== null) {
    findings.add("custom-property", `${name} is not of STIX ${version}.`);
    if (version === "2.1" && !(isTop && context.topIsExtended))
      findings.add("extensions-use", `${name} is not of STIX 2.1, and no extension puts it there.`);
    addPrefix(findings, version, name, /^x_[a-z0-9]+_[a-z0-9_]+$/, /^x_/);
  }
  walkAny(value, context, table?.category === "sco");
}

/** STIX 2.0's way of naming what is custom; 2.1 has extensions for it, and this counts where those are not asked for. */
export function addPrefix(
  findings: Findings,
  version: StixVersion,
  name: string,
  strict: RegExp,
  lax: RegExp,
): void {
  if (version === "2.1" && !findings.isOff("extensions-use")) return;
  const wanted = lax.source.slice(1);
  if (!strict.test(name))
    findings.add("custom-prefix", `${shown(name)} SHOULD begin with ${wanted} and its source.`);
  if (!lax.test(name)) findings.add("custom-prefix-lax", `${shown(name)} SHOULD begin with ${wanted}.`);
}

function walkProperty(value: unknown, property: Property, context: WalkContext): void {
  const { findings } = context;
  if (!findings.enter()) return;
  if (property.list !== true) {
    walkOne(value, property, context);
    return;
  }
  if (!Array.isArray(value)) findings.add("type", `It must be a list, and is ${kindOf(value)}.`);
  else if (value.length === 0) findings.add("empty-list", "A list is never empty: leave it out.");
  else
    for (const [at, one] of value.entries())
      findings.at(at, () => {
        if (findings.enter()) walkOne(one, property, context);
      });
}

function walkOne(value: unknown, property: Property, context: WalkContext): void {
  const { findings } = context;
  switch (property.kind) {
    case "boolean":
      if (typeof value !== "boolean")
        findings.add("type", `It must be true or false, and is ${kindOf(value)}.`);
      return;
    case "integer":
    case "float":
      walkNumber(value, property, findings);
      return;
    case "fields":
      walkFields(value, property, context);
      return;
    case "dictionary":
      walkDictionary(value, property, context);
      return;
    case "hashes":
      walkHashes(value, context);
      return;
    case "objects":
      // Its members are objects of their own: `validate.ts` goes through them.
      if (!isJsonObject(value)) findings.add("type", `It must be a dictionary, and is ${kindOf(value)}.`);
      return;
    case "any":
    case "extensions":
      walkAny(value, context, false);
      return;
    default:
      if (typeof value === "string") walkText(value, property, context);
      else findings.add("type", `It must be a text, and is ${kindOf(value)}.`);
  }
}

function walkNumber(value: unknown, property: Property, findings: Findings): void {
  if (typeof value !== "number") {
    findings.add("type", `It must be a number, and is ${kindOf(value)}.`);
    return;
  }
  if (property.kind === "integer" && !Number.isSafeInteger(value))
    findings.add("integer", `${value} is no whole number between -(2^53)+1 and (2^53)-1.`);
  const { min = -Infinity, max = Infinity } = property;
  if (!(value >= min && value <= max) || !Number.isFinite(value))
    findings.add("number-range", `${value} is not between ${min} and ${max}.`);
}

function walkText(value: string, property: Property, context: WalkContext): void {
  const { findings } = context;
  switch (property.kind) {
    case "timestamp":
      if (!isTimestamp(value))
        findings.add("timestamp", `${shown(value)} is no timestamp of RFC 3339 in UTC.`);
      else if (property.precision === "milliseconds" && !/\.\d{3,}Z$/.test(value))
        findings.add("timestamp-precision", `${shown(value)} has fewer than three digits of a second.`);
      else if (property.precision === "seconds" && value.includes("."))
        findings.add("timestamp-precision", `${shown(value)} is finer than a second.`);
      return;
    case "identifier":
      if (typeOfId(value) === null) findings.add("identifier", `${shown(value)} is no identifier.`);
      return;
    case "reference":
      walkReference(value, property.targets ?? [], context);
      return;
    case "binary":
      if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value))
        findings.add("binary", "It is no base64 of RFC 4648.");
      return;
    case "hex":
      if (value.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(value))
        findings.add("hex", `${shown(value)} is no even number of hex digits.`);
      return;
    case "enum":
    case "vocabulary":
      walkVocabulary(value, property, findings);
      return;
    default: {
      const { format } = property;
      if (format === undefined) return;
      const rule = brokenFormat(format, value);
      if (rule !== null)
        findings.add(rule, `${shown(value)} ${formatSays[rule] ?? `has not the form of ${format}`}.`);
    }
  }
}

function walkVocabulary(value: string, property: Property, findings: Findings): void {
  if (property.vocabulary === undefined) return;
  const { values, open, plain, rule, section } = vocabularies[property.vocabulary];
  if ((values as ReadonlySet<string>).has(value)) return;
  if (!open) {
    findings.add("enum", `${shown(value)} is none of ${[...values].join(", ")}.`);
    return;
  }
  findings.addVocabulary(rule, section, `${shown(value)} is not of the vocabulary.`);
  if (plain && !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(value))
    findings.add("open-vocab-format", `${shown(value)} SHOULD be lower case with hyphens.`);
}

function walkReference(value: string, targets: readonly string[], context: WalkContext): void {
  const { findings, around } = context;
  let type = typeOfId(value);
  if (around !== null && (type === null || context.version === "2.0")) {
    const target = Object.hasOwn(around, value) ? around[value] : undefined;
    if (!isJsonObject(target)) {
      findings.add("reference-missing", `There is no ${shown(value)} in objects.`);
      return;
    }
    type = textAt(target, "type");
    if (type === null) return;
  } else if (type === null) {
    findings.add("identifier", `${shown(value)} is no identifier.`);
    return;
  }
  if (targets.length === 0) return;
  const category = categoryOf(type);
  const may =
    targets.includes(type) || (category === null ? targets.some(isCategory) : targets.includes(category));
  if (!may) findings.add("reference-target", `${type} can't stand there; ${targets.join(", ")} can.`);
}

const isCategory = (target: string): boolean => target === "sdo" || target === "sco" || target === "sro";

function walkFields(value: unknown, property: Property, context: WalkContext): void {
  const { findings, version } = context;
  if (!isJsonObject(value)) {
    findings.add("type", `It must be an object, and is ${kindOf(value)}.`);
    return;
  }
  const { fields = {}, someOf } = property;
  if (someOf !== undefined && !someOf.some((name) => Object.hasOwn(value, name)))
    findings.add("combination", `It has at least one of ${someOf.join(", ")}.`);
  walkEmbedded(value, shapeOfFields(fields, version), context);
}

function walkEmbedded(value: JsonObject, shape: Shape, context: WalkContext): void {
  const { findings } = context;
  for (const name of shape.required)
    if (!Object.hasOwn(value, name)) findings.add("required", `${name} is missing.`);
  for (const [name, one] of Object.entries(value)) {
    const known = shape.fields.get(name);
    findings.at(name, () => {
      if (known === undefined) customProperty(name, one, { category: "sco" }, context, false);
      else walkProperty(one, known, context);
    });
  }
}

function walkExtensions(
  value: unknown,
  predefined: NonNullable<ObjectTable["extensions"]>,
  context: WalkContext,
): void {
  const { findings, version } = context;
  if (!isJsonObject(value)) {
    findings.add("type", `extensions must be a dictionary, and is ${kindOf(value)}.`);
    return;
  }
  if (Object.keys(value).length === 0)
    findings.add("empty-dictionary", "A dictionary is never empty: leave it out.");
  for (const [key, extension] of Object.entries(value))
    findings.at(key, () => {
      if (!isJsonObject(extension)) {
        findings.add("type", `An extension must be an object, and is ${kindOf(extension)}.`);
        return;
      }
      const known = Object.hasOwn(predefined, key) ? predefined[key] : undefined;
      if (Object.keys(extension).length === 0)
        findings.add("extension-empty", "An extension has at least one property.");
      if (known !== undefined) walkEmbedded(extension, shapeOfExtension(known, version), context);
      else if (typeOfId(key) === "extension-definition") walkExtension(extension, context);
      else {
        findings.add("custom-property", `${shown(key)} is no extension of STIX ${version}.`);
        if (version === "2.1")
          findings.add("extensions-use", `${shown(key)} SHOULD be the id of an extension definition.`);
        addPrefix(findings, version, key, /^x-[a-z0-9]+-[a-z0-9-]+-ext$/, /^x-/);
        walkAny(extension, context, true);
      }
    });
}

function walkExtension(extension: JsonObject, context: WalkContext): void {
  const type = extension["extension_type"];
  if (typeof type !== "string" || !(vocabularies.extension.values as ReadonlySet<string>).has(type))
    context.findings.add(
      "extension-type",
      `extension_type must be one of ${[...vocabularies.extension.values].join(", ")}.`,
    );
  walkAny(extension, context, false);
}

function walkDictionary(value: unknown, property: Property, context: WalkContext): void {
  const { findings } = context;
  if (!isJsonObject(value)) {
    findings.add("type", `It must be a dictionary, and is ${kindOf(value)}.`);
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) findings.add("empty-dictionary", "A dictionary is never empty: leave it out.");
  for (const [key, one] of entries)
    findings.at(key, () => {
      checkKey(key, property.keys ?? "any", context);
      if (property.values === undefined) walkAny(one, context, false);
      else if (property.values.kind !== "text") walkProperty(one, property.values, context);
      else if (typeof one !== "string" && !Array.isArray(one))
        findings.add("type", `It must be a text, and is ${kindOf(one)}.`);
    });
}

function checkKey(key: string, rule: KeyRule, { findings, version }: WalkContext): void {
  if (!/^[A-Za-z0-9_-]{1,250}$/.test(key) || (version === "2.0" && key.length < 3 && rule === "lower-case"))
    findings.add("dictionary-key", `${shown(key)} is no key: up to 250 of a-z, A-Z, 0-9, - and _.`);
  if (rule === "pdf" && !pdfKeys.has(key))
    findings.add("pdf-doc-info", `${shown(key)} is no entry of a PDF's information dictionary.`);
  // RFC 7012, 2.3: the names of information elements begin in lower case.
  if (rule === "ipfix" && !/^[a-z][A-Za-z0-9]*$/.test(key))
    findings.add("ipfix", `${shown(key)} is no information element of IPFIX.`);
  if (rule === "socket" && !socketOptions.test(key))
    findings.add("socket-options", `${shown(key)} is no option of a socket.`);
  if (rule === "language") {
    const broken = brokenFormat("language", key);
    if (broken !== null) findings.add(broken, `${shown(key)} ${formatSays[broken]}.`);
  }
}

function walkHashes(value: unknown, context: WalkContext): void {
  const { findings } = context;
  if (!isJsonObject(value)) {
    findings.add("type", `hashes must be a dictionary, and is ${kindOf(value)}.`);
    return;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) findings.add("empty-dictionary", "A dictionary is never empty: leave it out.");
  for (const [name, hash] of entries)
    findings.at(name, () => {
      if (!/^[A-Za-z0-9_-]{3,250}$/.test(name))
        findings.add("hash-name", `${shown(name)} is no name of a hash: 3 to 250 of a-z, A-Z, 0-9, - and _.`);
      const { values, section } = vocabularies.hash;
      if (!(values as ReadonlySet<string>).has(name))
        findings.addVocabulary("hash-algo", section, `${shown(name)} is not of the vocabulary.`);
      if (typeof hash !== "string") findings.add("type", `A hash is a text, and this is ${kindOf(hash)}.`);
      else {
        const length = Object.hasOwn(hashLengths, name) ? hashLengths[name] : undefined;
        if (length !== undefined && (hash.length !== length || !/^[0-9a-fA-F]+$/.test(hash)))
          findings.add("hash-value", `${name} has ${length} hex digits, and this is ${shown(hash)}.`);
      }
    });
}

/** What holds of any JSON in STIX: numbers that a double has, no empty list, keys of dictionaries; bounded in depth. */
export function walkAny(value: unknown, context: WalkContext, isObservable: boolean): void {
  const { findings } = context;
  if (!findings.enter()) return;
  if (typeof value === "number") {
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      findings.add("integer", `${value} can't be kept exactly.`);
  } else if (Array.isArray(value)) {
    if (value.length === 0) findings.add("empty-list", "A list is never empty: leave it out.");
    for (const [at, one] of value.entries()) findings.at(at, () => walkAny(one, context, isObservable));
  } else if (isJsonObject(value))
    for (const [key, one] of Object.entries(value))
      findings.at(key, () => {
        const keyMax = context.version === "2.0" ? 30 : 250;
        if (isObservable && (!/^[a-z0-9_-]+$/.test(key) || key.length > keyMax))
          findings.add(
            "observable-dictionary-keys",
            `${shown(key)} SHOULD be lower case and of ${keyMax} at most.`,
          );
        walkAny(one, context, isObservable);
      });
}
