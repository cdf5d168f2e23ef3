/**
 * Tells what bytes are by themselves, never by a name or a declared type: those come from whoever sent them. What is
 * not read is named, too, so that the refusal can say what to do.
 */

export const readableKinds = ["text", "mail", "html", "pdf", "zip"] as const;
export type ReadableKind = (typeof readableKinds)[number];

export type ContentKind =
  | { readonly kind: ReadableKind }
  | {
      readonly kind: "unread";
      readonly why: "old-office" | "rich-text" | "picture" | "archive" | "program" | "binary";
      readonly name: string;
    };

const signatures: readonly (readonly [string, Extract<ContentKind, { kind: "unread" }>["why"], string])[] = [
  [
    "d0cf11e0a1b11ae1",
    "old-office",
    "an old or encrypted Office document, or an Outlook message (.doc, .xls, .ppt, .msg)",
  ],
  ["7b5c727466", "rich-text", "a rich text document (.rtf)"],
  ["89504e470d0a1a0a", "picture", "a picture (PNG)"],
  ["ffd8ff", "picture", "a picture (JPEG)"],
  ["474946383761", "picture", "a picture (GIF)"],
  ["474946383961", "picture", "a picture (GIF)"],
  ["49492a00", "picture", "a picture (TIFF)"],
  ["4d4d002a", "picture", "a picture (TIFF)"],
  ["1f8b08", "archive", "an archive (gzip)"],
  ["28b52ffd", "archive", "an archive (zstd)"],
  ["377abcaf271c", "archive", "an archive (7z)"],
  ["526172211a07", "archive", "an archive (RAR)"],
  ["425a68", "archive", "an archive (bzip2)"],
  ["fd377a585a00", "archive", "an archive (xz)"],
  ["7f454c46", "program", "a program (ELF)"],
  ["78da", "binary", "compressed data"],
];

const headBytes = 4096;

/** Looks at the first 4 KiB, and for zero bytes at the first 64 KiB. */
export function contentKind(bytes: Uint8Array): ContentKind {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headBytes));
  const hex = head.subarray(0, 16).toString("hex");
  if (head.subarray(0, 1024).includes("%PDF-")) return { kind: "pdf" };
  if (hex.startsWith("504b0304") || hex.startsWith("504b0506")) return { kind: "zip" };
  for (const [signature, why, name] of signatures)
    if (hex.startsWith(signature)) return { kind: "unread", why, name };
  if (hex.startsWith("52494646") && head.subarray(8, 12).toString("latin1") === "WEBP")
    return { kind: "unread", why: "picture", name: "a picture (WebP)" };
  const wide = hex.startsWith("fffe") || hex.startsWith("feff");
  const sample = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 65_536));
  if (!wide && sample.includes(0))
    return hex.startsWith("4d5a")
      ? { kind: "unread", why: "program", name: "a program (Windows)" }
      : { kind: "unread", why: "binary", name: "no text and no known document" };
  const text = head.toString("latin1");
  if (isMail(text)) return { kind: "mail" };
  return isHtml(text) ? { kind: "html" } : { kind: "text" };
}

/** A header block at the very beginning with what only a mail on its way has. */
function isMail(head: string): boolean {
  const lines = head.split(/\r?\n/, 60);
  if (/^From \S{1,200} /.test(lines[0] as string)) lines.shift();
  let names = 0;
  let sent = false;
  for (const line of lines) {
    if (line === "") break;
    if (/^[ \t]/.test(line)) continue;
    const name = /^([A-Za-z][A-Za-z0-9-]{1,60}):/.exec(line)?.[1]?.toLowerCase();
    if (name === undefined) return false;
    names++;
    if (
      /^(?:mime-version|message-id|received|return-path|content-transfer-encoding|dkim-signature|delivered-to)$/.test(
        name,
      )
    )
      sent = true;
  }
  return sent && names >= 2;
}

function isHtml(head: string): boolean {
  const text = head
    .replace(/^\ufeff|^\u00ef\u00bb\u00bf/, "")
    .trimStart()
    .slice(0, 1024)
    .toLowerCase();
  return (
    /^(?:<!doctype html|<html|<head|<body|<\?xml[^>]{0,200}>\s{0,20}<(?:!doctype html|html))/.test(text) ||
    (text.startsWith("<") &&
      /<(?:html|body|table|div|p|a href)[\s>]/.test(text) &&
      /<\/[a-z]/.test(head.toLowerCase()))
  );
}

/** The text of bytes: UTF-8 or UTF-16 by its mark, else UTF-8 where it is that, else Windows-1252. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}
