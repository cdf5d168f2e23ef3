/**
 * Observables out of whatever people paste or send: the one entrance to this folder. Plain text is searched here and
 * now; anything else is first read in a process of its own. Nothing is kept and nothing is asked over a network.
 */
import { Problem } from "../../base/index.js";
import { intelProblem } from "../problems.js";
import { extractText } from "./extract-text.js";
import type { Extraction, ExtractionInput, ExtractionOptions } from "./extraction.js";
import { inputBytesMax } from "./limits.js";
import { contentKind, decodeText } from "./reading/content-kind.js";
import { readApart } from "./reading/reading-process.js";

/** Refuses what is empty, too large or unreadable; everything else answers, with notes on what was not read. */
export async function extract(
  input: ExtractionInput,
  options: ExtractionOptions = {},
): Promise<Extraction | Problem> {
  const bytes = "text" in input ? null : input.bytes;
  const size = "text" in input ? input.text.length : input.bytes.length;
  if (size > inputBytesMax)
    return intelProblem("report-too-large", `It has ${size} bytes; ${inputBytesMax} are allowed.`);
  if (size === 0) return intelProblem("report-empty", "There is nothing in it.");
  const source = bytes ?? Buffer.from((input as { readonly text: string }).text);
  const { kind } = contentKind(source);
  // A pasted text is a text, whatever it begins with, unless it is a mail's or a page's source.
  if (kind === "text" || ("text" in input && kind !== "mail" && kind !== "html"))
    return extractText("text" in input ? input.text : decodeText(input.bytes), options);
  const reading = await readApart(source);
  return reading instanceof Problem ? reading : extractText(reading.text, options, reading.notes);
}
