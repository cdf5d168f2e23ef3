/**
 * A page of an edge's set as bytes: a line that says what it is, a line that signs it (Ed25519, RFC 8032), then the
 * lines of the set, whose hash stands in the first. The signature holds for one edge, one run of the set (`epoch`) and
 * one place in it, so that no page passes for another's, for an older one, or for more or less than it is.
 */
import { z } from "zod";
import { type Problem, sha256Hex } from "../../base/index.js";
import { signedBy } from "../../store/index.js";
import { shareProblem } from "../problems.js";

export const pageFormat = "breakwater-edge-set/1";

const place = z.string().max(200);

const pageHead = z.strictObject({
  format: z.literal(pageFormat),
  /** Whose edge it is for. */
  audience: z.string().max(200),
  /** Rises with each set that is begun anew from its start. */
  epoch: z.number().int().min(1).max(9e15),
  /** Pages of this epoch up to and with this one; those without lines don't count. */
  sequence: z.number().int().min(0).max(9e15),
  /** The place that was asked for, as it was asked. */
  after: place,
  /** Where to go on; says nothing to an edge. */
  until: place,
  more: z.boolean(),
  lines: z.number().int().min(0).max(1_000_000),
  bytes: z.number().int().min(0).max(1e9),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  issuedUs: z.number().int().min(0).max(9e15),
});
export type PageHead = z.infer<typeof pageHead>;

export interface SetPage {
  readonly head: PageHead;
  /** Its lines, each with its line end. */
  readonly body: Buffer;
  /** All of it, as it came. */
  readonly whole: Buffer;
}

/** No signature of a page passes for one of the audit chain, whose texts begin otherwise. */
const signedText = (headLine: string): string => `breakwater edge set\n${headLine}`;

export function writePage(
  said: Omit<PageHead, "format" | "lines" | "bytes" | "sha256">,
  lines: readonly string[],
  sign: (text: string) => string,
): Buffer {
  const body = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  const head: PageHead = {
    format: pageFormat,
    ...said,
    lines: lines.length,
    bytes: body.length,
    sha256: sha256Hex(body),
  };
  const headLine = JSON.stringify(head);
  return Buffer.concat([Buffer.from(`${headLine}\n${sign(signedText(headLine))}\n`), body]);
}

const bad = (why: string): Problem => shareProblem("edge-page", why);
/** The head and the signature together are far below this. */
const headBytesMax = 4096;

/** Reads the page that begins at `from`; what comes after it is left alone. */
export function readPage(bytes: Buffer, publicKey: string, from = 0): SetPage | Problem {
  const headEnd = bytes.indexOf(10, from);
  const signatureEnd = headEnd < 0 ? -1 : bytes.indexOf(10, headEnd + 1);
  if (signatureEnd < 0 || signatureEnd - from > headBytesMax) return bad("It has no head.");
  const headLine = bytes.toString("utf8", from, headEnd);
  const signature = bytes.toString("latin1", headEnd + 1, signatureEnd);
  if (!signedBy(publicKey, signedText(headLine), signature))
    return bad("It is not signed by the center's key that this edge knows.");
  let said: unknown;
  try {
    said = JSON.parse(headLine);
  } catch {
    return bad("Its head is no JSON.");
  }
  const head = pageHead.safeParse(said);
  if (!head.success) return bad("Its head is of a version that this edge does not know.");
  const end = signatureEnd + 1 + head.data.bytes;
  const body = bytes.subarray(signatureEnd + 1, end);
  if (body.length !== head.data.bytes || sha256Hex(body) !== head.data.sha256)
    return bad("Its lines are not those that were signed, or some are missing.");
  return { head: head.data, body, whole: bytes.subarray(from, end) };
}

/** Where an edge is in its set. */
export interface SetPlace {
  readonly audience: string;
  readonly epoch: number;
  readonly sequence: number;
  readonly place: string;
}

/**
 * What a page is to an edge that asked for what comes after `at`: the next one, the first of a set begun anew, or why
 * it must not be taken. A set older than the one at hand is never gone back to.
 */
export function fitOf({ head }: SetPage, at: SetPlace): "next" | "anew" | Problem {
  if (head.audience !== at.audience) return bad("It is for another edge.");
  if (head.after !== at.place) return bad("It is not the page that was asked for.");
  const step = head.lines === 0 ? 0 : 1;
  if (head.epoch === at.epoch)
    return head.sequence === at.sequence + step
      ? "next"
      : bad("Pages between are missing, or it is an older one.");
  if (head.epoch < at.epoch) return bad("It is of an older set than the one at hand.");
  return head.sequence === step ? "anew" : bad("A set that is begun anew begins with its first page.");
}
