/**
 * Where a forwarded mail begins in a text: the head that mail programs write above what they forward, in the languages
 * of a port's people, behind `>` or in bold. What follows is what somebody was sent, not what an author wrote of it:
 * its links are no citations, its `contact us` is no imprint, and who it says it is from is the first thing to know.
 */

// `> *From:* `: behind `>`, in bold, or in a table's cell.
const sender =
  /^[>\s|*_]{0,20}(?:x-)?(?:from|de|von|d[ae]|sender|reply-to|responder a|return-path|envelope-from|original-sender)[*_]{0,2}\s?[:：]/i;
const other =
  /^[>\s|*_]{0,20}(?:date|sent|to|cc|subject|reply-to|message-id|received|return-path|enviado|enviada|fecha|para|asunto|responder a|data|assunto|gesendet|an|datum|betreff|envoyé|à|objet)[*_]{0,2}\s?[:：]/i;

/** Lines behind the sender's in which the rest of a head is looked for: a long sender is broken over several. */
const headLines = 3;
const lineMax = 1_000;

/** True for a line that says who a mail is from: `From: Billing <billing@…>`. */
export const isSenderLine = (line: string): boolean => line.length <= lineMax && sender.test(line);

/** True where a mail's head begins at line `at` (from 0). */
export function isMailHead(lines: readonly (string | undefined)[], at: number): boolean {
  if (!isSenderLine(lines[at] ?? "")) return false;
  for (let next = at + 1; next <= at + headLines; next++) {
    const line = lines[next];
    if (line !== undefined && line.length <= lineMax && other.test(line)) return true;
  }
  return false;
}
