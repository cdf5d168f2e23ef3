/**
 * Reads one line of a copy. A line is what the canonical form of its content is, byte for byte, so that nothing can
 * be changed in a copy without being seen, not even a space; anything else is answered as null.
 */
import { canonicalJson } from "../../base/index.js";
import type { Checkpoint, CopyEnd } from "./checkpoint.js";
import type { ChainedEntry } from "./entry.js";
import type { AuditReceipt } from "./receipts.js";

export type CopyLine =
  | { readonly type: "header" }
  | { readonly type: "entry"; readonly entry: ChainedEntry }
  | { readonly type: "receipt"; readonly of: number; readonly receipt: AuditReceipt }
  | { readonly type: "checkpoint"; readonly checkpoint: Checkpoint }
  | { readonly type: "end"; readonly end: CopyEnd };

type Fields = Readonly<Record<string, unknown>>;
type Kind = "text" | "count" | "flag" | "object";

const shapes: Readonly<Record<CopyLine["type"], Readonly<Record<string, Kind>>>> = {
  header: { format: "text", publicKey: "text", sequence: "count", atUs: "count" },
  entry: {
    sequence: "count",
    atUs: "count",
    kind: "text",
    actor: "text",
    subject: "text",
    detail: "object",
    previous: "text",
    hash: "text",
  },
  receipt: {
    of: "count",
    id: "count",
    objectKind: "text",
    objectId: "text",
    recipientKind: "text",
    recipientId: "text",
    channel: "text",
    released: "flag",
    rule: "text",
    formHash: "text",
    atUs: "count",
  },
  checkpoint: {
    number: "count",
    sequence: "count",
    hash: "text",
    atUs: "count",
    publicKey: "text",
    signature: "text",
  },
  end: {
    sequence: "count",
    hash: "text",
    checkpoints: "count",
    header: "text",
    atUs: "count",
    publicKey: "text",
    signature: "text",
  },
};

const isOf: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  count: (value) => Number.isSafeInteger(value),
  flag: (value) => typeof value === "boolean",
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

function hasShape(fields: Fields, shape: Readonly<Record<string, Kind>>): boolean {
  const names = Object.keys(shape);
  return (
    Object.keys(fields).length === names.length + 1 &&
    names.every((name) => Object.hasOwn(fields, name) && isOf[shape[name] as Kind](fields[name]))
  );
}

function parse(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isOf.object(value) && canonicalJson(value) === text ? (value as Fields) : null;
  } catch {
    return null;
  }
}

export function readCopyLine(text: string): CopyLine | null {
  const fields = parse(text);
  const type = fields?.["type"];
  if (fields === null || typeof type !== "string" || !Object.hasOwn(shapes, type)) return null;
  if (!hasShape(fields, shapes[type as CopyLine["type"]])) return null;
  const { type: _, ...rest } = fields;
  switch (type as CopyLine["type"]) {
    case "header":
      return { type: "header" };
    case "entry":
      return {
        type: "entry",
        entry: { ...rest, detail: canonicalJson(rest["detail"]) } as unknown as ChainedEntry,
      };
    case "receipt": {
      const { of, ...receipt } = rest;
      return { type: "receipt", of: of as number, receipt: receipt as unknown as AuditReceipt };
    }
    case "checkpoint":
      return { type: "checkpoint", checkpoint: rest as unknown as Checkpoint };
    case "end":
      return { type: "end", end: rest as unknown as CopyEnd };
  }
}
