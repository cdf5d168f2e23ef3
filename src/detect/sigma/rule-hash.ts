/** What a document says, as one hash: not where it stands, so that moved and commented rules are the same. */
import { canonicalJson, sha256Hex } from "../../base/index.js";
import type { SigmaDocument } from "./rule.js";

/** YAML can say what canonical JSON can't: half characters, and numbers that are none. */
function plain(value: unknown): unknown {
  if (typeof value === "string") return value.replace(/\p{Surrogate}/gu, "\ufffd");
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, field]) => key !== "line" && key !== "place" && field !== undefined)
      .map(([key, field]) => [plain(key), plain(field)]),
  );
}

export function ruleHash(document: SigmaDocument): string {
  return sha256Hex(canonicalJson(plain(document)));
}
