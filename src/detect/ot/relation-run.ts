/**
 * A detector at work that tells of relations: each message of certain kinds counts for its asker, asset and function, and
 * is told while the relation is new. What was there when learning ended is known then; what comes later is told for as long
 * as learning lasts, counted from its first message. Detectors that tell of each message forget this.
 */
import type { DetectionLevel, OtKind } from "../../model/index.js";
import { addressSubject } from "../behaviour/attempts.js";
import { type DetectorRun, noSurroundings, type Sayings, type Surroundings } from "../behaviour/detector.js";
import type { Fact } from "../behaviour/fact.js";
import { dayUs, minuteUs, openStates, saveStates } from "../behaviour/state.js";
import { explained, Learning } from "./learning.js";
import type { OtMessage } from "./message.js";
import { OpcuaJoiner } from "./opcua-joiner.js";
import { askerOf, assetOf, type Counted, countMessage, listed, noneCounted, show } from "./relation.js";
import { type Gathered, nothingGathered, Telling, type Words } from "./telling.js";

export interface RelationParts {
  /** Raised where a state's shape changes. */
  readonly version: number;
  readonly capacity: number;
  /** Told in the learning time, and of what is new after it. */
  readonly levels: { readonly learning: DetectionLevel; readonly after: DetectionLevel };
  /** False: each message is told, however long its relation is known. */
  readonly forgets: boolean;
  /** False: functions of one asker and asset are one relation. */
  readonly byFunction?: false;
  /** Messages of one relation within so long that are worth telling; left out: each is. */
  readonly burst?: { readonly least: number; readonly withinUs: number };
  /** Whether the message is one to count. */
  isOne(message: OtMessage): boolean;
}

interface Relation extends Gathered {
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
  /** Its first message; where bursts are told, the first of these. */
  sinceUs: number;
  /** The function, or those of the relation; `functionsAll` counts them. */
  readonly functions: string[];
  functionsAll: number;
  kind: OtKind;
  readonly counted: Counted;
  /** Since it was last said. */
  requests: number;
  answers: number;
  refused: number;
  units: string[];
  points: string[];
  errors: string[];
}

/** Twice as long each time, up to a day: a relation is told some 24 times in its two weeks. */
const growing = (says: number): number => Math.min(dayUs, minuteUs * 2 ** Math.min(says, 11));
const eachMinute = (): number => minuteUs;

export function relationRun(
  parts: RelationParts,
  saved: unknown,
  surroundings: Surroundings = noSurroundings,
): DetectorRun {
  const { version, capacity, levels, forgets, byFunction = true, burst } = parts;
  const before = openStates(version, saved);
  const learning = new Learning(before["learning"], surroundings);
  const joiner = new OpcuaJoiner(before["joiner"]);

  /** In the learning time of its own: told. */
  const isNew = ({ sinceUs, says }: Relation, timeUs: number): boolean => {
    // Single errors teach nothing: a burst that was told does.
    if (!forgets || (burst !== undefined && says === 0)) return true;
    return learning.lastsAt(sinceUs) ? learning.lastsAt(timeUs) : timeUs < sinceUs + learning.spanUs;
  };

  const telling = new Telling<Relation>(
    {
      capacity,
      betweenUs: forgets ? growing : eachMinute,
      words: (state) => words([state]),
      wordsOfAll: (states) => words(states),
      kindOf: ({ protocol, functions }) => `${protocol} ${functions[0] ?? ""}`,
      said(state) {
        if (burst !== undefined && state.says === 1) state.sinceUs = state.lastUs;
        state.requests = 0;
        state.answers = 0;
        state.refused = 0;
        state.units = [];
        state.points = [];
        state.errors = [];
      },
    },
    before["relations"],
  );

  function words(states: readonly Relation[]): Words {
    const [state] = states;
    if (state === undefined) return { subject: null, about: "", fields: {} };
    const { protocol, from, to, functions, functionsAll, lastUs } = state;
    const alone = states.length === 1;
    const learns = learning.lastsAt(lastUs);
    const why = explained(learning.site, to, lastUs, learns ? levels.learning : levels.after);
    const sum = (of: (one: Relation) => number) => states.reduce((all, one) => all + of(one), 0);
    const some = (of: (one: Relation) => readonly string[]) => {
      const list: string[] = [];
      for (const one of states) for (const text of of(one)) show(list, text);
      return list;
    };
    const units = some((one) => one.units);
    const points = some((one) => one.points);
    const errors = some((one) => one.errors);
    const refused = sum((one) => one.refused);
    return {
      subject: alone ? addressSubject(from) : null,
      // One download has three functions, and is one thing to be told of.
      about: alone ? (byFunction ? `${to} ${state.kind}` : to) : `${protocol} ${functions[0] ?? ""}`,
      level: why.level,
      fields: {
        function: alone ? listed(functions, functionsAll) : listed(some((one) => one.functions)),
        "what it does": state.kind,
        from: alone ? from || "unknown" : listed(some((one) => [one.from])),
        to: alone ? to || "unknown" : listed(some((one) => [one.to])),
        protocol,
        ...(alone ? {} : { relations: String(states.length) }),
        ...(units.length === 0 ? {} : { unit: units.join(", ") }),
        ...(points.length === 0 ? {} : { points: points.join(", ") }),
        requests: String(sum((one) => one.requests)),
        answers: String(sum((one) => one.answers)),
        ...(refused === 0 ? {} : { refused: String(refused) }),
        ...(errors.length === 0 ? {} : { errors: errors.join(", ") }),
        learning: learns ? "yes" : "no",
        ...why.fields,
      },
    };
  }

  function see(fact: Fact, sayings: Sayings): void {
    const message = fact.ot;
    if (message === null) return;
    const timeUs = learning.hear(fact);
    if (message.protocol === "opcua") noteWrite(fact);
    if (!parts.isOne(message)) return;
    const from = askerOf(message);
    const to = assetOf(message);
    const key = `${from} ${to} ${message.protocol}${byFunction ? ` ${message.function}` : ""}`;
    const state = telling.states.at(key, () => ({
      ...nothingGathered(),
      protocol: message.protocol,
      from,
      to,
      sinceUs: timeUs,
      functions: [],
      functionsAll: 0,
      kind: message.kind,
      counted: noneCounted(),
      requests: 0,
      answers: 0,
      refused: 0,
      units: [],
      points: [],
      errors: [],
    }));
    const tells = isNew(state, timeUs);
    const more = countMessage(state.counted, message, fact.log);
    if (!tells) return;
    note(state, message);
    if (more === 0) return;
    if (message.isRequest) state.requests++;
    else state.answers++;
    if (message.error !== "") state.refused++;
    const mayBurst = burst !== undefined && state.says === 0;
    if (mayBurst && state.waiting > 0 && timeUs > state.firstUs + burst.withinUs) telling.forget(key, state);
    telling.states.matters(key);
    const ready = !mayBurst || state.waiting + more >= burst.least;
    telling.found(key, state, more, ready, fact, timeUs, sayings);
  }

  /** The values that a write in OPC UA sets stand in other logs. */
  function noteWrite(fact: Fact): void {
    const write = joiner.see(fact);
    if (write === null) return;
    const { from, to, point } = write;
    const state = telling.states.get(`${from} ${to} opcua${byFunction ? " WriteRequest" : ""}`);
    if (state !== undefined && point.value !== null) show(state.points, `${point.point} = ${point.value}`);
  }

  return {
    see,
    tick: (nowUs, sayings) => telling.tick(nowUs, sayings),
    end: (sayings) => telling.end(sayings),
    figures: () => telling.figures(),
    save: () =>
      saveStates(version, { learning: learning.save(), joiner: joiner.save(), relations: telling.save() }),
  };
}

function note(state: Relation, message: OtMessage): void {
  if (!state.functions.includes(message.function)) {
    state.functionsAll++;
    show(state.functions, message.function);
  }
  show(state.units, message.unit);
  show(state.errors, message.error);
  if (message.isRequest && state.points.length < 8)
    for (const { point, value } of message.points)
      show(state.points, value === null ? point : `${point} = ${value}`);
}
