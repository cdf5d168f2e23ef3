/**
 * What a part of a pack is: one file in `parts/`, which reads what this center has of one kind, says by a schema what
 * an entry is, and writes entries that came with a pack. The rest is the same for all parts and stands here once: the
 * gate, the manifest, telling what is new from what was changed here. To add one, write its file and run
 * `npm run generate`; a center that does not know a part passes it over by name.
 */
import type { Kysely } from "kysely";
import { z } from "zod";
import type { Clock, Problem } from "../../base/index.js";
import type { Tables } from "../../store/index.js";

/** A feed as the configuration names it, without its secret. */
export interface ConfiguredFeed {
  readonly name: string;
  readonly kind: "taxii" | "misp";
  readonly address: string;
  readonly needs: "nothing" | "token" | "password";
  readonly everyMinutes: number;
  readonly tlp: string;
  readonly confidence: number;
  /** It stands in the center's own or a private network. */
  readonly near: boolean;
}

/** What stands in the center's configuration file, as far as parts may see it. */
export interface Configured {
  readonly feeds: readonly ConfiguredFeed[];
  /** Keys that the file sets, written with dots: `intake.syslog.port`. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export const nothingConfigured: Configured = { feeds: [], settings: {} };

export interface PackContext {
  /** The transaction, where something is written. */
  readonly db: Kysely<Tables>;
  readonly clock: Clock;
  readonly actor: string;
  readonly configured: Configured;
}

/** An entry as this center has it. */
export interface Held<Entry extends object = object> {
  readonly entry: Entry;
  /** What the center's own policy marks it as; only TLP:CLEAR leaves. */
  readonly tlp: string;
  /** Why it stays here whatever the gate says, one sentence; null where nothing holds it. */
  readonly stays: string | null;
  /** It stands in the configuration file, which no pack changes. */
  readonly fixed: boolean;
}

export interface PackPart<Entry extends object = object> {
  readonly id: string;
  readonly title: string;
  /** What it holds and what not, for people. */
  readonly explains: string;
  /** Goes into a pack only where its maker names it. */
  readonly onlyWhenAsked: boolean;
  /** What an entry is; the same when it leaves and when it comes. */
  readonly entry: z.ZodType<Entry>;
  readonly entriesMax: number;
  /** Fields that are lists of values which stand for themselves: the gate cuts one that shows a member. */
  readonly apart: readonly string[];
  /** What tells an entry from the others of its part. */
  keyOf(entry: Entry): string;
  read(context: PackContext): Promise<readonly Held<Entry>[]>;
  /** Adds these entries or puts them in place of those with their keys; the others stay. */
  write(context: PackContext, entries: readonly Entry[]): Promise<Problem | null>;
}

export const held = <Entry extends object>(entry: Entry, more: Partial<Held> = {}): Held<Entry> => ({
  tlp: "TLP:CLEAR",
  stays: null,
  fixed: false,
  ...more,
  entry,
});

const visible = [
  (text: string) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(text),
  "has characters that can't be seen",
] as const;
const composed = [
  (text: string) => text === text.normalize("NFC"),
  "is not in Unicode's normal form C",
] as const;

/** A value of a list: visible characters. */
export const valueShape = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(...visible);

/** A line of text as people write it, one space between words. */
export const lineShape = (max: number) =>
  z
    .string()
    .max(max)
    .refine(...visible)
    .refine(...composed)
    .refine((text) => text === text.trim().replace(/\s+/g, " "), "has spaces too many");

/** A text of many lines. */
export const linesShape = (max: number) =>
  z
    .string()
    .max(max)
    .refine((text) => visible[0](text.replace(/[\n\t]/g, "")), visible[1])
    .refine(...composed);

/** A list written in one way only: each value once, in order. What is read again is then what was written. */
export const inOrder = [
  (list: readonly (string | number)[]) =>
    list.every((each, at) => at === 0 || (list[at - 1] as string) < each),
  "is not in order, or has a value twice",
] as const;
