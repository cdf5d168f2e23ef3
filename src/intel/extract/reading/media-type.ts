/**
 * The media type of bytes (https://www.iana.org/assignments/media-types) as they tell it themselves. It is for people
 * to read: nothing is opened by it. Bytes that are two things at once are named as what a reader here takes them for.
 */
import { contentKind } from "./content-kind.js";

/** By the words that `contentKind` has for what is not read. */
const unread: Readonly<Record<string, string>> = {
  "a rich text document (.rtf)": "application/rtf",
  "a picture (PNG)": "image/png",
  "a picture (JPEG)": "image/jpeg",
  "a picture (GIF)": "image/gif",
  "a picture (TIFF)": "image/tiff",
  "a picture (WebP)": "image/webp",
  "an archive (gzip)": "application/gzip",
  "an archive (zstd)": "application/zstd",
  "an archive (7z)": "application/x-7z-compressed",
  "an archive (RAR)": "application/vnd.rar",
  "an archive (bzip2)": "application/x-bzip2",
  "an archive (xz)": "application/x-xz",
  "a program (ELF)": "application/x-elf",
  "a program (Windows)": "application/vnd.microsoft.portable-executable",
};

const read = {
  text: "text/plain",
  mail: "message/rfc822",
  html: "text/html",
  pdf: "application/pdf",
} as const;

const office: readonly (readonly [string, string])[] = [
  ["word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"],
];

/** Names of an archive's entries stand in its first and last bytes; looked at are so many of each. */
const edgeBytes = 65_536;

export function mediaTypeOf(bytes: Uint8Array): string {
  const content = contentKind(bytes);
  if (content.kind === "unread")
    return content.why === "old-office"
      ? oleType(bytes)
      : (unread[content.name] ?? "application/octet-stream");
  return content.kind === "zip" ? zipType(bytes) : read[content.kind];
}

function zipType(bytes: Uint8Array): string {
  const edges = [bytes.subarray(0, edgeBytes), bytes.subarray(Math.max(0, bytes.length - edgeBytes))];
  const names = edges.map((edge) => Buffer.from(edge).toString("latin1")).join("\n");
  if (!names.includes("[Content_Types].xml")) return "application/zip";
  return office.find(([folder]) => names.includes(folder))?.[1] ?? "application/zip";
}

/** An Outlook message ([MS-OXMSG] 2.4) is an OLE container with a stream of this name, in UTF-16. */
const outlookStream = Buffer.from("__properties_version1.0", "utf16le");

function oleType(bytes: Uint8Array): string {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return all.includes(outlookStream) ? "application/vnd.ms-outlook" : "application/x-ole-storage";
}
