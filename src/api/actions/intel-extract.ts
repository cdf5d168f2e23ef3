/**
 * Observables in what a person pastes or uploads, before anything is reported: nothing is kept. What stands
 * on the center's allow lists is left out. Files that are not plain text are read in a process of their own.
 */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { extract, reportBytesMax } from "../../intel/index.js";
import { observableTypes } from "../../model/index.js";
import { defineAction } from "../action.js";
import { extractionFor } from "../extraction-for.js";
import { uploadBytesMax } from "../limits.js";
import { apiProblem } from "../problems.js";
import { base64Shape, textShape } from "../shapes.js";

/** Characters of the text that goes back: the page shows where values stand; the file is the sender's anyway. */
const textShownMax = 1_000_000;

export const intelExtract = defineAction({
  id: "intel-extract",
  method: "POST",
  path: "/intel/extract",
  summary: "Find the observables in a pasted text or a file (mail, HTML, PDF, office document)",
  roles: ["analyst", "admin", "operator"],
  bodyBytesMax: uploadBytesMax,
  input: z.object({
    text: textShape.min(1, "Paste a text").max(reportBytesMax).optional(),
    /** The file's bytes in base64. */
    file: base64Shape.min(1).max(uploadBytesMax).optional(),
    fileName: textShape.max(255).optional(),
  }),
  output: z.object({
    observables: z
      .array(
        z.object({
          kind: z.enum([...observableTypes, "vulnerability"]),
          value: z.string(),
          text: z.string(),
          line: z.number(),
          confidence: z.number(),
        }),
      )
      .readonly(),
    notes: z.array(z.string()).readonly(),
    text: z.string(),
  }),
  async handle(center, { person }, { text, file, fileName }) {
    if ((text === undefined) === (file === undefined))
      return apiProblem("input-invalid", "Give either text or file.");
    const input = text === undefined ? { bytes: Buffer.from(file ?? "", "base64"), fileName } : { text };
    const found = await extract(input, await extractionFor(center, person));
    return found instanceof Problem ? found : { ...found, text: found.text.slice(0, textShownMax) };
  },
});
