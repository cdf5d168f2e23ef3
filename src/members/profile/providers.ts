/** A member's managed service providers, checked: each named once, however it is written. */
import type { Problem } from "../../base/index.js";
import { providerKey } from "../../model/index.js";
import { hasUnseen } from "../names.js";
import { membersProblem } from "../problems.js";

const nameMax = 200;
/** A company has one or a few; more is a pasted list of something else. */
export const providersMax = 20;

/** In the order given; empty names are none, and of two spellings of one the first stays. */
export function readProviders(names: readonly string[]): readonly string[] | Problem {
  const kept = new Map<string, string>();
  for (const text of names) {
    const name = text.normalize("NFC").trim();
    if (name === "") continue;
    if (name.length > nameMax || hasUnseen(name))
      return membersProblem(
        "member-invalid",
        `A provider's name has at most ${nameMax} characters, all visible.`,
      );
    const key = providerKey(name);
    if (!kept.has(key)) kept.set(key, name.replace(/\s+/g, " "));
  }
  return kept.size > providersMax
    ? membersProblem("member-invalid", `A member has at most ${providersMax} providers.`)
    : [...kept.values()];
}
