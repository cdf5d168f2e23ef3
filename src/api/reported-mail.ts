/** A mail as the report form takes it up: its subject and text within a report's bounds, and what is in its files. */
import { Problem } from "../base/index.js";
import { type ReportMail, readReportMail } from "../intel/index.js";
import type { Person } from "../model/index.js";
import { type MailDraft, mailEvidence, readMailDraft, reportLimits } from "../share/index.js";
import type { Center } from "./center.js";
import { extractionFor } from "./extraction-for.js";

export interface OpenedDraft {
  readonly draft: MailDraft;
  readonly mail: ReportMail;
  /** The mail itself first. */
  readonly files: ReturnType<typeof mailEvidence>;
}

export async function openDraft(center: Center, person: Person, id: string): Promise<OpenedDraft | Problem> {
  const kept = await readMailDraft(center.state.db, person.id, id);
  if (kept instanceof Problem) return kept;
  const mail = await readReportMail(kept.content, await extractionFor(center, person));
  if (mail instanceof Problem) return mail;
  return { draft: kept.draft, mail, files: mailEvidence(kept.content, mail.files) };
}

/** The text as a report can hold it: lines broken where they are too long, the end left out. */
export function reportText(text: string): { readonly text: string; readonly notes: readonly string[] } {
  const lines = text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "\ufffd")
    .split("\n")
    .flatMap((line) => (line.length <= reportLimits.lineChars ? [line] : pieces(line)));
  const whole = lines.join("\n");
  if (whole.length <= reportLimits.textChars) return { text: whole, notes: [] };
  return {
    text: whole.slice(0, reportLimits.textChars - 1),
    notes: [
      `Only the first ${reportLimits.textChars} characters of its text are here; the mail itself has all.`,
    ],
  };
}

function pieces(line: string): readonly string[] {
  const count = Math.ceil(Math.min(line.length, reportLimits.textChars * 2) / reportLimits.lineChars);
  return Array.from({ length: count }, (_, at) =>
    line.slice(at * reportLimits.lineChars, (at + 1) * reportLimits.lineChars),
  );
}
