/**
 * Behaviour in a scan: the rows of each batch are made as for the event store, read as facts and shown to the detectors.
 * All of it is one owner's telemetry, as nobody says whose it is. Files are read one after the other, so each is a lane of
 * its own; where the next folder's time lies far from what was read before, it is another recording, and detectors begin
 * anew, as two recordings may well use the same private addresses.
 */
import { dirname } from "node:path";
import { isoTime, systemClock } from "../../base/index.js";
import { BehaviourEngine, factsOf, oneOwner, type Said } from "../../detect/index.js";
import { type RecordBatch, walkRecords } from "../../intake/index.js";
import type { BatchMeta } from "../../model/index.js";
import {
  type BlockBuilder,
  type BlockRows,
  blockBytes,
  newBlockBuilder,
  readBlockRows,
} from "../../store/index.js";

/** Back by more than this, or ahead by more than that, is another recording. */
const backUs = 24 * 3600e6;
const aheadUs = 30 * 24 * 3600e6;

export class BehaviourScan {
  readonly rows: { readonly builder: BlockBuilder; readonly meta: BatchMeta };
  readonly #whose;
  #engine = new BehaviourEngine();
  /** Rows of all days in one block, so that facts come in the order of their records. */
  readonly #builder = newBlockBuilder({ daysMax: 0 });
  #refused = new Set<number>();
  #folder: string | null = null;
  #isNewFolder = false;
  #newestUs = Number.NEGATIVE_INFINITY;

  constructor(inside: readonly string[]) {
    this.#whose = oneOwner(inside);
    this.rows = {
      builder: this.#builder,
      meta: {
        id: "",
        memberId: null,
        door: "scan",
        origin: "",
        receivedUs: systemClock.nowUs(),
        bytes: 0,
        mark: null,
      },
    };
  }

  /** Another input begins. */
  begin(path: string): void {
    const folder = dirname(path);
    this.#isNewFolder = this.#folder !== null && this.#folder !== folder;
    this.#folder = folder;
  }

  refused(line: number): void {
    this.#refused.add(line);
  }

  /** What the detectors say of the batch that was just scanned into `rows`. */
  after(batch: RecordBatch, path: string): readonly Said[] {
    const lines = linesOf(batch, this.#refused);
    const said: Said[] = [];
    let before = 0;
    for (const block of this.#builder.finish()) {
      const rows = readBlockRows(blockBytes(block));
      const from = before;
      this.#followTime(rows);
      said.push(
        ...this.#engine.see(
          factsOf(rows, this.#whose, (row) => lines(from + row)),
          path,
        ),
      );
      before += rows.rows;
      block.release();
    }
    this.#refused.clear();
    return said;
  }

  /** The input is at its end: what detectors have gathered is said, so that counts are whole by file. */
  finish(): readonly Said[] {
    return this.#engine.end();
  }

  #followTime({ rows, time, timed }: BlockRows): void {
    let first = 0;
    while (first < rows && timed.at(first) === 0) first++;
    if (first === rows) return;
    const firstUs = time.at(first);
    const isOther = firstUs < this.#newestUs - backUs || firstUs > this.#newestUs + aheadUs;
    if (this.#isNewFolder && isOther) {
      this.#engine = new BehaviourEngine();
      this.#newestUs = Number.NEGATIVE_INFINITY;
    }
    this.#isNewFolder = false;
    for (let row = first; row < rows; row++)
      if (timed.at(row) === 1) this.#newestUs = Math.max(this.#newestUs, time.at(row));
  }
}

/** The line of each record of a batch that became a row, worked out when the first is asked for. */
function linesOf(batch: RecordBatch, refused: ReadonlySet<number>): (row: number) => number {
  let lines: number[] | null = null;
  const left = new Set(refused);
  return (row) => {
    if (lines === null) {
      const found: number[] = [];
      walkRecords(batch, {
        record: (_text, line) => {
          if (!left.has(line)) found.push(line);
        },
        refused: () => undefined,
      });
      lines = found;
    }
    return lines[row] ?? 0;
  };
}

export function behaviourLine(path: string, { detection, line }: Said): object {
  const { rule, subject, about, count, firstUs, lastUs, fields, evidence } = detection;
  const [first] = evidence;
  return {
    type: "detection",
    path,
    line,
    time: isoTime(lastUs),
    format: first?.log ?? "",
    rule,
    ...(subject === null ? {} : { subject }),
    ...(about === "" ? {} : { about }),
    count,
    since: isoTime(firstUs),
    fields,
  };
}
