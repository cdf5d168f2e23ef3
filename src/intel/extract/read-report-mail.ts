/** A mail to the center, read apart: what its person goes on with, and the observables in it and in its files. */
import { Problem } from "../../base/index.js";
import { intelProblem } from "../problems.js";
import { extractText } from "./extract-text.js";
import type { ExtractedObservable, ExtractionOptions } from "./extraction.js";
import { inputBytesMax } from "./limits.js";
import type { MailFile } from "./reading/mail-parts.js";
import { readMailApart } from "./reading/reading-process.js";

export interface ReportMail {
  readonly text: string;
  readonly files: readonly MailFile[];
  readonly fileCount: number;
  /** What was found in its files; its text is the person's to change first. */
  readonly inFiles: readonly ExtractedObservable[];
  readonly notes: readonly string[];
}

export async function readReportMail(
  bytes: Uint8Array,
  options: ExtractionOptions = {},
): Promise<ReportMail | Problem> {
  if (bytes.length > inputBytesMax)
    return intelProblem("report-too-large", `It has ${bytes.length} bytes; ${inputBytesMax} are allowed.`);
  const parts = await readMailApart(bytes);
  if (parts instanceof Problem) return parts;
  const { fileText, notes, ...rest } = parts;
  const found = await extractText(fileText, options, notes);
  return { ...rest, inFiles: found.observables, notes: found.notes };
}
