/**
 * The rules that are known to a center, and what is set for them, in memory: read from the stores when it starts and after
 * every change, and told to whoever runs them. The rules that come with the program are taken by themselves, as the
 * program is; those of others only by a person who saw what would change.
 */
import { type Clock, Problem } from "../../base/index.js";
import { centerActor, type State } from "../../store/index.js";
import { type FetchedArchive, fetchRules, type KnownArchive } from "./sources/fetch-rules.js";
import {
  diffSources,
  emptyBook,
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

export interface RuleKeeperParts {
  readonly state: State;
  readonly clock: Clock;
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

export class RuleKeeper {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #fetch: typeof fetchRules;
  readonly #read = new Map<string, { readonly sha256: string; readonly of: ReadSource }>();
  readonly #listeners = new Set<() => void>();
  #book: RuleBook = emptyBook;
  #tuning: Tuning = { settings: new Map(), exceptions: [], policy: defaultPolicy };
  #decided: ReadonlyMap<string, DecidedRule> = new Map();
  /** Loads follow one another. */
  #loading: Promise<void> = Promise.resolve();

  constructor({ state, clock, fetch = fetchRules }: RuleKeeperParts) {
    this.#state = state;
    this.#clock = clock;
    this.#fetch = fetch;
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

  /** Called back after every change of rules or of what is set for them; answers the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What another policy would make of the rules. */
  decideBy(policy: RulePolicy): ReadonlyMap<string, DecidedRule> {
    return decideRules(this.#book, this.#tuning.settings, policy);
  }

  /** Takes the program's own rules where they changed with it, and reads all that is kept. */
  async open(folder: string = ownRulesFolder): Promise<Problem | null> {
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
    this.#decided = decideRules(this.#book, this.#tuning.settings, this.#tuning.policy);
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
    const fetched: FetchedArchive | null | Problem = await this.#fetch(
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
    return { ...staged, passedOver, diff: diffSources(this.#read.get(of.source)?.of.documents ?? [], of) };
  }
}
