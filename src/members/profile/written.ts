/** How a member is written to: its language and its time zone, checked. */
import type { Problem } from "../../base/index.js";
import { type Language, languages } from "../../model/index.js";
import { membersProblem } from "../problems.js";

export function readWritten(
  language: string,
  timeZone: string,
): { readonly language: Language; readonly timeZone: string } | Problem {
  const known = languages.find((each) => each === language);
  if (known === undefined) return membersProblem("member-invalid", `Languages are: ${languages.join(", ")}.`);
  const zone = canonicalZone(timeZone);
  if (zone === null)
    return membersProblem(
      "member-invalid",
      `${JSON.stringify(timeZone.slice(0, 60))} is not a time zone; write it as in America/Los_Angeles.`,
    );
  return { language: known, timeZone: zone };
}

/** The zone as the platform's IANA data spells it; offsets such as `+02:00` are none, as they have no summer. */
function canonicalZone(text: string): string | null {
  const name = text.trim();
  if (name === "UTC") return name;
  if (!/^[A-Za-z][A-Za-z0-9_+-]{1,30}(\/[A-Za-z0-9_+-]{1,30}){0,2}$/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
