/**
 * The text of a Zeek TSV value. Zeek writes a backslash as `\\` and bytes that would disturb as `\xHH`: its
 * separators, what is not printable, and what is not UTF-8. Undone here so that the value equals the one in
 * JSON, where bytes that are no text stay written as `\xHH`.
 */

export function unescapeTsv(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\\\|(?:\\x[0-9a-fA-F]{2})+/g, (found) => {
    if (found === "\\\\") return "\\";
    const bytes = Buffer.from(found.replaceAll("\\x", ""), "hex");
    const plain = bytes.toString("utf8");
    // U+FFFD: not UTF-8; control characters but tab and line end: nothing to read
    return /[\uFFFD\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(plain) ? found : plain;
  });
}
