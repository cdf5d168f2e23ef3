/**
 * Names of others in what a member may see otherwise: a feed's labels and its name come from outside and may say
 * "reported by Beta Shipping Line". They are left out, whoever the other is and whether or not anything was built
 * on it; the thing itself stays, as it is the reader's own or its marking lets it go (docs/the-gate.md).
 */
import type { IndicatorClaim, Language, ReleasedWarning, Sighting } from "../../model/index.js";
import type { OriginSearch } from "./origin-search.js";

/** What stands for a source or an allow list whose name can't be told. */
export const aSource = "a source";
export const anAllowList = "an allow list";

/** A reader of null is anyone: then nobody may be named. */
export function namesNoOther(search: OriginSearch, text: string, readerId: string | null): boolean {
  return search.shownBy(text)?.every((id) => id === readerId) ?? false;
}

/** What stands for a sentence that can't be told. */
const aboutYourOwn: Readonly<Record<Language, string>> = {
  en: "A warning about one of your own computers.",
  es: "Un aviso sobre uno de sus propios equipos.",
};

export function unnamedClaim(
  search: OriginSearch,
  claim: IndicatorClaim,
  readerId: string | null,
): IndicatorClaim {
  const fine = (text: string) => namesNoOther(search, text, readerId);
  return { ...claim, source: fine(claim.source) ? claim.source : aSource, labels: claim.labels.filter(fine) };
}

/** Value, addresses and evidence are the member's own telemetry; what lists say of the value is not. */
export function unnamedSighting(search: OriginSearch, sighting: Sighting, readerId: string): Sighting {
  const fine = (text: string) => namesNoOther(search, text, readerId);
  const { sources, labels, allowedBy } = sighting;
  return {
    ...sighting,
    sources: [...new Set(sources.map((source) => (fine(source) ? source : aSource)))],
    labels: labels.filter(fine),
    allowedBy: allowedBy === null || fine(allowedBy) ? allowedBy : anAllowList,
  };
}

/**
 * A warning on the reader's own sightings alone, without the sentences, facts and steps that name another. It is
 * never refused: a member that joined later under a name some list knows must not silence another's own danger.
 * Addresses are the reader's telemetry, and so is whom its value or evidence names.
 */
export function cutOwnWarning(
  search: OriginSearch,
  form: ReleasedWarning,
  readerId: string,
): ReleasedWarning {
  let known: ReadonlySet<string> | null = null;
  const own = (): ReadonlySet<string> => {
    const telemetry = [form.observable.value, ...form.evidence.map((evidence) => evidence.record)];
    known ??= new Set([readerId, ...telemetry.flatMap((text) => search.shownBy(text) ?? [])]);
    return known;
  };
  const fine = (text: string): boolean => {
    const shown = search.shownBy(text, ["name", "id", "person", "exposure"]);
    return shown?.every((id) => id === readerId || own().has(id)) ?? false;
  };
  return {
    ...form,
    sentence: fine(form.sentence) ? form.sentence : aboutYourOwn[form.language],
    story: fine(form.story)
      ? form.story
      : form.story
          .split(/(?<=\.) /)
          .filter(fine)
          .join(" "),
    facts: form.facts.filter((fact) => fine(fact.label) && fine(fact.value)),
    doNow: form.doNow.filter(fine),
  };
}
