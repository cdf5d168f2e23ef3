/**
 * The form a mail must have to be taken, and what makes two arrivals the same mail. Lines end in CR LF and nowhere else
 * (RFC 5321 section 2.3.8): a bare LF or CR is how mails are smuggled past servers that read line ends in another way
 * (CVE-2023-51764). Looked at byte by byte, once.
 */
import { sha256Hex } from "../../base/index.js";
import { mailHeadBytesMax } from "./limits.js";

const [nul, lf, cr] = [0, 10, 13];

/** Why it can't be taken, as its sender is told; null where it can. */
export function formFault(bytes: Buffer): string | null {
  if (bytes.length === 0) return "The mail is empty";
  if (bytes.includes(nul)) return "The mail has a NUL byte";
  for (let at = bytes.indexOf(lf); at >= 0; at = bytes.indexOf(lf, at + 1))
    if (at === 0 || bytes[at - 1] !== cr) return "The mail has a bare line feed";
  for (let at = bytes.indexOf(cr); at >= 0; at = bytes.indexOf(cr, at + 1))
    if (bytes[at + 1] !== lf) return "The mail has a bare carriage return";
  return headOf(bytes).length > mailHeadBytesMax ? "The mail's head is too long" : null;
}

/** The head with the line end of its last field; all of it where there is no body. */
export function headOf(bytes: Buffer): Buffer {
  if (bytes[0] === cr && bytes[1] === lf) return bytes.subarray(0, 0);
  const end = bytes.indexOf("\r\n\r\n");
  return end < 0 ? bytes : bytes.subarray(0, end + 2);
}

/** Fields that servers on the way put in front, another time each time. */
const ofTheWay = /^(?:received|return-path|delivered-to|x-original-to|received-spf|authentication-results)$/;

/** The same for the same mail (its Message-ID and all it says), whichever way it came. */
export function contentHash(bytes: Buffer): string {
  const head = headOf(bytes);
  const kept: string[] = [];
  let isKept = true;
  for (const line of head.toString("latin1").split("\r\n")) {
    if (!/^[ \t]/.test(line))
      isKept = !ofTheWay.test(line.slice(0, Math.max(0, line.indexOf(":"))).toLowerCase());
    if (isKept) kept.push(line);
  }
  const body = sha256Hex(bytes.subarray(head.length));
  return sha256Hex(`${kept.join("\r\n")}\0${body}`);
}
