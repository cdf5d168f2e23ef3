/**
 * One source goes along the waterfront: from one member to the next. Who has been visited knows it from its own
 * telemetry; this tells those that come next. What it says holds nothing of the members visited but about how many they
 * are and in which hours, as one member's telemetry is not another's to see. Whoever only knocks is most often a scanner
 * that looks at the whole Internet and stands on no list yet: that is told as low. Graver is who was answered, and gravest
 * who got in or tried an exploit.
 */

import type { DetectionLevel } from "../../../model/index.js";
import { Answering } from "../answering.js";
import { addressSubject, attemptOf, mayBeAttempt } from "../attempts.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { tellsLogins } from "../facts/login.js";
import { hash32 } from "../sketches/hash.js";
import { KeptMap } from "../sketches/kept-map.js";

const sourcesMax = 20_000;
const membersMax = 2_000;
/** Members of whom a source's visits are remembered. */
const visitedMax = 64;
const windowUs = 24 * 3600e6;
/** Different services tried, or log-ins failed, that make a visit. */
const triesMin = 5;
const membersMin = 3;
/** So many visited are told, by the last step reached: who hears of each one more learns when which member was visited. */
const steps = [membersMin, 5, 10, 20, 50];
const hourUs = 3600e6;
/** A member that has sent nothing for so long is not told. */
const quietUs = 7 * 24 * 3600e6;

interface Visit {
  firstUs: number;
  lastUs: number;
  /** What was tried, `triesMin` at most. */
  tried: string[];
}

/** The gravest that a source did anywhere: it knocked, was answered, or got in or tried an exploit. */
type Deed = 0 | 1 | 2;
const levels: readonly DetectionLevel[] = ["low", "medium", "high"];
const deeds = ["only knocked", "was answered", "logged in or tried an exploit"] as const;

interface Source {
  readonly visits: Map<string, Visit>;
  /** The step that was last said. */
  said: number;
  did: Deed;
  /** When it was last said. */
  saidDid: Deed;
}

const newSource = (did: Deed = 0): Source => ({ visits: new Map(), said: 0, did, saidDid: 0 });

class Run implements DetectorRun {
  readonly #sources: KeptMap<Source>;
  /** Who was answered before it was seen knocking, by the hash of its address. */
  readonly #answered: Answering;
  /** When each member last sent something. */
  readonly #members = new Map<string, number>();

  constructor(saved: unknown) {
    const { sources, members, answered } = (saved ?? {}) as Record<string, unknown>;
    this.#sources = KeptMap.open(sourcesMax, sources, openSource);
    this.#answered = Answering.open(answered);
    if (members instanceof Map)
      for (const [memberId, lastUs] of members)
        if (typeof lastUs === "number") this.#members.set(memberId, lastUs);
  }

  see(fact: Fact, sayings: Sayings): void {
    this.#hear(fact);
    if (fact.sourceInside || fact.source === "") return;
    this.#note(fact, sayings);
    const tried = triedIn(fact);
    if (tried === null) return;
    const source = this.#sources.at(fact.source, () =>
      newSource(this.#answered.has(hash32(fact.source)) ? 1 : 0),
    );
    const visit = visitOf(source, fact);
    if (visit === null) return;
    if (fact.timeUs > visit.lastUs) visit.lastUs = fact.timeUs;
    if (visit.tried.length >= triesMin || visit.tried.includes(tried)) return;
    visit.tried.push(tried);
    if (visit.tried.length < triesMin) return;
    this.#sources.matters(fact.source);
    this.#judge(fact, source, sayings);
  }

  /**
   * Being answered is daily work of thousands of addresses: one that was not seen knocking yet gets no entry of its own.
   * It goes into a set of fixed size that forgets, and that may take about one of a hundred others for answered too.
   */
  #note(fact: Fact, sayings: Sayings): void {
    const did = deedIn(fact);
    if (did === 0) return;
    const source =
      did === 2 ? this.#sources.at(fact.source, () => newSource()) : this.#sources.get(fact.source);
    if (source === undefined) this.#answered.add(hash32(fact.source), fact.timeUs);
    if (source === undefined || did <= source.did) return;
    source.did = did;
    if (source.said > 0) this.#judge(fact, source, sayings);
  }

  #judge(fact: Fact, source: Source, sayings: Sayings): void {
    const visited = [...source.visits].filter(
      ([, visit]) => visit.tried.length >= triesMin && visit.lastUs > fact.timeUs - windowUs,
    );
    const step = steps.findLast((least) => visited.length >= least) ?? 0;
    const isGraver = source.said > 0 && source.did > source.saidDid;
    if (step < membersMin || (step <= source.said && !isGraver)) return;
    source.said = Math.max(step, source.said);
    source.saidDid = source.did;
    const firstUs = Math.min(...visited.map(([, visit]) => visit.firstUs));
    const lastUs = Math.max(...visited.map(([, visit]) => visit.lastUs));
    const been = new Set(visited.map(([memberId]) => memberId));
    for (const [memberId, heardUs] of this.#members) {
      if (been.has(memberId) || heardUs < fact.timeUs - quietUs) continue;
      sayings.say({
        memberId,
        level: levels[source.did] ?? "medium",
        subject: addressSubject(fact.source),
        about: "",
        count: step,
        // When exactly which of them was visited is theirs.
        firstUs: hourOf(firstUs),
        lastUs: hourOf(lastUs),
        fields: {
          "members visited": `${step} or more`,
          "what it did so far": deeds[source.did],
          "your turn": "not yet seen at yours",
        },
        // Another member's records are not shown.
        shownBy: [],
      });
    }
  }

  #hear({ memberId, timeUs }: Fact): void {
    const before = this.#members.get(memberId);
    if (before === undefined) {
      if (this.#members.size >= membersMax) return;
      this.#members.set(memberId, timeUs);
    } else if (timeUs > before) this.#members.set(memberId, timeUs);
  }

  figures() {
    return { held: this.#sources.size, dropped: this.#sources.dropped };
  }

  save() {
    return {
      sources: this.#sources.save(({ visits, said, did, saidDid }) => ({
        said,
        did,
        saidDid,
        visits: [...visits].map(([memberId, visit]) => [memberId, { ...visit, tried: [...visit.tried] }]),
      })),
      members: new Map(this.#members),
      answered: this.#answered.save(),
    };
  }
}

const hourOf = (us: number): number => Math.floor(us / hourUs) * hourUs;

/** What was tried, in a few letters; null where the fact tells of no attempt at the member. */
function triedIn(fact: Fact): string | null {
  const login = tellsLogins(fact.log) ? fact.login : null;
  if (login !== null && login.outcome === "failed") return `login ${login.service} ${fact.timeUs}`;
  if (!fact.destinationInside) return null;
  const attempt = attemptOf(fact);
  if (attempt === null || attempt.outcome === "open") return null;
  return `${attempt.target} ${attempt.protocol} ${attempt.port}`;
}

/**
 * What a fact shows of its source beyond knocking. Who fails to log in was answered. An alert of severity 1 is an exploit;
 * those of scans are milder. A handshake alone is a knock: who scans by whole connections meets open ports that send nothing.
 */
function deedIn(fact: Fact): Deed {
  const { login, alert } = fact;
  if (login !== null && login.outcome !== "unknown" && tellsLogins(fact.log))
    return login.outcome === "succeeded" ? 2 : 1;
  if (!fact.destinationInside) return 0;
  if (alert !== null) return alert.severity === 1 ? 2 : 0;
  return attemptOf(fact)?.outcome === "open" && fact.connection?.bytesIn !== 0 ? 1 : 0;
}

const isDeed = (value: unknown): value is Deed => value === 0 || value === 1 || value === 2;

function visitOf({ visits }: Source, fact: Fact): Visit | null {
  let visit = visits.get(fact.memberId);
  if (visit !== undefined && visit.lastUs < fact.timeUs - windowUs) {
    visits.delete(fact.memberId);
    visit = undefined;
  }
  if (visit !== undefined) return visit;
  if (visits.size >= visitedMax) return null;
  visit = { firstUs: fact.timeUs, lastUs: fact.timeUs, tried: [] };
  visits.set(fact.memberId, visit);
  return visit;
}

function openSource(saved: unknown): Source | undefined {
  const { said, visits, did, saidDid } = (saved ?? {}) as Record<string, unknown>;
  if (typeof said !== "number" || !Array.isArray(visits)) return undefined;
  const source: Source = {
    ...newSource(),
    said,
    did: isDeed(did) ? did : 0,
    saidDid: isDeed(saidDid) ? saidDid : 0,
  };
  for (const one of visits.slice(0, visitedMax)) {
    const [memberId, visit] = Array.isArray(one) ? one : [];
    const { firstUs, lastUs, tried } = (visit ?? {}) as Partial<Visit>;
    if (
      typeof memberId === "string" &&
      typeof firstUs === "number" &&
      typeof lastUs === "number" &&
      Array.isArray(tried)
    )
      source.visits.set(memberId, {
        firstUs,
        lastUs,
        tried: tried.filter((text) => typeof text === "string"),
      });
  }
  return source;
}

export const waterfront = {
  id: "waterfront",
  title: "A scanner comes along the waterfront",
  explains:
    `A source from outside tried at least ${triesMin} services, or failed to log in ${triesMin} times, at each of ` +
    `${membersMin} members within a day, and has not been seen at this one. It is told to the members that it has not ` +
    "reached, before it does: low where it only knocked (no service sent it any data, no alert of severity 1 named an " +
    "exploit of it), medium where it was answered, be it by a log-in that failed, high where it logged in or tried an exploit at any " +
    "of them; again where it does more than was told. All that they learn of the others is about how many were visited, " +
    "in which hours, and the gravest of what it did.",
  level: "medium",
  techniques: ["T1595"],
  scope: "port",
  stateBytesMax: 32 * 1024 * 1024,
  wants: (fact) => mayBeAttempt(fact) || fact.source !== "",
  open: (saved) => new Run(saved),
} satisfies Detector;
