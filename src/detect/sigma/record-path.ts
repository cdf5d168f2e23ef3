/**
 * Values at a path of a record. A path's dots may be dots of a name or steps into objects, so both `{"id.orig_h": …}` and
 * `{"id": {"orig_h": …}}` are found; objects in lists are looked into, and `*` stands for any one name. Lists in lists are not
 * looked into, as the index of predicates (`predicates/field-texts.ts`) does not either.
 */

/** A path, parted at each of its dots once and for all. */
export interface RecordPath {
  readonly whole: string;
  readonly steps: readonly { readonly name: string; readonly rest: RecordPath }[];
}

export function recordPath(path: string): RecordPath {
  const steps: { name: string; rest: RecordPath }[] = [];
  for (let dot = path.indexOf("."); dot >= 0; dot = path.indexOf(".", dot + 1))
    steps.push({ name: path.slice(0, dot), rest: recordPath(path.slice(dot + 1)) });
  return { whole: path, steps };
}

/** What is at a path: whether something is, whether it is more than null, and its texts. */
export interface FoundValues {
  present: boolean;
  /** Anything but null and empty lists. */
  filled: boolean;
  readonly texts: string[];
}

export function noValues(): FoundValues {
  return { present: false, filled: false, texts: [] };
}

type JsonObject = Readonly<Record<string, unknown>>;

export function collectAt(record: JsonObject, path: RecordPath, found: FoundValues): void {
  if (Object.hasOwn(record, path.whole)) collectValue(record[path.whole], found);
  for (const { name, rest } of path.steps) {
    if (name === "*") for (const value of Object.values(record)) stepInto(value, rest, found);
    else if (Object.hasOwn(record, name)) stepInto(record[name], rest, found);
  }
}

function stepInto(value: unknown, rest: RecordPath, found: FoundValues): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) collectAt(value as JsonObject, rest, found);
  else
    for (const each of value)
      if (typeof each === "object" && each !== null && !Array.isArray(each))
        collectAt(each as JsonObject, rest, found);
}

function collectValue(value: unknown, found: FoundValues): void {
  found.present = true;
  if (value === null || value === undefined) return;
  if (typeof value !== "object") {
    found.filled = true;
    found.texts.push(String(value));
  } else if (!Array.isArray(value)) found.filled = true;
  else
    for (const each of value) {
      if (each === null) continue;
      found.filled = true;
      if (typeof each !== "object") found.texts.push(String(each));
    }
}
