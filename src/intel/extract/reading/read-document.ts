/**
 * Reads whatever bytes hold into plain text: tells what they are, hands them to the one reader for it, and reads what
 * is inside (a PDF in a mail in a mail) the same way. What can't be read is said: as a refusal where it is the
 * whole input, as a note where it is a part. Run in a process of its own (see `reading-process.ts`).
 */
import { type Problem, Refusal } from "../../../base/pure.js";
import { intelProblem } from "../../problems.js";
import { nestingMax } from "../limits.js";
import { contentKind, decodeText, type ReadableKind } from "./content-kind.js";
import type { MailParts } from "./mail-parts.js";
import { readHtml } from "./read-html.js";
import { Sheet, shownName } from "./sheet.js";

export interface Reading {
  readonly text: string;
  readonly notes: readonly string[];
}

const hints: Readonly<Record<string, string>> = {
  "old-office": "Save it as .docx, .xlsx, .pptx or PDF, without a password, or paste its text.",
  "rich-text": "Save it as .docx or PDF, or paste its text.",
  picture: "Pictures are kept as evidence and not read: type in what it shows.",
  archive: "Unpack it and send the files in it.",
  program: "Programs are not read: give its hash.",
  binary: "Paste the text that matters.",
};

export async function readDocument(bytes: Uint8Array): Promise<Reading | Problem> {
  const sheet = new Sheet();
  try {
    await read(bytes, sheet, 0);
  } catch (error) {
    return error instanceof Refusal ? error.problem : broken(error);
  }
  return { text: sheet.text, notes: sheet.notes };
}

/** A mail in its parts; files in it are read like documents. */
export async function readMailParts(bytes: Uint8Array): Promise<MailParts | Problem> {
  const sheet = new Sheet();
  try {
    const { mailParts } = await import("./mail-parts.js");
    return await mailParts(bytes, sheet, (part, name) => readPart(part, name, sheet, 1));
  } catch (error) {
    return error instanceof Refusal ? error.problem : broken(error);
  }
}

function broken(error: unknown): Problem {
  const detail = error instanceof Error ? error.message.replace(/\p{C}/gu, " ").slice(0, 200) : "unknown";
  return intelProblem("document-broken", `It can't be read to its end: ${detail}`);
}

async function read(bytes: Uint8Array, sheet: Sheet, depth: number): Promise<void> {
  const content = contentKind(bytes);
  if (content.kind === "unread")
    throw new Refusal(intelProblem("document-unread", `It is ${content.name}.`, hints[content.why]));
  await readers[content.kind](bytes, sheet, depth);
}

const readers: Readonly<
  Record<ReadableKind, (bytes: Uint8Array, sheet: Sheet, depth: number) => Promise<void>>
> = {
  text: async (bytes, sheet) => sheet.write(decodeText(bytes)),
  html: async (bytes, sheet) => readHtml(decodeText(bytes), sheet),
  // The libraries are loaded when they are needed: most readings need one.
  pdf: async (bytes, sheet) => (await import("./read-pdf.js")).readPdf(bytes, sheet),
  zip: async (bytes, sheet) => (await import("./read-office.js")).readOffice(bytes, sheet),
  mail: async (bytes, sheet, depth) =>
    (await import("./read-mail.js")).readMail(bytes, sheet, (part, name) =>
      readPart(part, name, sheet, depth + 1),
    ),
};

/** A part that can't be read takes nothing from the rest. */
async function readPart(bytes: Uint8Array, name: string | null, sheet: Sheet, depth: number): Promise<void> {
  if (depth > nestingMax) return sheet.note(`${shownName(name)} was not read: it stands in too many others.`);
  try {
    await read(bytes, sheet, depth);
  } catch (error) {
    const problem = error instanceof Refusal ? error.problem : broken(error);
    sheet.note(`${shownName(name)} was not read: ${problem.detail}`);
  }
}
