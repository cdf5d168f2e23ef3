/** One set in the place of another, in the same index: what is in it is what would be in a new one. */
import { createHmac } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { IndicatorIndex } from "../../detect/index.js";
import { writePage } from "../../share/edge/set-page.js";
import { type SetLine, seedOf } from "../../share/index.js";
import { newAuditKey } from "../../store/index.js";
import { openPageFile, type PageFile, readPages } from "./page-file.js";
import { fillFrom, replaceWith } from "./set-filling.js";
import { newSetIndex, SetApplier } from "./set-index.js";
import { log } from "./testing.js";

const folder = mkdtempSync(join(tmpdir(), "breakwater-filling-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const signer = newAuditKey();
const blindKey = "5a".repeat(32);
const values = Array.from({ length: 12 }, (_, n) => `host${n}.example`);
const refOf = (n: number) => `ref-of-value-${String(n).padStart(3, "0")}`;
const hasher = newSetIndex(blindKey);

type Change = {
  readonly n: number;
  readonly as: "plain" | "blind" | "gone";
  readonly sources: readonly string[];
};
const change: fc.Arbitrary<Change> = fc.record({
  n: fc.nat(values.length - 1),
  as: fc.constantFrom("plain", "plain", "blind", "gone"),
  sources: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }),
});

function lineOf({ n, as, sources }: Change): SetLine {
  const [ref, type, value] = [refOf(n), "domain" as const, values[n] as string];
  if (as === "gone") return { ref, gone: true };
  if (as === "blind") {
    const blind = createHmac("sha256", Buffer.from(blindKey, "hex")).update(`${type} ${value}`).digest("hex");
    return { ref, blind, type, locator: hasher.locatorOf({ type, value }) };
  }
  const claims = sources.map((source) => ({
    source,
    confidence: 50 + n,
    tlp: "TLP:GREEN" as const,
    labels: [],
    validUntilUs: null,
  }));
  return { ref, type, value, claims };
}

/** As a center does: what is told in another form is first said to be gone. */
function told(changes: readonly Change[]): readonly SetLine[] {
  const as = new Map<number, Change["as"]>();
  return changes.flatMap((each) => {
    const before = as.get(each.n);
    as.set(each.n, each.as);
    const isOther = before !== undefined && before !== "gone" && each.as !== "gone" && before !== each.as;
    return [...(isOther ? [{ ref: refOf(each.n), gone: true } as const] : []), lineOf(each)];
  });
}

let files = 0;
async function fileOf(changes: readonly Change[], perPage = 3): Promise<PageFile> {
  const path = join(folder, `${files++}.pages`);
  writeFileSync(path, "");
  const lines = told(changes);
  for (let at = 0, sequence = 1; at < lines.length; at += perPage, sequence++) {
    const head = { audience: "x", epoch: 1, sequence, after: "", until: "", more: false, issuedUs: 0 };
    const texts = lines.slice(at, at + perPage).map((line) => JSON.stringify(line));
    appendFileSync(
      path,
      writePage(head, texts, (text) => signer.sign(text)),
    );
  }
  return openPageFile(path, signer.publicKey, log);
}

const holds = (index: IndicatorIndex) =>
  values.map((value) => {
    const match = index.lookup({ type: "domain", value }, null);
    const claims = match === null ? [] : [match.indicator, ...match.also].flatMap((each) => each.claims);
    return claims.map(({ source, confidence }) => `${source} ${confidence}`).sort();
  });

test("a set that takes another's place leaves what a new index of it would have, hashed values and all", async () => {
  expect(seedOf(blindKey)).toHaveLength(8);
  const sets = fc.tuple(
    fc.array(change, { maxLength: 20 }),
    fc.array(change, { minLength: 1, maxLength: 20 }),
  );
  await fc.assert(
    fc.asyncProperty(sets, async ([before, next]) => {
      const [old, other] = [await fileOf(before), await fileOf(next)];
      const [changed, anew] = [newSetIndex(blindKey), newSetIndex(blindKey)];
      const applier = new SetApplier(changed);
      await fillFrom(old, signer.publicKey, applier);
      const replaced = await replaceWith(other, old, signer.publicKey, applier);
      expect(replaced).toEqual(await fillFrom(other, signer.publicKey, new SetApplier(anew)));
      expect(holds(changed)).toEqual(holds(anew));
      expect([changed.size, changed.claims]).toEqual([anew.size, anew.claims]);
    }),
    { numRuns: 60 },
  );
});

test("what is in both is met all the while", async () => {
  const all = values.map((_, n): Change => ({ n, as: "plain", sources: ["a"] }));
  const [old, other] = [
    await fileOf(all),
    await fileOf(
      all.slice(4).map((each) => ({ ...each, sources: ["b"] })),
      1,
    ),
  ];
  const index = newSetIndex(blindKey);
  const applier = new SetApplier(index);
  await fillFrom(old, signer.publicKey, applier);
  let missing = 0;
  let looked = 0;
  const looking = setInterval(() => {
    looked++;
    missing += holds(index)
      .slice(4)
      .filter((claims) => claims.length === 0).length;
  }, 0);
  await replaceWith(other, old, signer.publicKey, applier);
  clearInterval(looking);
  expect([looked > 0, missing]).toEqual([true, 0]);
  expect(holds(index).map((claims) => claims.length)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
});

test("pages larger than what is read at once are read whole, and a file that ends early up to there", async () => {
  const path = join(folder, "large.pages");
  const sizes = [10, 3_000_000, 5_000_000, 200, 2_100_000];
  let bytes = 0;
  for (const [at, size] of sizes.entries()) {
    const head = {
      audience: "x",
      epoch: 1,
      sequence: at + 1,
      after: "",
      until: "",
      more: false,
      issuedUs: 0,
    };
    const page = writePage(head, [JSON.stringify({ fill: "x".repeat(size) })], (text) => signer.sign(text));
    appendFileSync(path, page);
    bytes += page.length;
  }
  const read = async () => {
    const found: number[] = [];
    const { end, fault } = await readPages(
      path,
      signer.publicKey,
      ({ body }) => void found.push(body.length),
    );
    return { found, end, isWhole: fault === null };
  };
  const lengths = sizes.map((size) => size + '{"fill":""}\n'.length);
  expect(await read()).toEqual({ found: lengths, end: bytes, isWhole: true });
  truncateSync(path, bytes - 1);
  const cut = await read();
  expect([cut.found, cut.isWhole]).toEqual([lengths.slice(0, -1), false]);
});
