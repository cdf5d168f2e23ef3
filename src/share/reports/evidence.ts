/**
 * Files of a report, as they come in: bounded, named so that a name can do no harm, and told by their bytes. They are
 * kept as they are and never opened here; `share/gate` decides who gets them.
 */
import { newId, type Problem, sha256Hex } from "../../base/index.js";
import { mediaTypeOf } from "../../intel/index.js";
import { type Attribution, evidenceLimits, type ReportEvidence } from "../../model/index.js";
import { shareProblem } from "../problems.js";

/** A file as it comes in. */
export interface EvidenceFile {
  readonly name: string;
  /** What its sender says it is. Nothing is done by it: what is kept is what its bytes tell. */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export type GivenEvidence = Omit<EvidenceFile, "mediaType">;

export interface KeptEvidence extends ReportEvidence {
  readonly bytes: Uint8Array;
}

const refuse = (detail: string): Problem => shareProblem("evidence-refused", detail);
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;

/** The files as they will be kept, or why they are refused. */
export function checkEvidence(
  files: readonly GivenEvidence[],
  attribution: Attribution,
): readonly KeptEvidence[] | Problem {
  if (files.length === 0) return [];
  const { files: filesMax, fileBytes, allBytes } = evidenceLimits;
  if (files.length > filesMax)
    return refuse(`These are ${files.length} files; ${filesMax} can go with one report.`);
  const unfit = evidenceUnfit(attribution);
  if (unfit !== null) return unfit;
  const empty = files.findIndex(({ bytes }) => bytes.length === 0);
  if (empty >= 0) return refuse(`evidence.${empty}: There is nothing in it.`);
  const large = files.findIndex(({ bytes }) => bytes.length > fileBytes);
  if (large >= 0) return refuse(`evidence.${large}: A file has at most ${mebibytes(fileBytes)}.`);
  if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) > allBytes)
    return refuse(`All files of a report together have at most ${mebibytes(allBytes)}.`);
  return files.map(({ name, bytes }) => ({
    id: newId(),
    name: cleanFileName(name),
    mediaType: mediaTypeOf(bytes),
    sizeBytes: bytes.length,
    sha256: sha256Hex(bytes),
    bytes,
  }));
}

/** A file shows whose it is, and operators get files: nobody can stay unknown to them behind one. */
export function evidenceUnfit(attribution: Attribution): Problem | null {
  return attribution === "nobody"
    ? refuse("A file shows whose it is, and this report is to be unknown even to the center's operators.")
    : null;
}

/** Names that Windows takes for devices, whatever stands behind a dot. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * The last part of a path, without control, direction and other invisible characters, without what a file system or a
 * header reads as more than a letter, and with its ending when it is cut.
 */
export function cleanFileName(name: string): string {
  const last = name
    .slice(-4 * evidenceLimits.nameChars)
    .split(/[/\\]/)
    .at(-1) as string;
  const plain = last
    .normalize("NFC")
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")
    .replace(/[<>:"|?*%;]/g, "_")
    .replace(/\s+/gu, " ")
    .replace(/^[\s.]+|[\s.]+$/gu, "");
  if (plain === "") return "file";
  const safe = deviceName.test(plain) ? `_${plain}` : plain;
  const letters = [...safe];
  if (letters.length <= evidenceLimits.nameChars) return safe;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(safe)?.[0] ?? "";
  return `${letters
    .slice(0, evidenceLimits.nameChars - ending.length)
    .join("")
    .trimEnd()}${ending}`;
}
