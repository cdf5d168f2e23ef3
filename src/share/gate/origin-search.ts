/**
 * The last look at a form before it leaves: does any text in it show a member other than its reader? Looked for is
 * what every other member would have hidden (`hidden-values.ts`), not only what origins would: were only origins'
 * looked for, a refusal would itself tell who the origin is. Reads each text in all its codings (`readings.ts`).
 * Answers per text are remembered, as warnings to many members share their wording.
 */
import { MemberNetworks } from "../../members/index.js";
import type { Member } from "../../model/index.js";
import { addressesIn } from "./address-writings.js";
import { Capitals } from "./capitals.js";
import { tightened } from "./fold.js";
import type { HiddenText } from "./hidden-text.js";
import { hiddenTexts, type OwnPerson, type OwnValue } from "./hidden-values.js";
import { readings } from "./readings.js";
import { TextMatcher } from "./text-matcher.js";

/** A member that a text shows. `own` lists the others whose network the same address also is. */
interface Shown {
  readonly memberId: string;
  readonly by: HiddenText["by"] | "address";
  readonly also: readonly string[];
}

/** What members have beside what their records say. */
export interface MembersOwn {
  readonly exposures: readonly OwnValue[];
  readonly people: readonly OwnPerson[];
}

const addressMin = 7;
const rememberedMax = 20_000;
/** Longer texts are evidence, which no two warnings share, and reports, of which a few are asked about again and again. */
const rememberedCharsMax = 1000;
const longRememberedMax = 16;
/** More than a report has (50,000 characters), and thirty times an evidence record. */
export const textMax = 60_000;
/** Everything that shows a member: what `shownBy` looks for where nothing is said. */
const everything: readonly Shown["by"][] = ["name", "id", "person", "exposure", "address", "part"];

export class OriginSearch {
  readonly #matcher: TextMatcher;
  readonly #capitals: Capitals;
  readonly #networks: MemberNetworks;
  readonly #valueMin: number;
  readonly #remembered = new Map<string, readonly Shown[]>();
  readonly #longRemembered = new Map<string, readonly Shown[]>();

  constructor(
    community: readonly Pick<Member, "id" | "name" | "networks">[],
    { exposures, people }: MembersOwn = { exposures: [], people: [] },
  ) {
    const texts = hiddenTexts(community, exposures, people);
    const folded = texts.filter(({ as }) => as !== "capitals");
    this.#matcher = new TextMatcher(folded);
    this.#capitals = new Capitals(texts);
    this.#networks = new MemberNetworks(withNetworks(community, exposures));
    this.#valueMin = folded.reduce((least, { text }) => Math.min(least, text.length), addressMin);
  }

  /**
   * How a form shows another member than its reader, null where it does not. What is only a part of a name, and may be
   * anybody's, is no reason to refuse a whole: it is cut where words can be cut (`shownBy`). With `ownToo` the reader's own
   * addresses are fine where its networks hold them, though another member has the same private network.
   */
  find(form: unknown, readerId: string, ownToo: boolean): string | null {
    for (const text of textsOf(form)) {
      if (text.length > textMax) return "It has a text too long to be looked through.";
      for (const shown of this.#shownIn(text)) {
        if (shown.memberId === readerId || shown.by === "part") continue;
        if (ownToo && shown.also.includes(readerId)) continue;
        return `It would show ${shown.memberId} by its ${shown.by}.`;
      }
    }
    return null;
  }

  /** The members a text shows, each once; null where it is too long to be looked through. */
  shownBy(text: string, by: readonly Shown["by"][] = everything): readonly string[] | null {
    if (text.length > textMax) return null;
    return [...new Set(this.#shownIn(text).flatMap((each) => (by.includes(each.by) ? [each.memberId] : [])))];
  }

  #shownIn(text: string): readonly Shown[] {
    const isLong = text.length > rememberedCharsMax;
    const memory = isLong ? this.#longRemembered : this.#remembered;
    const known = memory.get(text);
    if (known !== undefined) return known;
    const shown = readings(text, this.#valueMin).flatMap((folded) => this.#shownInFolded(folded));
    for (const { memberId, by } of this.#capitals.find(text)) shown.push({ memberId, by, also: [] });
    if (memory.size >= (isLong ? longRememberedMax : rememberedMax)) memory.clear();
    memory.set(text, shown);
    return shown;
  }

  #shownInFolded(folded: string): readonly Shown[] {
    const shown: Shown[] = [];
    const tight = tightened(folded);
    for (const text of tight === folded ? [folded] : [folded, tight])
      for (const { memberId, by } of this.#matcher.find(text)) shown.push({ memberId, by, also: [] });
    for (const address of tight === folded ? addressesIn(folded) : [folded, tight].flatMap(addressesIn)) {
      const claimants = this.#networks.claimants(address);
      for (const memberId of claimants) shown.push({ memberId, by: "address", also: claimants });
    }
    return shown;
  }
}

/** The networks of the register count like those of the members' records. */
function withNetworks(
  community: readonly Pick<Member, "id" | "networks">[],
  exposures: readonly OwnValue[],
): readonly Pick<Member, "id" | "networks">[] {
  const more = new Map<string, string[]>();
  for (const { memberId, kind, value, also } of exposures) {
    if (kind !== "network") continue;
    const known = more.get(memberId) ?? [];
    known.push(value, ...also);
    more.set(memberId, known);
  }
  return community.map(({ id, networks }) => ({ id, networks: [...networks, ...(more.get(id) ?? [])] }));
}

/** Every text and key of a form, numbers as text. */
function textsOf(form: unknown): readonly string[] {
  const texts: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === "string") texts.push(value);
    else if (typeof value === "number" || typeof value === "bigint") texts.push(String(value));
    else if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === "object" && value !== null)
      for (const [key, each] of Object.entries(value)) {
        texts.push(key);
        walk(each);
      }
  };
  walk(form);
  return texts;
}
