/**
 * STIX as text: UTF-8 JSON in which no key stands twice (I-JSON, RFC 7493, 2.3), since of two one reader takes the
 * first and another the last, and a marking could be hidden from one of them.
 */

export type StixText =
  | { readonly value: unknown; readonly problem: null }
  | {
      readonly value: null;
      readonly problem: { readonly rule: "json" | "duplicate-key"; readonly detail: string };
    };

const refuse = (rule: "json" | "duplicate-key", detail: string): StixText => ({
  value: null,
  problem: { rule, detail },
});

/** Levels of brackets that are read. */
const depthMax = 128;

export function parseStix(text: string): StixText {
  const content = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const keys = lookAtKeys(content);
  if (keys !== null) return keys;
  try {
    return { value: JSON.parse(content) as unknown, problem: null };
  } catch (error) {
    return refuse("json", error instanceof Error ? error.message.slice(0, 200) : "It is no JSON.");
  }
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split("\n").length;

/** Goes through brackets and strings once; what is no JSON is left to the parser. */
function lookAtKeys(text: string): StixText | null {
  const open: (Set<string> | null)[] = [];
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 123 || code === 91) {
      if (open.push(code === 123 ? new Set() : null) > depthMax)
        return refuse("json", `Line ${lineOf(text, at)}: it nests more than ${depthMax} deep.`);
    } else if (code === 125 || code === 93) open.pop();
    else if (code === 34) {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
        const key = unescaped(text.slice(at, end));
        if (keys.has(key))
          return refuse(
            "duplicate-key",
            `Line ${lineOf(text, at)}: the key ${key.slice(0, 80)} stands there twice.`,
          );
        keys.add(key);
      }
      at = end;
      continue;
    }
    at++;
  }
  return null;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at++;
    else if (code === 34) return at + 1;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (" \t\r\n".includes(text[at] ?? "x")) at++;
  return text.charCodeAt(at) === 58;
}

function unescaped(quoted: string): string {
  if (!quoted.includes("\\")) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted;
  }
}
