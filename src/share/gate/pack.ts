/**
 * Entries of a pack: what another port may reuse of what this center set up (docs/packs.md). A pack may be read by
 * anyone and for ever, so an entry leaves only as TLP:CLEAR and where none of its texts shows a member; the center's
 * operators read the place of each that does. Of lists whose values stand for themselves only such values are cut; any
 * other text is part of a whole, and the whole stays.
 */
import type { Audience } from "./audience.js";
import type { OriginSearch } from "./origin-search.js";
import { type Decision, type PackForm, type PackObject, refused, released } from "./request.js";
import { mostRestrictive } from "./tlp-order.js";

/** Places told of one entry: a list of thousands may name a member in each. */
const placesMax = 20;

export function decidePack(search: OriginSearch, object: PackObject, audience: Audience): Decision<PackForm> {
  const whole: PackForm = { content: object.content, cut: [] };
  if (audience.kind === "center") return released("operator", whole);
  if (audience.kind === "member") return refused("not-addressed");
  if (mostRestrictive([object.tlp]) !== "TLP:CLEAR") return refused("file-closed");
  const shows = (text: string) => howShown(search, text, object.namedMemberId);
  const cut: string[] = [];
  const content = Object.fromEntries(
    Object.entries(object.content).map(([field, value]: [string, unknown]) => {
      if (!object.apart.includes(field) || !Array.isArray(value)) return [field, value];
      const kept = value.filter((each, at) => {
        const shown = wordsOf(each, `${field}[${at}]`).some(({ text }) => shows(text) !== null);
        if (shown) cut.push(`${field}[${at}]`);
        return !shown;
      });
      return [field, kept];
    }),
  );
  const places = wordsOf(content, "").flatMap(({ place, text }) => {
    const how = shows(text);
    return how === null ? [] : [`${place} ${how}`];
  });
  if (places.length > 0) return refused("origin-leak", `${places.slice(0, placesMax).join("; ")}.`);
  return released("clear-to-all", { content, cut: cut.slice(0, placesMax) });
}

/** How a text shows a member; null where it shows none. The one that chose to be named may be, by its name alone. */
function howShown(search: OriginSearch, text: string, namedMemberId: string | null): string | null {
  // Anyone may read it, for ever: a part of a name is no less a reason here than the whole.
  const named = search.shownBy(text, ["name", "part"]);
  if (named === null) return "is too long to be looked through";
  if (named.some((id) => id !== namedMemberId)) return "shows a member by its name";
  for (const by of ["person", "exposure", "address", "id"] as const)
    if (search.shownBy(text, [by])?.length !== 0)
      return by === "id" ? "shows a member's id" : `shows a member's ${by === "exposure" ? "own" : by}`;
  return null;
}

interface PlacedText {
  readonly place: string;
  readonly text: string;
}

/** Every text of some content with its place. Its keys are the house's words and no one's. */
function wordsOf(value: unknown, place: string): readonly PlacedText[] {
  if (typeof value === "string") return [{ place, text: value }];
  if (typeof value === "number") return [{ place, text: String(value) }];
  if (Array.isArray(value)) return value.flatMap((each, at) => wordsOf(each, `${place}[${at}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    wordsOf(each, place === "" ? key : `${place}.${key}`),
  );
}
