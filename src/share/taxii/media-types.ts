/**
 * The media types of TAXII 2.1 (section 1.6.8 of the OASIS standard): which answer a client takes, and in which form a
 * body comes. A client that names the type without a version gets the newest, 2.1; one that names no type at all gets
 * it as well (RFC 9110, section 12.5.1). A client that asks only for 2.0, or for another program's type, gets 406.
 */

export const taxiiMediaType = "application/taxii+json;version=2.1";
export const stixMediaType = "application/stix+json;version=2.1";

/** Ranges beyond this many are not looked at: a client that means TAXII says so sooner. */
const rangesMax = 50;

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** One media type or range with its parameters; null where it is none. Quoted values lose their quotes. */
function readRange(text: string): MediaRange | null {
  const [type = "", ...rest] = text.split(";");
  const name = type.trim().toLowerCase();
  if (!/^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+$/.test(name)) return null;
  const parameters = new Map<string, string>();
  for (const part of rest) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    const value = part.slice(at + 1).trim();
    parameters.set(part.slice(0, at).trim().toLowerCase(), value.replace(/^"(.*)"$/, "$1"));
  }
  return { type: name, parameters };
}

const isVersion = (version: string | undefined): boolean => version === undefined || version === "2.1";

/**
 * Whether an `Accept` lets TAXII 2.1 through. `also` names a further type the resource may be asked by: a manifest's
 * documented example asks for STIX (section 5.3).
 */
export function acceptsTaxii(accept: string | undefined, also: readonly string[] = []): boolean {
  if (accept === undefined || accept.trim() === "") return true;
  return accept
    .split(",")
    .slice(0, rangesMax)
    .some((text) => {
      const range = readRange(text);
      if (range === null || Number(range.parameters.get("q") ?? 1) === 0) return false;
      if (range.type === "*/*" || range.type === "application/*") return true;
      const isNamed = range.type === "application/taxii+json" || also.includes(range.type);
      return isNamed && isVersion(range.parameters.get("version"));
    });
}

/** Whether a body of this `Content-Type` is a TAXII 2.1 envelope. */
export function isTaxiiContent(contentType: string | undefined): boolean {
  const range = readRange(contentType ?? "");
  return range?.type === "application/taxii+json" && isVersion(range.parameters.get("version"));
}
