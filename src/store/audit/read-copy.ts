/**
 * Verifies a copy from bytes as they come from a file, or from lines as a center hands them out. A line is bounded,
 * and bytes that are no UTF-8 make it unreadable rather than another text.
 */

import type { AuditVerdict } from "./verdict.js";
import { CopyVerifier, type VerifyOptions } from "./verify.js";

/** An entry's detail is at most 8 KiB (`detailBytesMax`); escapes and the rest of a line stay far below. */
const lineBytesMax = 1 << 20;
const newline = 0x0a;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string | null {
  try {
    return bytes.length > lineBytesMax ? null : decoder.decode(bytes);
  } catch {
    return null;
  }
}

export async function verifyCopy(
  bytes: AsyncIterable<Uint8Array>,
  options: VerifyOptions,
): Promise<AuditVerdict> {
  const verifier = new CopyVerifier(options);
  let rest = Buffer.alloc(0);
  for await (const chunk of bytes) {
    let buffer = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    for (let end = buffer.indexOf(newline); end >= 0; end = buffer.indexOf(newline)) {
      verifier.take(textOf(buffer.subarray(0, end)));
      buffer = buffer.subarray(end + 1);
    }
    // What is over the bound can't become readable: only that it is too long is kept of it.
    rest = buffer.length > lineBytesMax ? buffer.subarray(0, lineBytesMax + 1) : buffer;
    if (verifier.decided) break;
  }
  return verifier.finish(rest.length > 0);
}
