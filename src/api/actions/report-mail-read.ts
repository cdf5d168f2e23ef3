/** One's own mail as a report to be: its text, what was found in its files, and what would go along. */
import { z } from "zod";
import { Problem } from "../../base/index.js";
import { evidenceLimits } from "../../model/index.js";
import { reportLimits } from "../../share/index.js";
import { defineAction } from "../action.js";
import { openedMailShape } from "../report-shapes.js";
import { openDraft, reportText } from "../reported-mail.js";
import { idShape } from "../shapes.js";

export const reportMailRead = defineAction({
  id: "report-mail-read",
  method: "GET",
  path: "/reports/mail/:id",
  summary: "One mail of yours, as a report to be looked at",
  roles: ["analyst", "admin"],
  input: z.object({ id: idShape }),
  output: openedMailShape,
  async handle(center, { person }, { id }) {
    const opened = await openDraft(center, person, id);
    if (opened instanceof Problem) return opened;
    const { draft, mail, files } = opened;
    const { text, notes } = reportText(mail.text);
    const left = mail.fileCount + 1 - files.length;
    const leftOut =
      left > 0
        ? [
            `${left} of its files are left out here (at most ${evidenceLimits.files}); the mail itself has them.`,
          ]
        : [];
    return {
      ...draft,
      title: draft.subject.slice(0, reportLimits.titleChars),
      text,
      found: mail.inFiles,
      files: files.map(({ name, bytes }, id) => ({ id, name, sizeBytes: bytes.length })),
      notes: [...notes, ...leftOut, ...mail.notes],
    };
  },
});
