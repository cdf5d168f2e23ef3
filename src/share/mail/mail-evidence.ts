/** The files that go with a report that came by mail: the mail itself, then what is attached, as far as there is room. */
import { evidenceLimits } from "../../model/index.js";
import type { GivenEvidence } from "../reports/evidence.js";

export function mailEvidence(mail: Uint8Array, attached: readonly GivenEvidence[]): readonly GivenEvidence[] {
  const files: GivenEvidence[] = [{ name: "mail.eml", bytes: mail }];
  let bytes = mail.length;
  for (const file of attached) {
    if (files.length === evidenceLimits.files) break;
    const isFit = file.bytes.length > 0 && file.bytes.length <= evidenceLimits.fileBytes;
    if (!isFit || bytes + file.bytes.length > evidenceLimits.allBytes) continue;
    bytes += file.bytes.length;
    files.push({ name: file.name, bytes: file.bytes });
  }
  return files;
}
