// The flood that a sender may make to slow the scan down: the same records, every character of every text value
// written as an escape where JSON allows it to be (`\u0061`). Nothing about them is wrong, and what they carry
// must be found.

export function escapedLine(record) {
  return text(record);
}

function text(value) {
  if (typeof value === "string") return escaped(value);
  if (Array.isArray(value)) return `[${value.map(text).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}:${text(each)}`)
    .join(",")}}`;
}

function escaped(value) {
  let out = '"';
  for (let at = 0; at < value.length; at++) out += `\\u${value.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return `${out}"`;
}
