/**
 * The JSON schemas of STIX 2.1 that OASIS publishes (`cti-stix2-json-schemas`), as the copy that stixview ships, asked
 * through Ajv. They say of one object what is wrong with it; what JSON schemas can't say they don't.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { theirs } from "./packages.js";

interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly { readonly instancePath: string; readonly message?: string }[] | null;
}
interface AjvOf {
  new (
    options: object,
  ): {
    addSchema(schema: object): void;
    addFormat(name: string, format: RegExp): void;
    getSchema(id: string): Validate | undefined;
  };
}

/** What the schema of the object's type says against it; null where there is none for it. */
export type SchemaCheck = (object: { readonly type: string }) => readonly string[] | null;

/** The schema names IDN host names, which Ajv's formats don't have: what RFC 5890 lets stand in a label. */
const hostName =
  /^(?=.{1,253}\.?$)(?:[\p{L}\p{M}\p{N}_](?:[\p{L}\p{M}\p{N}_-]{0,61}[\p{L}\p{M}\p{N}_])?\.?)+$/u;

export async function readSchemas(folder: string): Promise<SchemaCheck> {
  const { default: ajv } = await theirs<{ default: { default: AjvOf } }>(folder, "ajv");
  const { default: addFormats } = await theirs<{ default: { default: (to: object) => void } }>(
    folder,
    "ajv-formats",
  );
  const all = new ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(all);
  all.addFormat("idn-hostname", hostName);
  const root = join(folder, "node_modules/stixview/src/stix2-schemas");
  const ids = new Map<string, string>();
  for (const file of readdirSync(root, { recursive: true, encoding: "utf8" }).filter((one) =>
    one.endsWith(".json"),
  )) {
    const schema = JSON.parse(readFileSync(join(root, file), "utf8")) as { $id: string };
    all.addSchema(schema);
    ids.set(basename(file, ".json"), schema.$id);
  }
  return (object) => {
    const validate = all.getSchema(ids.get(object.type) ?? "");
    if (validate === undefined) return null;
    if (validate(object)) return [];
    return (validate.errors ?? []).map(({ instancePath, message = "" }) => `${instancePath} ${message}`);
  };
}
