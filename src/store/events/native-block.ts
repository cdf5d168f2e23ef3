/**
 * The block builder over ClickHouse's Native format: `append` writes an event straight into the growing columns
 * of its day's block. A block ends at a million rows or 64 MiB, because each becomes one part at once and
 * must fit the memory of the engine twice.
 *
 * What must stay true: a block holds one day and one mark (the partition key), else its insert would be several
 * parts and a kill could keep some of them. A sender picks the times in its records, so days are bounded: an
 * event more than a year older than its receipt, or over a day younger, is filed under the day it was received.
 */
import { assert } from "../../base/index.js";
import type { BatchMeta, Event } from "../../model/index.js";
import type { BlockBuilder, FinishedBlock, RowSegment } from "./block-builder.js";
import { Collected } from "./collected.js";
import { DictionaryColumn } from "./dictionary-column.js";
import { type Column, FixedColumn, ListColumn, type Pieces, TextColumn } from "./native-columns.js";
import { dayText, messageOf, nativeText, userOf } from "./row-of-event.js";

/** A block's ids are its number times 2^20 plus the row, so that a million rows fit. */
export const blockRowsMax = 1_000_000;
/** Half of what `max_insert_block_size` and the engine's memory would allow; about 200,000 rows of Zeek. */
export const blockBytesMax = 64 * 1024 * 1024;
/** Each day is a file of its own with an fsync of its own; a batch gets this many, then the received day. */
export const blockDaysMax = 32;

export interface BlockLimits {
  readonly rowsMax: number;
  readonly bytesMax: number;
  readonly daysMax: number;
}

const blockLimits: BlockLimits = { rowsMax: blockRowsMax, bytesMax: blockBytesMax, daysMax: blockDaysMax };

const dayUs = 86_400e6;
const pastDaysMax = 366;
/** DateTime64 is exact from 1900 to 2262; what lies after 2200 is no time of a record. */
const timeUsMax = Date.UTC(2200, 0, 1) * 1000;

class OpenBlock {
  day = 0;
  mark = "";
  rows = 0;
  firstTimeUs = 0;
  readonly columns = {
    day: new FixedColumn("Date", 2),
    time: new FixedColumn("DateTime64(6, 'UTC')", 8),
    id: new FixedColumn("UInt64", 8),
    received: new FixedColumn("DateTime64(6, 'UTC')", 8),
    timed: new FixedColumn("Bool", 1),
    member: new DictionaryColumn(),
    door: new DictionaryColumn(),
    origin: new DictionaryColumn(),
    mark: new DictionaryColumn(),
    log: new DictionaryColumn(),
    source_address: new TextColumn(),
    source_port: new FixedColumn("UInt16", 2),
    destination_address: new TextColumn(),
    destination_port: new FixedColumn("UInt16", 2),
    protocol: new DictionaryColumn(),
    service: new DictionaryColumn(),
    action: new DictionaryColumn(),
    names: new ListColumn(),
    addresses: new ListColumn(),
    urls: new ListColumn(),
    hashes: new ListColumn(),
    mails: new ListColumn(),
    user: new TextColumn(),
    message: new TextColumn(),
    native: new TextColumn(),
  };
  readonly #all: readonly Column[] = Object.values(this.columns);
  /** What stands before each column's content: its name and type. */
  readonly #heads = Object.entries(this.columns).map(([name, column]) =>
    Buffer.concat([text(name), text(column.type)]),
  );

  get bytes(): number {
    const c = this.columns;
    return c.native.bytes + c.message.bytes + c.urls.bytes + c.names.bytes + this.rows * 80;
  }

  /** The block over these columns, which nothing may be appended to until it is released. */
  finish(): FinishedBlock {
    const { rows, mark, firstTimeUs } = this;
    const pieces: Pieces = [Buffer.concat([varint(this.#all.length), varint(rows)])];
    let idPiece = -1;
    for (const [nth, column] of this.#all.entries()) {
      pieces.push(this.#heads[nth] as Uint8Array);
      if (column === this.columns.id) idPiece = pieces.length;
      column.finish(rows, pieces);
    }
    const byteLength = pieces.reduce((sum, piece) => sum + piece.length, 0);
    let released = false;
    const release = () => {
      if (!released) giveBack(this);
      released = true;
    };
    return { day: dayText(this.day), mark, rows, firstTimeUs, pieces, byteLength, idPiece, release };
  }

  clear(): void {
    for (const column of this.#all) column.clear();
    this.rows = 0;
  }
}

/** Columns of released blocks, used again: growing new ones for each batch costs more than filling them. */
const spare: OpenBlock[] = [];
const spareMax = 4;
/** What has grown beyond this is not kept: a portion of telemetry takes 6 MiB, of tab-separated some 12. */
const spareBytesMax = 16 * 1024 * 1024;

function takeBlock(day: number, mark: string): OpenBlock {
  const block = spare.pop() ?? new OpenBlock();
  block.day = day;
  block.mark = mark;
  return block;
}

function giveBack(block: OpenBlock): void {
  if (spare.length >= spareMax || block.bytes > spareBytesMax) return;
  block.clear();
  spare.push(block);
}

export function newBlockBuilder(limits: Partial<BlockLimits> = {}): BlockBuilder {
  return new NativeBlockBuilder({ ...blockLimits, ...limits });
}

class NativeBlockBuilder implements BlockBuilder {
  readonly #open = new Map<string, OpenBlock>();
  readonly #collected = new Collected();
  #finished: FinishedBlock[] = [];
  #last: OpenBlock | null = null;
  #rows = 0;
  readonly #limits: BlockLimits;

  constructor(limits: BlockLimits) {
    this.#limits = limits;
  }

  get rows(): number {
    return this.#rows;
  }

  append(event: Event, meta: BatchMeta): void {
    const receivedUs = Math.max(0, Math.round(meta.receivedUs));
    const own = event.timeUs === null ? -1 : Math.round(event.timeUs);
    const timed = own >= 0 && own < timeUsMax;
    const timeUs = timed ? own : receivedUs;
    const block = this.#blockFor(timeUs, receivedUs, meta.mark ?? "");
    if (block.rows === 0) block.firstTimeUs = timeUs;
    appendRow(block, event, meta, { timeUs, receivedUs, timed }, this.#collected);
    block.rows++;
    this.#rows++;
    this.#finishFull(block);
  }

  appendRows(segment: RowSegment, meta: BatchMeta): void {
    const receivedUs = Math.max(0, Math.round(meta.receivedUs));
    let block = this.#blockFor(segment.firstTimeUs, receivedUs, meta.mark ?? "");
    if (block.rows > 0 && block.rows + segment.rows > this.#limits.rowsMax) {
      this.#finishOne(block);
      block = this.#blockFor(segment.firstTimeUs, receivedUs, meta.mark ?? "");
    }
    if (block.rows === 0) block.firstTimeUs = segment.firstTimeUs;
    appendSegment(block, segment, meta, receivedUs);
    block.rows += segment.rows;
    this.#rows += segment.rows;
    this.#finishFull(block);
  }

  #finishFull(block: OpenBlock): void {
    const { rowsMax, bytesMax } = this.#limits;
    if (block.rows >= rowsMax || block.bytes >= bytesMax) this.#finishOne(block);
  }

  #finishOne(block: OpenBlock): void {
    this.#finished.push(block.finish());
    this.#open.delete(keyOf(block.day, block.mark));
    this.#last = null;
  }

  finish(): readonly FinishedBlock[] {
    for (const block of this.#open.values()) this.#finished.push(block.finish());
    this.#open.clear();
    this.#last = null;
    const finished = this.#finished;
    this.#finished = [];
    this.#rows = 0;
    return finished;
  }

  #blockFor(timeUs: number, receivedUs: number, mark: string): OpenBlock {
    const received = Math.floor(receivedUs / dayUs);
    let day = Math.floor(timeUs / dayUs);
    if (day > received + 1 || day < received - pastDaysMax) day = received;
    const last = this.#last;
    if (last !== null && last.day === day && last.mark === mark) return last;
    let block = this.#open.get(keyOf(day, mark));
    if (block === undefined && this.#open.size >= this.#limits.daysMax) {
      day = received;
      block = this.#open.get(keyOf(day, mark));
    }
    if (block === undefined) {
      assert(day >= 0 && day < 65_536, "a day fits the type Date");
      block = takeBlock(day, mark);
      this.#open.set(keyOf(day, mark), block);
    }
    this.#last = block;
    return block;
  }
}

interface Times {
  readonly timeUs: number;
  readonly receivedUs: number;
  readonly timed: boolean;
}

function appendRow(
  block: OpenBlock,
  event: Event,
  meta: BatchMeta,
  times: Times,
  collected: Collected,
): void {
  const c = block.columns;
  c.day.append(block.day);
  c.time.append(times.timeUs);
  c.id.append(block.rows);
  c.received.append(times.receivedUs);
  c.timed.append(times.timed ? 1 : 0);
  c.member.append(meta.memberId ?? "");
  c.door.append(meta.door);
  c.origin.append(meta.origin.slice(0, 512));
  c.mark.append(block.mark);
  c.log.append(event.log.slice(0, 128));
  c.source_address.append(event.source?.address.slice(0, 256) ?? "");
  c.source_port.append(port(event.source?.port));
  c.destination_address.append(event.destination?.address.slice(0, 256) ?? "");
  c.destination_port.append(port(event.destination?.port));
  c.protocol.append(event.protocol.slice(0, 32));
  c.service.append(event.service.slice(0, 64));
  c.action.append(event.action);
  collected.read(event);
  c.names.append(collected.names);
  c.addresses.append(collected.addresses);
  c.urls.append(collected.urls);
  c.hashes.append(collected.hashes);
  c.mails.append(collected.mails);
  c.user.append(userOf(event.native));
  c.message.append(messageOf(event.native));
  c.native.append(nativeText(event.native));
}

function appendSegment(block: OpenBlock, segment: RowSegment, meta: BatchMeta, receivedUs: number): void {
  const c = block.columns;
  const { rows } = segment;
  c.day.repeat(block.day, rows);
  c.time.appendBytes(segment.times);
  c.id.count(block.rows, rows);
  c.received.repeat(receivedUs, rows);
  c.timed.appendBytes(segment.timed);
  c.member.repeat(meta.memberId ?? "", rows);
  c.door.repeat(meta.door, rows);
  c.origin.repeat(meta.origin.slice(0, 512), rows);
  c.mark.repeat(block.mark, rows);
  c.log.appendCodes(segment.logs);
  c.source_address.appendBytes(segment.sources);
  c.source_port.appendBytes(segment.sourcePorts);
  c.destination_address.appendBytes(segment.destinations);
  c.destination_port.appendBytes(segment.destinationPorts);
  c.protocol.appendCodes(segment.protocols);
  c.service.appendCodes(segment.services);
  c.action.appendCodes(segment.actions);
  c.names.appendLists(segment.names);
  c.addresses.appendLists(segment.addresses);
  c.urls.appendLists(segment.urls);
  c.hashes.appendLists(segment.hashes);
  c.mails.appendLists(segment.mails);
  c.user.appendBytes(segment.users);
  c.message.appendBytes(segment.messages);
  c.native.appendBytes(segment.natives);
}

function keyOf(day: number, mark: string): string {
  return `${day} ${mark}`;
}

function port(value: number | undefined): number {
  return value !== undefined && value > 0 && value < 65_536 ? Math.floor(value) : 0;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return Uint8Array.from([...bytes, rest]);
}

function text(value: string): Uint8Array {
  return Buffer.concat([varint(value.length), Buffer.from(value, "latin1")]);
}
