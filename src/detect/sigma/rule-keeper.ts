/**
 * The rules that are known to a center, and what is set for them, in memory: read from the stores when it starts and after
 * every change, and told to whoever runs them. The rules that come with the program are taken by themselves, as the
 * program is; those of others only by a person who saw what would change.
 */
import { type Clock, Problem } from "../../base/index.js";
import type { DetectionRule } from "../../model/index.js";
import { centerActor, type State } from "../../store/index.js";
import { detectProblem } from "../problems.js";
import { nameOf } from "./rule.js";
import { detectionRuleOf } from "./rule-of-detection.js";
import { type FetchedArchive, fetchRules, type KnownArchive } from "./sources/fetch-rules.js";
import {
  diffSources,
  emptyBook,
  type KnownRule,
  makeBook,
  type ReadSource,
  type RuleBook,
  type RuleDiff,
  readSource,
} from "./sources/rule-book.js";
import { contentHash, type RuleFiles, readRuleArchive, readRulePath } from "./sources/rule-files.js";
import {
  listSources,
  noteChecked,
  ownSource,
  readFetched,
  readVersion,
  type SourceKind,
  stageVersion,
  takeVersion,
} from "./sources/rule-store.js";
import { type DecidedRule, decideRules, defaultPolicy, type RulePolicy } from "./tuning/decide.js";
import { loadTuning, type Tuning } from "./tuning/tuning-store.js";

/** Rules that come with the program. */
export const ownRulesFolder = new URL("../../../content/rules/", import.meta.url).pathname;

/** A rule of another kind, which is tuned as Sigma's are: a detector of behaviour. */
export interface BuiltInRule extends DetectionRule {
  readonly explains: string;
}

export interface RuleKeeperParts {
  readonly state: State;
  readonly clock: Clock;
  readonly builtIn?: readonly BuiltInRule[];
  /** Where the program's own rules are; null for none. */
  readonly folder?: string | null;
  /** Hears why rules could not be read. */
  readonly onUnread?: (why: unknown) => void;
  readonly fetch?: typeof fetchRules;
}

/** What taking a version would change. */
export interface CheckedSource {
  readonly sha256: string;
  readonly diff: RuleDiff;
  readonly passedOver: number;
  /** Nothing is to be taken. */
  readonly isTaken: boolean;
}

/** What to replay: by its key, by its key in what waits of a source, or the last rule of a text. */
export interface ReplayedRule {
  readonly key: string | undefined;
  readonly source: string | undefined;
  readonly text: string | undefined;
}

export interface FoundForReplay {
  readonly rule: KnownRule;
  readonly book: RuleBook;
}

export class RuleKeeper {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #ask: typeof fetchRules;
  readonly #folder: string | null;
  readonly #onUnread: (why: unknown) => void;
  /** In order of their ids. */
  readonly builtIn: readonly BuiltInRule[];
  readonly #read = new Map<string, { readonly sha256: string; readonly of: ReadSource }>();
  readonly #listeners = new Set<() => void>();
  #book: RuleBook = emptyBook;
  #tuning: Tuning = { settings: new Map(), exceptions: [], policy: defaultPolicy };
  #decided: ReadonlyMap<string, DecidedRule> = new Map();
  #ready: Promise<void> | null = null;
  /** The version whose text was asked for last: rules are read one after the other. */
  #opened: (RuleFiles & { readonly source: string; readonly version: number | null }) | null = null;
  /** Loads follow one another. */
  #loading: Promise<void> = Promise.resolve();

  constructor({
    state,
    clock,
    builtIn = [],
    folder = ownRulesFolder,
    onUnread = () => undefined,
    fetch = fetchRules,
  }: RuleKeeperParts) {
    this.#folder = folder;
    this.#onUnread = onUnread;
    this.builtIn = builtIn.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    this.#state = state;
    this.#clock = clock;
    this.#ask = fetch;
  }

  get book(): RuleBook {
    return this.#book;
  }
  get tuning(): Tuning {
    return this.#tuning;
  }
  /** What runs and what tells, by key. */
  get decided(): ReadonlyMap<string, DecidedRule> {
    return this.#decided;
  }

  /** The key of a rule by what a person calls it: its id or its short name; null where there is none. */
  keyOf(text: string): string | null {
    if (this.#decided.has(text)) return text;
    return this.#book.rules.find(({ document }) => document.name === text)?.key ?? null;
  }

  /** A rule of a source as detections name it; null where there is none. */
  detectionRuleOf(key: string): DetectionRule | null {
    const document = this.#book.rules.find((rule) => rule.key === key)?.document;
    if (document?.kind === "rule") return detectionRuleOf(document);
    return this.#book.plans.find((plan) => plan.key === key)?.rule ?? null;
  }

  /** Called back after every change of rules or of what is set for them; answers the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What another policy would make of the rules. */
  decideBy(policy: RulePolicy): ReadonlyMap<string, DecidedRule> {
    const decided = new Map(decideRules(this.#book, this.#tuning.settings, policy));
    for (const { id, level } of this.builtIn) {
      const set = this.#tuning.settings.get(id);
      const isOn = set?.isOn ?? true;
      const why = set?.isOn === undefined || set.isOn === null ? "policy" : "switched";
      decided.set(id, { key: id, runs: isOn, isOn, why, level: set?.level ?? level });
    }
    return decided;
  }

  /**
   * Rules are there, and what is decided of them. They are read when somebody asks first: a command that asks something
   * else does not wait for thousands of them.
   */
  get ready(): Promise<void> {
    this.#ready ??= this.#begin();
    return this.#ready;
  }

  async #begin(): Promise<void> {
    try {
      const refused = this.#folder === null ? await this.reload() : await this.open(this.#folder);
      if (refused instanceof Problem) this.#onUnread(refused);
    } catch (error) {
      this.#onUnread(error);
    }
  }

  /** Answers once what was begun is done; begins nothing. */
  async close(): Promise<void> {
    await this.#ready;
  }

  /** Takes the program's own rules where they changed with it, and reads all that is kept. */
  async open(folder: string): Promise<Problem | null> {
    const files = await readRulePath(folder);
    if (!(files instanceof Problem)) {
      const of = await readSource(ownSource, files);
      const sources = await listSources(this.#state.db);
      const own = sources.find(({ name }) => name === ownSource);
      const running = own?.versions.find(({ version }) => version === own.version);
      if (running?.sha256 !== contentHash(files.files)) {
        const { sha256 } = await this.#stage({ kind: "own", place: "content/rules" }, of, files, centerActor);
        await takeVersion(this.#state.db, this.#clock, ownSource, sha256, centerActor);
      }
    }
    await this.reload();
    return files instanceof Problem ? files : null;
  }

  /** Reads again what is kept; files are read only where a source's version is another. */
  reload(): Promise<void> {
    const next = this.#loading.then(() => this.#load());
    this.#loading = next.catch(() => undefined);
    return next;
  }

  async #load(): Promise<void> {
    const { db } = this.#state;
    const listed = (await listSources(db)).filter(({ version }) => version !== null);
    listed.sort((a, b) => Number(b.kind === "own") - Number(a.kind === "own") || (a.name < b.name ? -1 : 1));
    let isNew = this.#read.size !== listed.length;
    const sources: ReadSource[] = [];
    for (const { name, version, versions } of listed) {
      const sha256 = versions.find((one) => one.version === version)?.sha256 ?? "";
      let read = this.#read.get(name);
      if (read?.sha256 !== sha256) {
        read = { sha256, of: await readSource(name, await readVersion(db, name, version)) };
        this.#read.set(name, read);
        isNew = true;
      }
      sources.push(read.of);
    }
    for (const name of this.#read.keys())
      if (!listed.some((source) => source.name === name)) this.#read.delete(name);
    if (isNew) this.#book = makeBook(sources);
    this.#tuning = await loadTuning(db);
    this.#decided = this.decideBy(this.#tuning.policy);
    for (const listener of this.#listeners) listener();
  }

  #stage(
    from: {
      readonly kind: SourceKind;
      readonly place: string;
      readonly label?: string;
    } & Partial<KnownArchive>,
    of: ReadSource,
    files: RuleFiles,
    actor: string,
  ): Promise<{ readonly sha256: string; readonly isTaken: boolean }> {
    return stageVersion(this.#state.db, this.#clock, {
      label: "",
      etag: "",
      modified: "",
      ...from,
      name: of.source,
      files,
      rules: of.documents.length,
      refused: of.refusals.length,
      actor,
    });
  }

  /** The file that a rule stands in, and which version of its source that is of. */
  async textOf({
    source,
    document,
  }: KnownRule): Promise<{ readonly text: string; readonly version: number | null }> {
    const { db } = this.#state;
    const version = (await listSources(db)).find(({ name }) => name === source)?.version ?? null;
    if (this.#opened?.source !== source || this.#opened.version !== version)
      this.#opened = { source, version, ...(await readVersion(db, source, version)) };
    return { text: this.#opened.files.find(({ file }) => file === document.place.file)?.text ?? "", version };
  }

  /** The files of all sources as they run, the program's own first. */
  async filesAtWork(): Promise<
    readonly { readonly source: string; readonly isOwn: boolean; readonly files: RuleFiles["files"] }[]
  > {
    const { db } = this.#state;
    const running = (await listSources(db)).filter(({ version }) => version !== null);
    const found = [];
    for (const { name, version, kind } of running)
      found.push({ source: name, isOwn: kind === "own", ...(await readVersion(db, name, version)) });
    return found.sort((a, b) => Number(b.isOwn) - Number(a.isOwn) || (a.source < b.source ? -1 : 1));
  }

  /** A rule with all that it builds on: of what runs, of a version that waits, or of a text that is kept nowhere. */
  async findForReplay({ key, source, text }: ReplayedRule): Promise<FoundForReplay | Problem> {
    const others = [...this.#read.values()].map(({ of }) => of);
    let sources: readonly ReadSource[] = others;
    if (text !== undefined) {
      const written = await readSource("", { files: [{ file: "rule", text }], unread: [], passedOver: 0 });
      const [refused] = written.refusals;
      if (refused !== undefined)
        return detectProblem("rules-unreadable", `Line ${refused.line}: ${refused.reason}`);
      sources = [written, ...others];
    } else if (source !== undefined) {
      const staged = (await listSources(this.#state.db)).find(({ name }) => name === source);
      if (staged === undefined) return detectProblem("rule-source-unknown", `There is no ${source}.`);
      const files = await readVersion(this.#state.db, source, staged.staged ?? staged.version);
      sources = [await readSource(source, files), ...others.filter((of) => of.source !== source)];
    }
    const book = sources === others ? this.#book : makeBook(sources);
    const last = text === undefined ? undefined : sources[0]?.documents.at(-1);
    const byName = book.rules.find(({ document }) => document.name === key)?.key;
    const wanted = last === undefined ? (byName ?? key) : nameOf(last);
    const rule = book.rules.find((one) => one.key === wanted);
    if (rule !== undefined) return { rule, book };
    if (this.builtIn.some(({ id }) => id === wanted))
      return detectProblem("replay-of-detector", `${wanted} learns as it goes, from all that came before.`);
    const refused = book.refusals.find(
      ({ id, title }) => wanted !== undefined && (id === wanted || title === wanted),
    );
    return detectProblem("rule-unknown", refused?.reason ?? `No rule is called ${wanted ?? "nothing"}.`);
  }

  /** Keeps files that were given, to be taken once somebody saw what would change. */
  async checkGiven(name: string, place: string, files: RuleFiles, actor: string): Promise<CheckedSource> {
    const of = await readSource(name, files);
    const staged = await this.#stage({ kind: "given", place }, of, files, actor);
    return this.#compared(of, files, staged);
  }

  /** As `checkGiven`, from an address; null where it is as it was. */
  async checkAddress(name: string, address: string, actor: string): Promise<CheckedSource | null | Problem> {
    const { db } = this.#state;
    const sources = await listSources(db);
    const before = sources.find((source) => source.name === name);
    // Only what runs or waits need not come again.
    const isHeld = before?.place === address && (before.version !== null || before.staged !== null);
    const known = isHeld ? await readFetched(db, name) : null;
    const fetched: FetchedArchive | null | Problem = await this.#ask(
      address,
      known ?? { etag: "", modified: "" },
    );
    if (fetched instanceof Problem) {
      await noteChecked(db, this.#clock, name, `${fetched.title}: ${fetched.detail}`, actor);
      return fetched;
    }
    if (fetched === null) {
      await noteChecked(db, this.#clock, name, "", actor);
      if (before?.staged === null || before === undefined) return null;
      const files = await readVersion(db, name, before.staged);
      const of = await readSource(name, files);
      const sha256 = contentHash(files.files);
      return this.#compared(of, files, { sha256, isTaken: false });
    }
    const files = await readRuleArchive(fetched.label === "" ? name : fetched.label, fetched.bytes);
    if (files instanceof Problem) return files;
    const of = await readSource(name, files);
    const { label, etag, modified } = fetched;
    const staged = await this.#stage(
      { kind: "https", place: address, label, etag, modified },
      of,
      files,
      actor,
    );
    return this.#compared(of, files, staged);
  }

  #compared(
    of: ReadSource,
    { passedOver }: RuleFiles,
    staged: { readonly sha256: string; readonly isTaken: boolean },
  ): CheckedSource {
    const others = [...this.#read.values()].flatMap((read) =>
      read.of.source === of.source ? [] : [read.of],
    );
    const before = this.#read.get(of.source)?.of.documents ?? [];
    return { ...staged, passedOver, diff: diffSources(before, of, others) };
  }
}
