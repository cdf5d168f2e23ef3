/** Takes a copy of the audit chain: asks for it page by page and hands it to the browser as one file. */
import type { AuditCopy } from "../../api/types.js";
import { get, post } from "../ask.js";
import { offerFile } from "../parts/offer-file.js";

interface CopyPage {
  readonly lines: readonly string[];
  readonly next: number | null;
}

/** Writes an entry of its own into the chain, as every export does. `onProgress` is told from 0 to 1. */
export async function takeCopy(onProgress: (done: number) => void): Promise<void> {
  const { first, last, sequence } = await post<AuditCopy>("/audit/export", {});
  const parts: string[] = [`${first}\n`];
  for (let after: number | null = 0; after !== null; ) {
    const page: CopyPage = await get<CopyPage>(`/audit/copy?after=${after}&through=${sequence}`);
    parts.push(page.lines.map((line) => `${line}\n`).join(""));
    after = page.next;
    onProgress((after ?? sequence) / sequence);
  }
  parts.push(`${last}\n`);
  offerFile(`breakwater-audit-${sequence}.ndjson`, parts, "application/x-ndjson");
}
