/**
 * What becomes of what rules find: a detection where the rule tells and nothing excepts it, and a match for correlations
 * where one asks for it. Where the event is at hand exceptions may name any field of it; of correlations and of detectors of
 * behaviour those that their detections have. One object a thread; it keeps nothing of events.
 */
import { type Detection, type Event, type Evidence, normalizeHost } from "../../model/index.js";
import type { BaseMatch } from "./correlation/correlator.js";
import type { SigmaMatch } from "./engine.js";
import { FieldReader } from "./field-reader.js";
import { nameOf } from "./rule.js";
import { detectionRuleOf } from "./rule-of-detection.js";
import type { RunningRules } from "./running-rules.js";
import type { Taxonomy } from "./taxonomy.js";
import { detectionValues, exceptionFor, type RuleException } from "./tuning/exceptions.js";

/** Where an event is from, and how it is shown. */
export interface MatchPlace {
  readonly memberId: string | null;
  readonly receivedUs: number;
  /** As it came, cut for evidence. */
  readonly record: string;
}

export interface Judged {
  /** Null where the rule tells nothing by itself, or an exception holds. */
  readonly detection: Detection | null;
  /** Null where no correlation asks. */
  readonly match: BaseMatch | null;
}

export class MatchJudge {
  readonly #levels: ReadonlyMap<string, Detection["rule"]["level"]>;
  readonly #needed: ReadonlyMap<string, readonly string[]>;
  readonly #exceptions = new Map<string, RuleException[]>();
  readonly #fields: FieldReader;

  constructor({ tells, needed, exceptions }: RunningRules, taxonomies: readonly Taxonomy[]) {
    this.#levels = new Map(tells);
    this.#needed = new Map(needed);
    this.#fields = new FieldReader(taxonomies);
    for (const exception of exceptions)
      this.#exceptions.set(exception.rule, [...(this.#exceptions.get(exception.rule) ?? []), exception]);
  }

  judge({ rule, fields }: SigmaMatch, event: Event, place: MatchPlace): Judged {
    const key = nameOf(rule);
    const timeUs = event.timeUs ?? place.receivedUs;
    const excepted = this.#isExcepted(key, place.memberId, place.receivedUs, (field) => [
      ...this.#fields.valuesOf(rule, event, field),
      ...(field === "source" && event.source !== null ? [event.source.address] : []),
      ...(field === "destination" && event.destination !== null ? [event.destination.address] : []),
    ]);
    // What is accepted of a rule is accepted of what is built on it.
    if (excepted) return { detection: null, match: null };
    const level = this.#levels.get(key);
    const needed = this.#needed.get(key);
    if (level === undefined && needed === undefined) return { detection: null, match: null };
    const evidence = evidenceOf(event, timeUs, place.record);
    const subject = event.source === null ? null : normalizeHost(event.source.address);
    return {
      detection:
        level === undefined
          ? null
          : {
              rule: { ...detectionRuleOf(rule), level },
              memberId: place.memberId,
              subject,
              about: "",
              count: 1,
              firstUs: timeUs,
              lastUs: timeUs,
              fields,
              evidence: [evidence],
            },
      match:
        needed === undefined
          ? null
          : {
              rule: key,
              memberId: place.memberId,
              log: event.log,
              timeUs,
              receivedUs: place.receivedUs,
              values: this.#fields.firstOf(rule, event, needed),
              subject,
              evidence,
            },
    };
  }

  /** What a correlation or a detector of behaviour said, as it is set; null where it is not told. */
  judgeDetection(detection: Detection, nowUs: number): Detection | null {
    const level = this.#levels.get(detection.rule.id);
    if (level === undefined) return null;
    const { id } = detection.rule;
    if (this.#isExcepted(id, detection.memberId, nowUs, detectionValues(detection))) return null;
    return level === detection.rule.level ? detection : { ...detection, rule: { ...detection.rule, level } };
  }

  #isExcepted(
    rule: string,
    memberId: string | null,
    nowUs: number,
    valuesOf: (field: string) => readonly string[],
  ): boolean {
    const exceptions = this.#exceptions.get(rule);
    return exceptions !== undefined && exceptionFor(exceptions, { rule, memberId, valuesOf }, nowUs) !== null;
  }
}

function evidenceOf(event: Event, timeUs: number, record: string): Evidence {
  const none = { address: "", port: 0 };
  const source = event.source ?? none;
  const destination = event.destination ?? none;
  return {
    timeUs,
    log: event.log,
    field: "",
    sourceAddress: source.address,
    sourcePort: source.port,
    destinationAddress: destination.address,
    destinationPort: destination.port,
    record,
  };
}
