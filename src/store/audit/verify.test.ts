/**
 * A copy that is bad in one way is found, and the way is named: each way by itself on a chain one can read, and any
 * single mutation of any chain as a property. The expectations know what was done to the copy; the verifier does not.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../base/index.js";
import { signCheckpoint } from "./checkpoint.js";
import { type ChainedEntry, chain, entryHash, entryLine } from "./entry.js";
import { newAuditKey } from "./key.js";
import { verifyCopy } from "./read-copy.js";
import { type TestCopy, type TestLine, type TestStep, testCopy } from "./testing.js";
import type { AuditVerdict } from "./verdict.js";
import type { VerifyOptions } from "./verify.js";

async function* chunks(text: string | Buffer, size = 700): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const verifyTexts = (texts: readonly string[], options: VerifyOptions): Promise<AuditVerdict> =>
  verifyCopy(chunks(texts.map((text) => `${text}\n`).join("")), options);

const verify = (
  lines: readonly TestLine[],
  { key }: TestCopy,
  head?: VerifyOptions["head"],
): Promise<AuditVerdict> =>
  verifyTexts(
    lines.map((line) => line.text),
    { keys: [key.publicKey], ...(head === undefined ? {} : { head }) },
  );

/** Twelve entries; signed after the fourth, eighth and twelfth; the third and the tenth carry receipts. */
const steps: readonly TestStep[] = Array.from({ length: 12 }, (_, at) => ({
  receipts: at === 2 || at === 9 ? 3 : undefined,
  signed: at % 4 === 3,
}));
const copy = testCopy(steps);
const at = (type: TestLine["type"], number: number, nth = 0): number => {
  const found = copy.lines.flatMap((line, index) =>
    line.type === type && line.number === number ? [index] : [],
  );
  return found[nth] as number;
};
const without = (index: number) => copy.lines.filter((_, each) => each !== index);
const withText = (index: number, text: string) =>
  copy.lines.map((line, each) => (each === index ? { ...line, text } : line));
const swapped = (one: number, other: number) =>
  copy.lines.map((line, each) =>
    each === one ? (copy.lines[other] as TestLine) : each === other ? (copy.lines[one] as TestLine) : line,
  );

describe("a copy as it was made", () => {
  test("is good, and says what it holds", async () => {
    expect(await verify(copy.lines, copy)).toMatchObject({
      ok: true,
      entries: 12,
      receipts: 6,
      checkpoints: 3,
      head: { sequence: 12, hash: copy.entries[11]?.hash },
    });
    const head = { sequence: 7, hash: copy.entries[6]?.hash ?? "" };
    expect(await verify(copy.lines, copy, head)).toMatchObject({ ok: true });
  });

  test("is good for any chain, in whatever portions it is read", async () => {
    const stepOf = fc.record({
      receipts: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      marked: fc.boolean(),
      signed: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf, { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 5000 }),
        async (some, size) => {
          const made = testCopy(some);
          const text = made.lines.map((line) => `${line.text}\n`).join("");
          expect(await verifyCopy(chunks(text, size), { keys: [made.key.publicKey] })).toMatchObject({
            ok: true,
            entries: some.length,
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("a copy that is bad", () => {
  test("flipped: the content of an entry was changed", async () => {
    const text = (copy.lines[at("entry", 6)] as TestLine).text.replace('"p2"', '"p1"');
    expect(await verify(withText(at("entry", 6), text), copy)).toMatchObject({ fault: "flipped", entry: 6 });
  });

  test("flipped: an entry was changed together with its hash, and its neighbours were not", async () => {
    const was = copy.entries[5] as ChainedEntry;
    const body = { ...was, actor: "p1" };
    const line = entryLine({ ...body, hash: entryHash(body) });
    expect(await verify(withText(at("entry", 6), line), copy)).toMatchObject({ fault: "flipped", entry: 6 });
    const unlinked = { ...was, previous: "ab".repeat(32) };
    const other = entryLine({ ...unlinked, hash: entryHash(unlinked) });
    expect(await verify(withText(at("entry", 6), other), copy)).toMatchObject({ fault: "flipped", entry: 6 });
  });

  test("dropped: an entry, a receipt, a checkpoint, the header", async () => {
    expect(await verify(without(at("entry", 6)), copy)).toMatchObject({ fault: "dropped", entry: 6 });
    expect(await verify(without(at("receipt", 10, 1)), copy)).toMatchObject({ fault: "dropped", entry: 10 });
    for (const number of [1, 2, 3])
      expect(await verify(without(at("checkpoint", number)), copy)).toMatchObject({
        fault: "dropped",
        entry: null,
        sentence: `Checkpoint ${number} is missing.`,
      });
    expect(await verify(without(0), copy)).toMatchObject({ fault: "dropped", entry: null, line: 1 });
  });

  test("reordered: two entries changed places", async () => {
    expect(await verify(swapped(at("entry", 5), at("entry", 7)), copy)).toMatchObject({
      fault: "reordered",
      entry: 5,
    });
  });

  test("truncated: the tail is missing, against a later checkpoint, the end, or a head known from elsewhere", async () => {
    const tailGone = copy.lines.filter((line) => !(line.type === "entry" && line.number === 12));
    expect(await verify(tailGone, copy)).toMatchObject({ fault: "truncated", entry: 12 });
    expect(await verify(copy.lines.slice(0, at("entry", 9)), copy)).toMatchObject({
      fault: "truncated",
      entry: 9,
    });
    // An older copy is whole in itself: only a head from elsewhere tells that there is more.
    const older = testCopy(steps.slice(0, 8), copy.key);
    const head = { sequence: 12, hash: copy.entries[11]?.hash ?? "" };
    expect(await verify(older.lines, older)).toMatchObject({ ok: true });
    expect(await verify(older.lines, older, head)).toMatchObject({ fault: "truncated", entry: 9 });
  });

  test("replaced: the tail was written anew, with hashes that fit, but not signed by the key", async () => {
    const forged: TestLine[] = [];
    let tail = copy.entries[8] as ChainedEntry;
    for (const was of copy.entries.slice(9)) {
      const detail = JSON.parse(was.detail) as object;
      tail = chain(
        { ...was, detail: was.sequence === 11 ? { changed: ["networks"] } : detail },
        was.atUs,
        tail,
      );
      forged.push({ text: entryLine(tail), type: "entry", number: tail.sequence });
    }
    const rest = forged.slice(1);
    const kept = copy.lines.filter((line) => !(line.type === "entry" && line.number > 10));
    const place = kept.findIndex((line) => line.type === "checkpoint" && line.number === 3);
    const rehashed = [...kept.slice(0, place), ...rest, ...kept.slice(place)];
    expect(await verify(rehashed, copy)).toMatchObject({ ok: false, fault: "replaced", entry: 9 });
    // Signed again by a key of the forger's own, which says that it is the center's or says that it is not.
    for (const publicKey of [newAuditKey().publicKey, copy.key.publicKey]) {
      const { sequence, hash, atUs } = tail;
      const signed = { ...signCheckpoint(newAuditKey(), { number: 3, sequence, hash, atUs }), publicKey };
      const line = canonicalJson({ type: "checkpoint", ...signed });
      const resigned = rehashed.map((each) =>
        each.type === "checkpoint" && each.number === 3 ? { ...each, text: line } : each,
      );
      expect(await verify(resigned, copy)).toMatchObject({ ok: false, fault: "replaced", entry: 9 });
    }
  });

  test("replaced: entries were added behind what was signed; a head from elsewhere is another", async () => {
    const more = chain(
      { kind: "member-remove", actor: "p", subject: "m", detail: {} },
      1,
      copy.entries[11] as ChainedEntry,
    );
    const added = [
      ...copy.lines.slice(0, -1),
      { text: entryLine(more), type: "entry", number: 13 } as const,
      copy.lines.at(-1) as TestLine,
    ];
    expect(await verify(added, copy)).toMatchObject({ fault: "replaced", entry: 13 });
    const head = { sequence: 7, hash: "0".repeat(64) };
    expect(await verify(copy.lines, copy, head)).toMatchObject({ fault: "replaced", entry: 7 });
  });

  test("replaced: the key given is not the one that signed", async () => {
    const texts = copy.lines.map((line) => line.text);
    expect(await verifyTexts(texts, { keys: [newAuditKey().publicKey] })).toMatchObject({
      fault: "replaced",
      entry: 1,
    });
    expect(await verifyTexts(texts, { keys: [newAuditKey().publicKey, copy.key.publicKey] })).toMatchObject({
      ok: true,
    });
  });

  test("receipts: changed, swapped, twice, or another entry's", async () => {
    const index = at("receipt", 3, 1);
    const text = (copy.lines[index] as TestLine).text;
    const cases = [
      [
        withText(index, text.replace('"own-member"', '"operator"').replace('"tlp-ceiling"', '"operator"')),
        "flipped",
      ],
      [withText(index, text.replace('"of":3', '"of":4')), "flipped"],
      [swapped(index, index + 1), "reordered"],
      [swapped(index, at("receipt", 10)), "reordered"],
      [withText(index, (copy.lines[index - 1] as TestLine).text), "repeated"],
    ] as const;
    for (const [lines, fault] of cases) expect(await verify(lines, copy)).toMatchObject({ fault, entry: 3 });
  });

  test("bytes that are no copy at all are refused and never thrown over", async () => {
    const keys = [copy.key.publicKey];
    for (const text of ["", "\n", "hello", "{}\n", "[]\n{}\n", "null\n", '{"type":"entry"}\n', "\ufeff{}\n"])
      expect(await verifyCopy(chunks(text), { keys })).toMatchObject({ ok: false });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect(await verifyCopy(chunks(Buffer.from(bytes)), { keys })).toMatchObject({ ok: false });
      }),
    );
    const endless = async function* () {
      for (let i = 0; i < 64; i++) yield Buffer.alloc(100_000, 0x20);
    };
    expect(await verifyCopy(endless(), { keys })).toMatchObject({ ok: false, fault: "truncated" });
  });
});

/** What is done to a copy, and what must be said of it. */
interface Mutation {
  readonly lines: readonly string[] | Buffer;
  readonly faults: readonly string[];
  /** The first bad entry; undefined where it is not one entry. */
  readonly entry?: number | null | undefined;
}

const texts = (lines: readonly TestLine[]): readonly string[] => lines.map((line) => line.text);

function dropLine({ lines, entries }: TestCopy, index: number): Mutation {
  const line = lines[index] as TestLine;
  const left = texts(lines.filter((_, each) => each !== index));
  if (line.type === "end") return { lines: left, faults: ["truncated"] };
  if (line.type === "entry")
    return {
      lines: left,
      faults: [line.number === entries.length ? "truncated" : "dropped"],
      // Its receipts, where it had some, stand behind nothing now and show first.
      entry: line.number,
    };
  return { lines: left, faults: ["dropped"], entry: line.type === "receipt" ? line.number : null };
}

function flipByte({ lines }: TestCopy, index: number, place: number, bit: number): Mutation {
  const line = lines[index] as TestLine;
  const bytes = Buffer.from(
    texts(lines)
      .map((text) => `${text}\n`)
      .join(""),
  );
  const start = Buffer.byteLength(
    texts(lines.slice(0, index))
      .map((text) => `${text}\n`)
      .join(""),
  );
  const at = start + (place % Buffer.byteLength(line.text));
  bytes[at] = (bytes[at] as number) ^ (1 << (bit % 7));
  if (bytes[at] === 0x0a) bytes[at] = 0x2a;
  const signed = line.type === "checkpoint" || line.type === "end";
  return {
    lines: bytes,
    faults: signed ? ["flipped", "replaced"] : ["flipped"],
    entry: line.type === "entry" || line.type === "receipt" ? line.number : undefined,
  };
}

function moveLine({ lines }: TestCopy, from: number, to: number): Mutation {
  const left = lines.filter((_, each) => each !== from);
  const place = to % lines.length === from ? (from + 1) % lines.length : to % lines.length;
  const moved = [...left.slice(0, place), lines[from] as TestLine, ...left.slice(place)];
  return { lines: texts(moved), faults: ["reordered"] };
}

function repeatLine({ lines }: TestCopy, index: number, later: number): Mutation {
  const place = index + 1 + (later % (lines.length - index));
  return {
    lines: texts([...lines.slice(0, place), lines[index] as TestLine, ...lines.slice(place)]),
    faults: ["repeated"],
  };
}

function cutAt({ lines }: TestCopy, place: number): Mutation {
  const bytes = Buffer.from(
    texts(lines)
      .map((text) => `${text}\n`)
      .join(""),
  );
  return { lines: bytes.subarray(0, place % bytes.length), faults: ["truncated"] };
}

/** Everything from an entry on is written anew: linked, hashed, but signed by nobody. */
function rewriteTail({ lines, entries }: TestCopy, from: number): Mutation {
  const first = 1 + (from % entries.length);
  const anew = new Map<number, string>();
  let tail = entries[first - 2] ?? { sequence: 0, hash: "0".repeat(64) };
  for (const was of entries.slice(first - 1)) {
    const actor = was.sequence === first ? "somebody else" : was.actor;
    const next = chain({ ...was, actor, detail: JSON.parse(was.detail) as object }, was.atUs, tail);
    tail = next;
    anew.set(was.sequence, entryLine(next));
  }
  return {
    lines: lines.map((line) => (line.type === "entry" ? (anew.get(line.number) ?? line.text) : line.text)),
    faults: ["replaced"],
  };
}

/** One entry is written anew with a hash of its own; the others stay. */
function rewriteOne({ lines, entries, checkpoints }: TestCopy, which: number): Mutation {
  const was = entries[which % entries.length] as ChainedEntry;
  const body = { ...was, actor: "somebody else" };
  const line = entryLine({ ...body, hash: entryHash(body) });
  // Where it was signed itself, the signature tells; else the next entry, which was chained to what it had been.
  const signed =
    was.sequence === entries.length || checkpoints.some((each) => each.sequence === was.sequence);
  return {
    lines: lines.map((each) => (each.type === "entry" && each.number === was.sequence ? line : each.text)),
    faults: [signed ? "replaced" : "flipped"],
    entry: signed ? undefined : was.sequence,
  };
}

const anyCopy = fc
  .array(
    fc.record({
      receipts: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
      marked: fc.boolean(),
      signed: fc.boolean(),
    }),
    { minLength: 3, maxLength: 14 },
  )
  .map((some) => testCopy(some));

async function found(made: TestCopy, { lines, faults, entry }: Mutation): Promise<void> {
  const bytes = Buffer.isBuffer(lines) ? lines : Buffer.from(lines.map((text) => `${text}\n`).join(""));
  const verdict = await verifyCopy(chunks(bytes), { keys: [made.key.publicKey] });
  expect(verdict.ok).toBe(false);
  if (verdict.ok) return;
  expect(faults, JSON.stringify(verdict)).toContain(verdict.fault);
  if (entry !== undefined) expect(verdict.entry, JSON.stringify(verdict)).toBe(entry);
}

describe("any single mutation of any copy is found and named", () => {
  const whole = fc.nat({ max: 1_000_000 });
  const runs = { numRuns: 300 };
  const lineOf = (made: TestCopy, pick: number) => pick % made.lines.length;

  test("a dropped line", () =>
    fc.assert(
      fc.asyncProperty(anyCopy, whole, (made, pick) => found(made, dropLine(made, lineOf(made, pick)))),
      runs,
    ));

  test("a flipped bit", () =>
    fc.assert(
      fc.asyncProperty(anyCopy, whole, whole, fc.nat(6), (made, pick, place, bit) =>
        found(made, flipByte(made, lineOf(made, pick), place, bit)),
      ),
      { numRuns: 600 },
    ));

  test("a moved line", () =>
    fc.assert(
      fc.asyncProperty(anyCopy, whole, whole, (made, from, to) =>
        found(made, moveLine(made, lineOf(made, from), to)),
      ),
      runs,
    ));

  test("a repeated line", () =>
    fc.assert(
      fc.asyncProperty(anyCopy, whole, whole, (made, pick, later) =>
        found(made, repeatLine(made, lineOf(made, pick), later)),
      ),
      runs,
    ));

  test("a cut", () =>
    fc.assert(
      fc.asyncProperty(anyCopy, whole, (made, place) => found(made, cutAt(made, place))),
      runs,
    ));

  test("a tail that was written anew", () =>
    fc.assert(
      fc.asyncProperty(anyCopy, whole, (made, from) => found(made, rewriteTail(made, from))),
      runs,
    ));

  test("one entry that was written anew", () =>
    fc.assert(
      fc.asyncProperty(anyCopy, whole, (made, which) => found(made, rewriteOne(made, which))),
      runs,
    ));
});
