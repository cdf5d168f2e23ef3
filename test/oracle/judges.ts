/**
 * The two judges over what a running center answered. They share no code with the gate.
 *
 * What is not compared, and why: ids, tokens, hashes and signatures are drawn by lot and say nothing but which is the
 * same as which (`Counterparts`); ids of what was there before the story keep their names, so that P's is never taken
 * for Q's. The `Date` header and what is left of a minute's requests are the machine's clock's, as are the minutes after
 * which the audit chain is signed, what the process itself uses in `/metrics`, and in which second of the live stream an
 * id came. Everything else is compared byte by byte: status, headers with their lengths, order, counts, times. Lots
 * (the time at which a report leaves) are drawn alike in both worlds, which is the permitted delay.
 */
import { needlesOf } from "../../src/share/proof/codings.js";
import type { Heard } from "./walk.js";
import type { World } from "./world.js";

const drawn =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\bbw[a-z]_[\w-]{43}|\b[0-9a-f]{4}(?: [0-9a-f]{4}){11}\b|\b[0-9a-f]{64}\b|[\w+/-]{43,}={0,2}/g;

/** Secrets that are shown once: TOTP keys and recovery codes. */
const shownOnce = /"secret":"[A-Z2-7]{16,}"|secret=[A-Z2-7]{16,}|"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}"/g;
/**
 * What the process uses and how it went about records (its scanner, its thread that watches), packs (compressed with their center's key in them, so no two are as long; they are judged
 * unpacked by `contract/packs.test.ts`), and the checkpoints that the machine's own minutes bring about,
 * with the lengths of all.
 */
const ofTheMachine: readonly RegExp[] = [
  /"content":"H4sI[\w+/=]*"/g,
  /^(?:# \w+ )?breakwater_(?:process|nodejs|watch|slow_records)_.*\n/gm,
  /"checkpoint":(?:null|\{[^}]*\})/g,
  /\\"checkpoints\\":\d+/g,
  /,?"\{(?:\\"[^{}]*)?\\"type\\":\\"checkpoint\\"[^{}]*\}"/g,
];
const length = /^content-length: .*$/gim;

/** The bytes as they are compared, with what was drawn by lot apart from them. */
export interface Plain {
  readonly text: string;
  readonly drawn: readonly string[];
}

/** Rewrites the answers of one world. */
export class Rewriting {
  readonly #names: ReadonlyMap<string, string>;
  readonly #namedPair: World["plan"]["members"];

  constructor(world: World) {
    this.#namedPair = world.plan.members.slice(0, 2).filter(({ consents }) => consents);
    const known = [...world.ids].filter(([what]) => !/of the origin/.test(what));
    this.#names = new Map(known.map(([what, id]) => [id, `<${what}>`]));
  }

  of(answer: string): Plain {
    const found: string[] = [];
    const whole = answer.replace(shownOnce, "<shown once>");
    const apart = ofTheMachine.reduce((rest, pattern) => rest.replace(pattern, ""), this.named(whole));
    const hasAll = apart === whole && this.#namedPair.length === 0;
    const text = (hasAll ? whole : apart.replace(length, "")).replace(drawn, (value) => {
      const name = this.#names.get(value);
      if (name !== undefined) return name;
      found.push(value);
      return "<drawn>";
    });
    return { text, drawn: found };
  }

  /** A sender that agreed to be named to all is named, until it leaves: that is no leak. */
  named(text: string): string {
    return this.#namedPair.reduce(
      (told, { name }) => told.replaceAll(`"from":"${name}"`, '"from":null'),
      text,
    );
  }
}

/** What is drawn stands for the same in both worlds, for as long as a caller hears of it. */
export class Counterparts {
  readonly #there = new Map<string, string>();
  readonly #back = new Map<string, string>();

  /** False where one of them stood for something else before. */
  agree(one: Plain, other: Plain): boolean {
    let agreeing = true;
    for (const [at, id] of one.drawn.entries()) {
      const counterpart = other.drawn[at] as string;
      const known = this.#there.get(id) ?? counterpart;
      const knownBack = this.#back.get(counterpart) ?? id;
      if (known !== counterpart || knownBack !== id) agreeing = false;
      this.#there.set(id, counterpart);
      this.#back.set(counterpart, id);
    }
    return agreeing;
  }
}

interface Needle {
  readonly member: string;
  readonly sort: string;
  readonly value: string;
  readonly text: string;
  readonly exact: boolean;
}

/** Looks for every value of every member, in every coding, by the needles' first characters. */
export class OriginValues {
  readonly #world: World;
  readonly #byStart = new Map<string, Needle[]>();
  readonly #start: number;
  /** Whether any needle begins with two such characters, by both: most places are passed over with one look. */
  readonly #pairs = new Uint8Array(1 << 16);

  constructor(world: World) {
    this.#world = world;
    const needles = world.plan.members.flatMap(({ label, secrets }) => [
      ...secrets.flatMap(({ sort, value }) => {
        const { lower, exact } = needlesOf(value, sort);
        return [
          ...lower.map((text) => ({ member: label as string, sort, value, text, exact: false })),
          ...exact.map((text) => ({ member: label as string, sort, value, text, exact: true })),
        ];
      }),
      ...[...world.ids]
        .filter(([what]) => new RegExp(`^(?:member|person|token|exposure|agreement) ${label}\\b`).test(what))
        .map(([what, id]) => ({ member: label as string, sort: "id", value: what, text: id, exact: false })),
    ]);
    this.#start = Math.min(...needles.map(({ text }) => text.length));
    for (const needle of needles) {
      const start = needle.text.slice(0, this.#start).toLowerCase();
      const known = this.#byStart.get(start);
      if (known === undefined) this.#byStart.set(start, [needle]);
      else known.push(needle);
      this.#pairs[pairOf(start, 0)] = 1;
    }
  }

  /** A value of another member than the caller's in what it heard, that it did not say itself; null where none is. */
  in({ caller, action, asked, answered }: Heard, rewriting: Rewriting, words: string): string | null {
    // What it wrote is kept in one form of Unicode, whatever it was written in.
    const own = `${said(asked)} ${words} ${waitingWords(action, answered.body)}`
      .normalize("NFC")
      .toLowerCase();
    const text = rewriting.named(answered.text);
    const lower = text.toLowerCase();
    for (let at = 0; at + this.#start <= lower.length; at++) {
      if (this.#pairs[pairOf(lower, at)] === 0) continue;
      const starting = this.#byStart.get(lower.slice(at, at + this.#start));
      if (starting === undefined) continue;
      for (const needle of starting) {
        if (needle.member === caller.member) continue;
        if (!(needle.exact ? text : lower).startsWith(needle.text, at)) continue;
        if (
          this.#isListed(needle, action) ||
          [needle.text, needle.value].some((each) => own.includes(each.toLowerCase()))
        )
          continue;
        return `${needle.member}'s ${needle.value} (as ${needle.text}): …${text.slice(Math.max(0, at - 150), at + 100)}…`;
      }
    }
    return null;
  }

  /** A member that chose to be listed is named where members are listed, and nowhere else. */
  #isListed({ member, sort }: Needle, action: string): boolean {
    const listed = this.#world.plan.members.find(({ label }) => label === member)?.listed ?? false;
    return listed && ["name", "company"].includes(sort) && ["directory-list", "group-list"].includes(action);
  }
}

const pairOf = (text: string, at: number): number =>
  (text.charCodeAt(at) ^ (text.charCodeAt(at + 1) << 8)) & 0xffff;

/** What a member wrote down as its own and waits for the center is in its own words, whosever it is. */
function waitingWords(action: string, body: string): string {
  if (action !== "exposure-list" || !body.startsWith("{")) return "";
  return JSON.stringify((JSON.parse(body) as { waiting?: unknown }).waiting ?? "");
}

const said = (asked: Heard["asked"]): string =>
  `${decodeURIComponent(asked.path.replace(/%(?![0-9a-f]{2})/gi, ""))} ${asked.path} ${JSON.stringify(asked.body ?? "")}`.toLowerCase();

/** The first place where two texts differ, with what stands around it. */
export function difference(one: string, two: string): string {
  let at = 0;
  while (at < one.length && one[at] === two[at]) at++;
  const around = (text: string) => text.slice(Math.max(0, at - 120), at + 160);
  return `…${around(one)}…\n  but …${around(two)}…`;
}

/** Ids that a live stream told its reader of, though none of the reader's lists has them. */
export function unreadable(live: string, name: string, heard: readonly Heard[]): readonly string[] {
  const read = heard.filter(({ caller }) => caller.name === name).map(({ answered }) => answered.body);
  const told = new Set(
    [...live.matchAll(/"ids":\[([^\]]*)\]/g)].flatMap(([, ids = ""]) => ids.match(drawn) ?? []),
  );
  return [...told].filter((id) => !read.some((body) => body.includes(id)));
}

/** What a live stream said, whatever second it said it in, and how often. */
export function saidLive(text: string, rewriting: Rewriting): readonly string[] {
  const events = text.split("\n\n").flatMap((block): readonly string[] => {
    const [, event, data] = /^event: (\w+)\ndata: (.*)$/m.exec(block) ?? [];
    if (event === undefined) return block.startsWith(":") || block === "" ? [] : [block];
    if (event === "counts") return [];
    const { what, ids } = JSON.parse(data ?? "{}") as { what: string; ids: readonly string[] };
    // Of the machine's own health, as its clock has it.
    if (what === "source") return [];
    return ids.length === 0 ? [`${event} ${what}`] : ids.map((id) => `${event} ${what} ${id}`);
  });
  return [...new Set(events)].map((each) => rewriting.of(each).text).sort();
}
