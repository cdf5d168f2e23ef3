/**
 * The last look at a form before it leaves: does any text in it show a member other than its reader? Looked for is
 * what every other member would have hidden (`hidden-values.ts`), not only what origins would: were only origins'
 * looked for, a refusal would itself tell who the origin is. Reads each text in all its codings (`readings.ts`).
 * Answers per text are remembered, as warnings to many members share their wording.
 */
import { type Address, parseAddress } from "../../base/index.js";
import { MemberNetworks } from "../../members/index.js";
import type { Member } from "../../model/index.js";
import { type HiddenText, hiddenTexts, type OwnPerson, type OwnValue } from "./hidden-values.js";
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
const everything: readonly Shown["by"][] = ["name", "id", "person", "exposure", "address"];

/** Every address written in a folded text, those of reversed DNS names turned round. */
export function addressesIn(folded: string): readonly Address[] {
  const texts: string[] = [];
  for (const match of folded.matchAll(/(?<!\d)(?=((?:\d{1,3}\.){3}\d{1,3})(?!\d))/g)) {
    const parts = (match[1] as string).split(".").map((part) => String(Number(part)));
    texts.push(parts.join("."));
    if (folded.includes("in-addr")) texts.push([...parts].reverse().join("."));
  }
  for (const [run] of folded.matchAll(/[0-9a-f:.]{3,}/g))
    if (run.includes("::") || run.split(":").length > 7)
      for (const window of windows(run.split(":"))) texts.push(window);
  // A browser takes a number for an address: http://3405803783/, http://0xcb007107/.
  for (const [, number] of folded.matchAll(/\/\/(?:[^/\s@]*@)?(0x[0-9a-f]{1,8}|\d{8,10})(?![0-9a-z.])/g))
    texts.push(dotted(Number(number)));
  return texts.map((text) => parseAddress(text)).filter((address) => address !== null);
}

const dotted = (word: number): string => [24, 16, 8, 0].map((shift) => (word / 2 ** shift) & 255).join(".");

/**
 * What of a run of hexadecimal groups may be an IPv6 address: words and ports stand beside it (`src:…:443`), and
 * letters that happen to be hexadecimal stick to it (`a2001:…`). A network is told by its first groups, so of a
 * first group that is too long the end counts, of a last one the beginning.
 */
function windows(groups: readonly string[]): readonly string[] {
  const texts: string[] = [];
  for (let from = 0; from < groups.length; from++)
    for (let to = from + 2; to <= Math.min(groups.length, from + 9); to++) {
      const window = groups.slice(from, to);
      // Without `::` an address has eight groups, or six and dotted decimal.
      if (to - from < 7 && !window.includes("")) continue;
      texts.push(window.join(":").replace(/\.+$/, ""));
      window[0] = (window[0] as string).slice(-4);
      window.push((window.pop() as string).slice(0, 4));
      texts.push(window.join(":"));
    }
  return texts;
}

export class OriginSearch {
  readonly #matcher: TextMatcher;
  readonly #networks: MemberNetworks;
  readonly #valueMin: number;
  readonly #remembered = new Map<string, readonly Shown[]>();
  readonly #longRemembered = new Map<string, readonly Shown[]>();

  constructor(
    community: readonly Pick<Member, "id" | "name" | "networks">[],
    { exposures, people }: MembersOwn = { exposures: [], people: [] },
  ) {
    const texts = hiddenTexts(community, exposures, people);
    this.#matcher = new TextMatcher(texts);
    this.#networks = new MemberNetworks(withNetworks(community, exposures));
    this.#valueMin = Math.min(addressMin, ...texts.map(({ text }) => text.length));
  }

  /**
   * How a form shows another member than its reader, null where it does not. With `ownToo` the reader's own
   * addresses are fine where its networks hold them, though another member has the same private network.
   */
  find(form: unknown, readerId: string, ownToo: boolean): string | null {
    for (const text of textsOf(form)) {
      if (text.length > textMax) return "It has a text too long to be looked through.";
      for (const shown of this.#shownIn(text)) {
        if (shown.memberId === readerId) continue;
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
    if (memory.size >= (isLong ? longRememberedMax : rememberedMax)) memory.clear();
    memory.set(text, shown);
    return shown;
  }

  #shownInFolded(folded: string): readonly Shown[] {
    const shown: Shown[] = [];
    for (const { memberId, by } of this.#matcher.find(folded)) shown.push({ memberId, by, also: [] });
    for (const address of addressesIn(folded)) {
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
  for (const { memberId, kind, value } of exposures)
    if (kind === "network") more.set(memberId, [...(more.get(memberId) ?? []), value]);
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
