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
/** Longer texts than any protocol has are cut: they come from the wire and are kept, some as keys. */
const nameMax = 80;
const identityMax = 120;

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

/** Cut, and copied: a slice of a record's text would keep all of it in memory. */
export const shortened = (text: string, most = nameMax): string =>
  text.length <= most ? text : Buffer.from(text.slice(0, most), "utf8").toString("utf8");

const shortPoint = (point: OtPoint): OtPoint =>
  point.point.length <= nameMax ? point : { ...point, point: shortened(point.point) };

const shortIdentity = ({ vendor, product, firmware, serial, name }: OtIdentity): OtIdentity => ({
  vendor: shortened(vendor, identityMax),
  product: shortened(product, identityMax),
  firmware: shortened(firmware, identityMax),
  serial: shortened(serial, identityMax),
  name: shortened(name, identityMax),
});

/** A message between a record's ends; what is left out is as in a plain request. */
export const messageOf = ({ source, destination }: About, parts: Parts): OtMessage => ({
  protocol: parts.protocol,
  sender: shortened(parts.turned === true ? destination : source),
  receiver: shortened(parts.turned === true ? source : destination),
  isRequest: parts.isRequest ?? true,
  kind: parts.kind,
  function: shortened(parts.function),
  unit: shortened(parts.unit ?? ""),
  points: parts.points === undefined ? noPoints : parts.points.slice(0, pointsMax).map(shortPoint),
  error: shortened(parts.error ?? ""),
  identity: parts.identity == null ? null : shortIdentity(parts.identity),
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
