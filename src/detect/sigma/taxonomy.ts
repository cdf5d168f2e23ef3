/**
 * Taxonomies: what Sigma's log sources and field names mean in our events, as data in `content/taxonomy/`, one file for each
 * family of log sources. A cover says: rules with this log source look at events of these logs (where these conditions hold),
 * and these are the fields there. A rule may have several covers, `dns` those of Zeek and of Suricata; one that has none is
 * still loaded and looks at JSON events by plain names (`uncovered`). docs/sigma.md says how to write one.
 *
 * A field comes from paths of the record (`id.orig_h`, flat or nested, `*` any one name), from columns that every event has
 * (`@source.address`), or from a part of a URL at a path. A path that begins with a dot (`.NewProcessName`) is looked for in
 * each place of `within`, as a field's own name is. All that are there count.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import type { LogSource } from "./rule.js";

export const columnNames = [
  "@source.address",
  "@source.port",
  "@destination.address",
  "@destination.port",
  "@protocol",
  "@service",
  "@action",
  "@time",
  "@log",
  "@message",
] as const;
export type ColumnName = (typeof columnNames)[number];

export const urlParts = ["path", "query", "extension", "host"] as const;
export type UrlPart = (typeof urlParts)[number];

/** Where a field comes from. */
export type FieldSource =
  | { readonly kind: "path"; readonly path: string; readonly part: UrlPart | null }
  | { readonly kind: "column"; readonly column: ColumnName };

/** Any of the values (all in small letters) that a field must have. */
export type CoverCondition = readonly { readonly field: string; readonly values: readonly string[] }[];

export interface Cover {
  /** The taxonomy's id and the number of the cover in it, for people. */
  readonly id: string;
  /** `*`: whatever the rule names; null: the rule must name none. */
  readonly logSource: Readonly<Record<"category" | "product" | "service", string | null>>;
  /** Names of logs, `*` for any letters. */
  readonly logs: readonly string[];
  /** One of them must hold; none where every event of the logs is meant. */
  readonly when: readonly CoverCondition[];
  readonly fields: Readonly<Record<string, readonly FieldSource[]>>;
  /** Where fields are looked for by their own names; the empty path is the record itself. */
  readonly within: readonly string[];
  /** Where keywords are looked for; null for every text of the record. */
  readonly keywords: readonly FieldSource[] | null;
}

export interface Taxonomy {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly covers: readonly Cover[];
}

const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(schema).min(1));
const path = z.string().min(1).max(200);
const source = z
  .union([path, z.strictObject({ field: path, part: z.enum(urlParts) })])
  .transform((given, context): FieldSource => {
    if (typeof given !== "string") return { kind: "path", path: given.field, part: given.part };
    if (!given.startsWith("@")) return { kind: "path", path: given, part: null };
    const column = columnNames.find((name) => name === given);
    if (column !== undefined) return { kind: "column", column };
    context.addIssue({
      code: "custom",
      message: `there is no column ${given}; there are ${columnNames.join(", ")}`,
    });
    return z.NEVER;
  });
const word = z.union([z.string(), z.number()]).transform((value) => String(value).toLowerCase());
const condition = z
  .record(z.string(), oneOrMore(word))
  .transform(
    (fields): CoverCondition => Object.entries(fields).map(([field, values]) => ({ field, values })),
  );
const fieldSet = z.record(z.string(), oneOrMore(source));

const schema = z.strictObject({
  title: z.string(),
  about: z.string(),
  fields: z.record(z.string(), fieldSet).default({}),
  covers: z
    .array(
      z.strictObject({
        logsource: z.strictObject({
          category: z.string().optional(),
          product: z.string().optional(),
          service: z.string().optional(),
        }),
        logs: oneOrMore(z.string().min(1)),
        when: z.union([z.undefined(), oneOrMore(condition)]),
        fields: z.array(z.string()).default([]),
        within: z.array(z.string()).default([""]),
        keywords: z.array(source).optional(),
      }),
    )
    .min(1),
});

/** Logs whose records the kernel asks, so that they need not be read for each rule. */
export function isKernelLog(log: string): boolean {
  return log.startsWith("zeek-") || log.startsWith("eve-") || log.startsWith("*");
}

/** Reads a taxonomy's file. Throws with the place that is wrong, as taxonomies are the program's own. */
export function readTaxonomy(text: string, id: string): Taxonomy {
  const read = schema.safeParse(parse(text));
  if (!read.success) throw new Error(`The taxonomy ${id} can't be used: ${z.prettifyError(read.error)}`);
  const { title, about, fields: sets, covers } = read.data;
  return {
    id,
    title,
    about,
    covers: covers.map((cover, number): Cover => {
      const fields: Record<string, readonly FieldSource[]> = {};
      for (const name of cover.fields) {
        const set = Object.hasOwn(sets, name) ? sets[name] : undefined;
        if (set === undefined) throw new Error(`The taxonomy ${id} has no fields called ${name}.`);
        for (const [field, sources] of Object.entries(set))
          fields[field] = [
            ...(Object.hasOwn(fields, field) ? (fields[field] as FieldSource[]) : []),
            ...sources,
          ];
      }
      const { category = null, product = null, service = null } = cover.logsource;
      return {
        id: `${id}#${number + 1}`,
        logSource: { category, product, service },
        logs: cover.logs,
        when: cover.when ?? [],
        fields,
        within: cover.within,
        keywords: cover.keywords ?? null,
      };
    }),
  };
}

const folder = new URL("../../../content/taxonomy/", import.meta.url);
let own: readonly Taxonomy[] | null = null;

/** The taxonomies in `content/taxonomy/`, in order of their files. */
export function ownTaxonomies(): readonly Taxonomy[] {
  own ??= readdirSync(fileURLToPath(folder))
    .filter((name) => name.endsWith(".yaml"))
    .sort()
    .map((name) => readTaxonomy(readFileSync(new URL(name, folder), "utf8"), name.slice(0, -".yaml".length)));
  return own;
}

/** What rules look at that no taxonomy covers: JSON of no known format, by plain names. */
const uncovered: Cover = {
  id: "uncovered",
  logSource: { category: "*", product: "*", service: "*" },
  logs: ["json", "json-*"],
  when: [],
  fields: {},
  within: [""],
  keywords: null,
};

/** A rule's covers; one that nothing covers gets `uncovered`. */
export function coversOf(logSource: LogSource, taxonomies: readonly Taxonomy[]): readonly Cover[] {
  const covers = taxonomies.flatMap((taxonomy) =>
    taxonomy.covers.filter((cover) => isCovered(logSource, cover)),
  );
  return covers.length === 0 ? [uncovered] : covers;
}

/** False for rules of which no telemetry is known yet. */
export function hasTelemetry(logSource: LogSource, taxonomies: readonly Taxonomy[]): boolean {
  return coversOf(logSource, taxonomies)[0] !== uncovered;
}

const sourceKeys = ["category", "product", "service"] as const;

function isCovered(logSource: LogSource, cover: Cover): boolean {
  return sourceKeys.every((key) => cover.logSource[key] === "*" || cover.logSource[key] === logSource[key]);
}

/** Whether a log is among names with `*`. */
export function isLogOf(log: string, names: readonly string[]): boolean {
  return names.some((name) => {
    const star = name.indexOf("*");
    if (star < 0) return name === log;
    return (
      log.length >= name.length - 1 &&
      log.startsWith(name.slice(0, star)) &&
      log.endsWith(name.slice(star + 1))
    );
  });
}

const known = new WeakMap<Cover, Map<string, readonly FieldSource[]>>();

/** Where a field of a rule comes from under a cover. */
export function sourcesOf(cover: Cover, field: string): readonly FieldSource[] {
  let fields = known.get(cover);
  if (fields === undefined) {
    fields = new Map();
    known.set(cover, fields);
  }
  let sources = fields.get(field);
  if (sources === undefined) {
    sources = findSources(cover, field);
    fields.set(field, sources);
  }
  return sources;
}

function findSources(cover: Cover, field: string): readonly FieldSource[] {
  const mapped = Object.hasOwn(cover.fields, field) ? (cover.fields[field] as readonly FieldSource[]) : [];
  const within = (name: string): FieldSource[] =>
    cover.within.map((place) => ({
      kind: "path",
      path: place === "" ? name : `${place}.${name}`,
      part: null,
    }));
  const found = mapped.flatMap((source) =>
    source.kind === "path" && source.path.startsWith(".") ? within(source.path.slice(1)) : [source],
  );
  const seen = new Set<string>();
  return [...found, ...within(field)].filter((each) => {
    const key = JSON.stringify(each);
    return !seen.has(key) && seen.add(key);
  });
}
