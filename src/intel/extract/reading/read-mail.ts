/**
 * A mail: who it says it is from, the path it took, its text and HTML, and everything attached to it, mails within
 * mails among them. Whom it was sent to is left out: that is who was attacked. Parts, depth and headers are
 * bounded; the library (postal-mime: no dependencies, made for hostile mail) refuses deeper nesting by itself.
 */
import PostalMime, { type Address, type Email } from "postal-mime";
import { mailDepthMax, mailHeaderBytesMax, mailPartsMax } from "../limits.js";
import { readHtml } from "./read-html.js";
import { type Sheet, shownName } from "./sheet.js";

/** Headers that carry where a mail came from. */
const pathHeaders = new Set([
  "received",
  "x-originating-ip",
  "x-sender-ip",
  "x-client-ip",
  "x-source-ip",
  "received-spf",
  "authentication-results",
  "x-php-originating-script",
  "list-unsubscribe",
]);
const pathHeadersMax = 40;
const headerLengthMax = 2_000;

/** Reads what is attached, by its content. */
export type ReadPart = (bytes: Uint8Array, name: string | null) => Promise<void>;

export async function readMail(bytes: Uint8Array, sheet: Sheet, readPart: ReadPart): Promise<void> {
  const mail = await PostalMime.parse(bytes, {
    forceRfc822Attachments: true,
    maxNestingDepth: mailDepthMax,
    maxHeadersSize: mailHeaderBytesMax,
  });
  writeHeaders(mail, sheet);
  sheet.write("");
  for (const line of (mail.text ?? "").split(/\r?\n/)) sheet.write(line);
  if (mail.html !== undefined) readHtml(mail.html, sheet);
  for (const part of mail.attachments) {
    if (sheet.full) return;
    if (++sheet.parts > mailPartsMax)
      return sheet.note(`The mail has more than ${mailPartsMax} parts; the rest was not read.`);
    sheet.write("");
    sheet.write(`Attachment ${shownName(part.filename)}`);
    const { content } = part;
    await readPart(
      typeof content === "string" ? Buffer.from(content) : new Uint8Array(content),
      part.filename,
    );
  }
}

function writeHeaders(mail: Email, sheet: Sheet): void {
  const senders: readonly (readonly [string, readonly Address[]])[] = [
    ["From", mail.from === undefined ? [] : [mail.from]],
    ["Sender", mail.sender === undefined ? [] : [mail.sender]],
    ["Reply-To", mail.replyTo ?? []],
  ];
  for (const [name, addresses] of senders) {
    const flat = addresses.flatMap((one) => one.group ?? [one]);
    if (flat.length > 0)
      sheet.write(
        `${name}: ${flat
          .map((one) => `${one.name} <${one.address}>`)
          .join(", ")
          .slice(0, headerLengthMax)}`,
      );
  }
  if (mail.returnPath !== undefined)
    sheet.write(`Return-Path: <${mail.returnPath.slice(0, headerLengthMax)}>`);
  if (mail.subject !== undefined) sheet.write(`Subject: ${mail.subject.slice(0, headerLengthMax)}`);
  const path = mail.headers.filter(({ key }) => pathHeaders.has(key)).slice(0, pathHeadersMax);
  for (const { key, value } of path)
    sheet.write(`${key}: ${value.replace(/\s+/g, " ").slice(0, headerLengthMax)}`);
}
