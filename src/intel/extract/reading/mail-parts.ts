/**
 * A mail that a person sent to report something: its text, its files one by one, and the text in the files, so that the
 * person can look at them. Its own head is left out: who sent it and by which way is the reporter's, not what
 * happened. Where its parts can't be read (broken, nested too deep), there is a note and the rest is empty.
 */
import PostalMime from "postal-mime";
import { mailDepthMax, mailFilesMax, mailHeaderBytesMax, mailPartsMax } from "../limits.js";
import { readHtml } from "./read-html.js";
import type { ReadPart } from "./read-mail.js";
import { Sheet, shownName } from "./sheet.js";

export interface MailFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface MailParts {
  readonly text: string;
  /** What stands in its files. */
  readonly fileText: string;
  /** The first of them. */
  readonly files: readonly MailFile[];
  /** How many there are. */
  readonly fileCount: number;
  readonly notes: readonly string[];
}

/** `readPart` reads a file into the sheet it was made with. */
export async function mailParts(bytes: Uint8Array, sheet: Sheet, readPart: ReadPart): Promise<MailParts> {
  let mail: Awaited<ReturnType<typeof PostalMime.parse>>;
  try {
    mail = await PostalMime.parse(bytes, {
      forceRfc822Attachments: true,
      maxNestingDepth: mailDepthMax,
      maxHeadersSize: mailHeaderBytesMax,
    });
  } catch {
    const note =
      "The mail's parts can't be read: it is broken, or nested too deep. The mail itself is there.";
    return { text: "", fileText: "", files: [], fileCount: 0, notes: [note] };
  }
  const body = new Sheet();
  if (mail.text !== undefined) body.write(mail.text.replace(/\r\n?/g, "\n"));
  else if (mail.html !== undefined) readHtml(mail.html, body);
  const files: MailFile[] = [];
  for (const [index, { content, filename }] of mail.attachments.entries()) {
    const file = typeof content === "string" ? Buffer.from(content) : new Uint8Array(content);
    if (index < mailFilesMax) files.push({ name: filename ?? "", bytes: file });
    if (index === mailPartsMax)
      sheet.note(`The mail has more than ${mailPartsMax} parts; the rest was not read.`);
    if (index >= mailPartsMax || sheet.full) continue;
    sheet.parts++;
    sheet.write(`Attachment ${shownName(filename)}`);
    await readPart(file, filename);
  }
  return {
    text: body.text.trim(),
    fileText: sheet.text,
    files,
    fileCount: mail.attachments.length,
    notes: [...body.notes, ...sheet.notes],
  };
}
