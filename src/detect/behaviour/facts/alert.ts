/** What a sensor or a security product says by itself: Suricata's alerts, Zeek's notices, firewalls' threat logs. */
import type { AlertFact } from "../fact.js";
import type { About } from "./about.js";
import { type Native, numberAt, recordAt, textAt } from "./native-fields.js";

function eveAlert(native: Native): AlertFact | null {
  const alert = recordAt(native, "alert");
  if (alert === null) return null;
  return {
    signature: textAt(alert, "signature"),
    category: textAt(alert, "category"),
    severity: numberAt(alert, "severity") ?? 0,
  };
}

const grades: Readonly<Record<string, number>> = {
  critical: 1,
  high: 1,
  "very-high": 1,
  medium: 2,
  low: 3,
  informational: 3,
  info: 3,
};

/** CEF's severities rise to 10 or are words; Suricata's fall from 1. */
function graded(text: string): number {
  const word = grades[text.toLowerCase()];
  if (word !== undefined) return word;
  const number = Number(text);
  if (text === "" || !Number.isFinite(number)) return 0;
  return number >= 7 ? 1 : number >= 4 ? 2 : 3;
}

function named(
  native: Native,
  signatures: readonly string[],
  categories: readonly string[],
): AlertFact | null {
  const signature = textAt(native, ...signatures);
  if (signature === "") return null;
  return {
    signature,
    category: textAt(native, ...categories),
    severity: graded(textAt(native, "severity", "level")),
  };
}

export function alertOf({ log, native }: About): AlertFact | null {
  if (log === "eve-alert") return eveAlert(native);
  if (log === "zeek-notice")
    return { signature: textAt(native, "note"), category: textAt(native, "sub", "msg"), severity: 0 };
  if (log === "panos-threat") return named(native, ["threatid", "threat_name"], ["thr_category", "subtype"]);
  if (log === "fortigate-ips" || log === "fortigate-virus")
    return named(native, ["attack", "virus"], ["subtype"]);
  if (log.startsWith("cef") || log.startsWith("leef"))
    return named(native, ["name"], ["cat", "deviceProduct"]);
  return null;
}
