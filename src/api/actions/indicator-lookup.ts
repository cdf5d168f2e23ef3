/** Looks values up: pasted, many at once, defanged or not. Each gets a verdict in a word and what is known of it. */
import { z } from "zod";
import { readValue } from "../../intel/index.js";
import { highConfidence, type Observable } from "../../model/index.js";
import { defineAction } from "../action.js";
import { countSightings, coveringValues, type KnownClaim, readAllowances, readClaims } from "../known.js";
import { bodyBytesMax, lookupValuesMax } from "../limits.js";
import { apiProblem } from "../problems.js";
import { lookupShape, type verdicts } from "../shapes.js";

type Verdict = (typeof verdicts)[number];

interface Knowledge {
  readonly observable: Observable | null;
  readonly claims: readonly KnownClaim[];
  readonly allowedBy: string | null;
}

function judge({ observable, claims, allowedBy }: Knowledge): { verdict: Verdict; sentence: string } {
  if (observable === null)
    return {
      verdict: "not a value",
      sentence: "This is not an address, network, name, URL, hash or mail address.",
    };
  const sources = new Set(claims.map((claim) => claim.source)).size;
  const said = `${sources} ${sources === 1 ? "source lists" : "sources list"} it`;
  if (allowedBy !== null)
    return {
      verdict: "allowed",
      sentence: `It is on the allow list ${allowedBy}${sources > 0 ? `; ${said} all the same` : ""}.`,
    };
  if (claims.length === 0) return { verdict: "not known", sentence: "No source you may read lists it." };
  const best = Math.max(...claims.map((claim) => claim.confidence));
  return best >= highConfidence
    ? { verdict: "known hostile", sentence: `${said}, with a confidence of up to ${best} of 100.` }
    : { verdict: "suspicious", sentence: `${said}, with a confidence of at most ${best} of 100.` };
}

export const indicatorLookup = defineAction({
  id: "indicator-lookup",
  method: "POST",
  path: "/lookup",
  summary: "What is known of values; many at once, defanged is fine",
  roles: ["viewer", "analyst", "admin", "operator", "auditor"],
  input: z.object({ text: z.string().min(1, "Paste at least one value").max(bodyBytesMax) }),
  output: z.object({ rows: z.array(lookupShape) }),
  async handle(center, { person }, { text }) {
    const texts = [...new Set(text.split(/[\s,;|]+/).filter((part) => part !== ""))];
    if (texts.length > lookupValuesMax)
      return apiProblem(
        "input-invalid",
        `text: ${texts.length} values were given; ${lookupValuesMax} at a time can be looked up.`,
      );
    const asked = texts.map((raw) => ({ raw: raw.slice(0, 8192), observable: readValue(raw) }));
    const covering = asked.map(({ observable }) => (observable === null ? [] : coveringValues(observable)));
    const all = [...new Set(covering.flat())];
    const { db } = center.state;
    const claims = await readClaims(db, person, all, center.clock.nowUs());
    const allowances = await readAllowances(db, all);
    const sightings = await countSightings(
      db,
      person,
      asked.flatMap(({ observable }) => (observable === null ? [] : [observable.value])),
    );
    const rows = asked.map(({ raw, observable }, at) => {
      const values = covering[at] ?? [];
      const knowledge: Knowledge = {
        observable,
        claims: values.flatMap((value) => claims.get(value) ?? []),
        allowedBy: values.map((value) => allowances.get(value)).find((name) => name !== undefined) ?? null,
      };
      return {
        text: raw,
        observable,
        ...judge(knowledge),
        claims: knowledge.claims,
        allowedBy: knowledge.allowedBy,
        // A count of what may not be told would tell it.
        sightings:
          observable === null || (knowledge.claims.length === 0 && person.role !== "operator")
            ? 0
            : (sightings.get(observable.value) ?? 0),
      };
    });
    return { rows };
  },
});
