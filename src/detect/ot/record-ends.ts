/**
 * What readers of control messages have in common: who sent a record's message, numbers in lists, and the message itself.
 * Zeek's `id` never turns round; ICSNPP says beside it who sent each message (`is_orig`, or `source_h` where that is not
 * logged), so that answers are told from requests.
 */
import type { OtKind, OtProtocol } from "../../model/index.js";
import type { About } from "../behaviour/facts/about.js";
import { booleanAt, type Native, textAt } from "../behaviour/facts/native-fields.js";
import type { OtIdentity, OtMessage, OtPoint } from "./message.js";

export const pointsMax = 64;
/** Longer names than any protocol has are cut: they come from the wire and are kept as keys. */
const nameMax = 80;

export const noPoints: readonly OtPoint[] = [];

/** True where the responder of the connection sent this message. */
export function isFromResponder(native: Native): boolean {
  const isOrig = booleanAt(native, "is_orig");
  if (isOrig !== null) return !isOrig;
  const sender = native["source_h"];
  if (typeof sender !== "string") return false;
  const opener = textAt(native, "id.orig_h", "id_orig_h");
  return opener !== "" && sender !== opener && sender === textAt(native, "id.resp_h", "id_resp_h");
}

type Parts = {
  readonly protocol: OtProtocol;
  readonly kind: OtKind;
  readonly function: string;
  /** From the responder to the one that opened the connection. */
  readonly turned?: boolean;
  readonly isRequest?: boolean;
  readonly unit?: string;
  readonly points?: readonly OtPoint[];
  readonly error?: string;
  readonly identity?: OtIdentity | null;
  readonly counts?: boolean;
};

/** A message between a record's ends; what is left out is as in a plain request. */
export const messageOf = ({ source, destination }: About, parts: Parts): OtMessage => ({
  protocol: parts.protocol,
  sender: parts.turned === true ? destination : source,
  receiver: parts.turned === true ? source : destination,
  isRequest: parts.isRequest ?? true,
  kind: parts.kind,
  function: parts.function.length > nameMax ? parts.function.slice(0, nameMax) : parts.function,
  unit: parts.unit ?? "",
  points: parts.points ?? noPoints,
  error: parts.error ?? "",
  identity: parts.identity ?? null,
  counts: parts.counts ?? true,
});

/** A list of numbers as Zeek writes it: an array in JSON, a text with commas where a set's type was lost. */
export function numbersAt(native: Native, path: string): readonly number[] {
  const value = native[path];
  const list = Array.isArray(value)
    ? value
    : typeof value === "string"
      ? value.split(",", pointsMax)
      : [value];
  const numbers: number[] = [];
  for (const one of list) {
    if (numbers.length >= pointsMax) break;
    const number = typeof one === "number" ? one : typeof one === "string" && one !== "" ? Number(one) : NaN;
    if (Number.isFinite(number)) numbers.push(number);
  }
  return numbers;
}

/** A number in decimal or `0x…`; null where it is none. */
export function codeAt(native: Native, path: string): number | null {
  const value = native[path];
  const number =
    typeof value === "number" ? value : typeof value === "string" && value !== "" ? Number(value) : NaN;
  return Number.isFinite(number) ? number : null;
}
