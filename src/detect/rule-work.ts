/**
 * Rules at work on a batch: whoever scans hears which rules may hold for a record, and this decides which do and what
 * becomes of that. What holds is a detection, gathered while the batch is scanned; what correlations ask about is kept as a
 * match beside. Exceptions are asked here, where the record is at hand. The work is plain values, so that threads get it.
 */
import {
  type BatchMeta,
  type Detection,
  type DetectionLevel,
  type Event,
  normalizeAddress,
  type Observable,
  type RuleMatch,
} from "../model/index.js";
import { DetectionBook, keptFields } from "./detection.js";
import { evidenceOfEvent } from "./evidence.js";
import type { HitPlace, RuleSink } from "./scanner.js";
import { SigmaEngine, type SigmaMatch, type SigmaParts } from "./sigma/engine.js";
import { FieldReader } from "./sigma/field-reader.js";
import { nameOf, type SigmaRule } from "./sigma/rule.js";
import { detectionRuleOf } from "./sigma/rule-of-detection.js";
import { exceptionFor, type RuleException } from "./sigma/tuning/exceptions.js";

/** What is set for one rule that runs. */
export interface RuleDuty {
  /** Of its detections; null where it only serves correlations. */
  readonly level: DetectionLevel | null;
  /** Fields that correlations ask of it; null where none builds on it. */
  readonly asked: readonly string[] | null;
}

export interface RuleWork {
  readonly sigma: SigmaParts;
  /** By what detections call a rule. */
  readonly duties: ReadonlyMap<string, RuleDuty>;
  readonly exceptions: readonly RuleException[];
}

/** What rules made of a batch. */
export interface RuleFindings {
  readonly detections: readonly Detection[];
  readonly matches: readonly RuleMatch[];
}

/** Matches of one batch that are kept for correlations; a million records that all match would fill the spool. */
const matchesMax = 100_000;

/** One thread's: it keeps one record's answers at a time. */
export class RuleRunner {
  readonly #engine: SigmaEngine;
  readonly #work: RuleWork;
  readonly #fields: FieldReader;
  readonly #exceptions = new Map<string, RuleException[]>();

  constructor(work: RuleWork) {
    this.#work = work;
    this.#engine = new SigmaEngine(work.sigma);
    this.#fields = new FieldReader(work.sigma.taxonomies);
    for (const exception of work.exceptions)
      this.#exceptions.set(exception.rule, [...(this.#exceptions.get(exception.rule) ?? []), exception]);
  }

  /** For the batches of one body, in order. */
  begin(meta: BatchMeta): { readonly sink: RuleSink; readonly findings: () => RuleFindings } {
    const book = new DetectionBook();
    const matches: RuleMatch[] = [];
    const sink = this.#engine.sink((match, place) => this.#found(match, place, meta, book, matches));
    return { sink, findings: () => ({ detections: book.detections, matches }) };
  }

  #found(
    { rule, fields }: SigmaMatch,
    place: HitPlace,
    meta: BatchMeta,
    book: DetectionBook,
    matches: RuleMatch[],
  ): void {
    const id = nameOf(rule);
    const duty = this.#work.duties.get(id);
    if (duty === undefined || this.#isExcepted(id, rule, place.event, meta)) return;
    const { event } = place;
    const evidence = evidenceOfEvent("", place, meta.receivedUs);
    const subject = subjectOf(event);
    const { timeUs } = evidence;
    if (duty.asked !== null && matches.length < matchesMax)
      matches.push({
        rule: id,
        memberId: meta.memberId,
        log: event.log,
        timeUs,
        receivedUs: meta.receivedUs,
        values: this.#fields.firstOf(rule, event, duty.asked),
        subject,
        evidence,
      });
    if (duty.level === null) return;
    book.add({
      rule: { ...detectionRuleOf(rule), level: duty.level },
      memberId: meta.memberId,
      subject,
      about: hostOf(event),
      count: 1,
      firstUs: timeUs,
      lastUs: timeUs,
      fields: keptFields(fields),
      evidence: [evidence],
    });
  }

  #isExcepted(id: string, rule: SigmaRule, event: Event, meta: BatchMeta): boolean {
    const exceptions = this.#exceptions.get(id);
    if (exceptions === undefined) return false;
    const thing = {
      rule: id,
      memberId: meta.memberId,
      valuesOf: (field: string) => [
        ...this.#fields.valuesOf(rule, event, field),
        ...(field === "source" ? [event.source?.address ?? ""] : []),
        ...(field === "destination" ? [event.destination?.address ?? ""] : []),
      ],
    };
    return exceptionFor(exceptions, thing, meta.receivedUs) !== null;
  }
}

/** Whom a record is about: the address it came from. */
function subjectOf({ source }: Event): Observable | null {
  return source === null ? null : normalizeAddress(source.address);
}

/** The machine that wrote a record which has no ends: Windows names it, and so do most agents. */
function hostOf({ source, native }: Event): string {
  if (source !== null) return "";
  const { Computer, Hostname, hostname, host } = native as Readonly<Record<string, unknown>>;
  const named = [Computer, Hostname, hostname, host, (host as { name?: unknown } | undefined)?.name];
  return named.find((name): name is string => typeof name === "string") ?? "";
}
