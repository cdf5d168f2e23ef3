/**
 * Reads a YAML file by a schema. An unknown key is refused with the nearest known one, because a misspelt setting that is
 * silently ignored is worse than none.
 */
import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";
import { Problem } from "../base/index.js";
import { cliProblem } from "./problems.js";

const fileBytesMax = 1024 * 1024;

/** Edits that turn one word into the other (Levenshtein), for "did you mean". */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] as number) + 1,
          (next[j - 1] as number) + 1,
          (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] as number;
}

/** The keys that may stand at a place of the schema. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  let json: unknown = z.toJSONSchema(schema as z.ZodType, { io: "input" });
  for (const step of path) {
    const node = json as { properties?: Record<string, unknown>; items?: unknown };
    json = typeof step === "number" ? node.items : node.properties?.[String(step)];
  }
  return Object.keys((json as { properties?: object } | undefined)?.properties ?? {});
}

function describeIssue(schema: z.ZodType, issue: z.core.$ZodIssue): string {
  const place = issue.path.length === 0 ? "the top level" : `\`${issue.path.map(String).join(".")}\``;
  if (issue.code !== "unrecognized_keys") return `${place}: ${issue.message}.`;
  return issue.keys
    .map((key) => {
      const known = [...keysAt(schema, issue.path)].sort((a, b) => distance(key, a) - distance(key, b));
      const near = known[0];
      const hint =
        near !== undefined && distance(key, near) <= 3
          ? ` Did you mean \`${near}\`?`
          : ` Known here: ${known.join(", ")}.`;
      return `${place}: \`${key}\` is not a setting.${hint}`;
    })
    .join(" ");
}

export type Settings = Readonly<Record<string, unknown>>;

/** What holds beside the text. */
export interface Beside<T> {
  /** Keys written with dots that hold where the text does not set them. */
  readonly under?: Settings;
  /** Faults of what each part allows by itself, each naming its place. */
  readonly faultsOf?: (read: T) => readonly string[];
}

/** Sets a key written with dots where the content does not set it. */
function underlay(content: unknown, key: string, value: unknown): unknown {
  if (content !== undefined && (typeof content !== "object" || content === null)) return content;
  const [first = "", ...rest] = key.split(".");
  const own = (content ?? {}) as Settings;
  const below = rest.length === 0 ? (own[first] ?? value) : underlay(own[first], rest.join("."), value);
  return { ...own, [first]: below };
}

function readContent(text: string): unknown | Problem {
  const document = parseDocument(text, { prettyErrors: true });
  const fault = document.errors[0];
  if (fault !== undefined) return cliProblem("config-invalid", fault.message);
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return cliProblem("config-invalid", error instanceof Error ? `${error.message}.` : "It can't be read.");
  }
}

/** Reads a configuration's text; every fault found is named with its place. */
export function parseSettings<T>(
  schema: z.ZodType<T>,
  text: string,
  { under = {}, faultsOf = () => [] }: Beside<T> = {},
): T | Problem {
  const content = readContent(text);
  if (content instanceof Problem) return content;
  const whole = Object.entries(under).reduce((sum, [key, value]) => underlay(sum, key, value), content);
  const parsed = schema.safeParse(whole);
  const faults = parsed.success
    ? faultsOf(parsed.data)
    : parsed.error.issues.map((issue) => describeIssue(schema, issue));
  return parsed.success && faults.length === 0 ? parsed.data : cliProblem("config-invalid", faults.join(" "));
}

function readText(path: string): string | Problem {
  try {
    const bytes = readFileSync(path);
    return bytes.length > fileBytesMax
      ? cliProblem("config-invalid", `${path} has ${bytes.length} bytes; ${fileBytesMax} are allowed.`)
      : bytes.toString("utf8");
  } catch (error) {
    return cliProblem("path-missing", `${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** The configuration in a file, or all defaults where no file is named. */
export function readSettings<T>(
  schema: z.ZodType<T>,
  path: string | undefined,
  beside: Beside<T> = {},
): T | Problem {
  const text = path === undefined ? "" : readText(path);
  if (text instanceof Problem) return text;
  const read = parseSettings(schema, text, beside);
  return read instanceof Problem && path !== undefined
    ? cliProblem("config-invalid", `${path}: ${read.detail}`)
    : read;
}

/** What a file sets itself, by keys written with dots; lists stand as they are. */
export function settingsIn(path: string | undefined): Settings | Problem {
  const text = path === undefined ? "" : readText(path);
  const content = text instanceof Problem ? text : readContent(text);
  if (content instanceof Problem) return content;
  const found: Record<string, unknown> = {};
  const walk = (value: unknown, key: string): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      for (const [name, each] of Object.entries(value)) walk(each, key === "" ? name : `${key}.${name}`);
    else found[key] = value;
  };
  walk(content, "");
  return found;
}
