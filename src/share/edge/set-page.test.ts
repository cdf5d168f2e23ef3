import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { newAuditKey } from "../../store/index.js";
import { openPlace, refOf, sealPlace } from "./places.js";
import { fitOf, type PageHead, readPage, type SetPage, writePage } from "./set-page.js";

const key = newAuditKey();
const said: Omit<PageHead, "format" | "lines" | "bytes" | "sha256"> = {
  audience: "member/edge",
  epoch: 5,
  sequence: 3,
  after: "a",
  until: "b",
  more: false,
  issuedUs: 1,
};
const lines = ['{"ref":"aaaaaaaaaaaaaaaa","gone":true}', '{"ref":"bbbbbbbbbbbbbbbb","gone":true}'];
const page = (change: Partial<typeof said> = {}, own = lines): Buffer =>
  writePage({ ...said, ...change }, own, (text) => key.sign(text));
const read = (bytes: Buffer): SetPage => {
  const answer = readPage(bytes, key.publicKey);
  if (answer instanceof Problem) throw new Error(answer.detail);
  return answer;
};
const at = { audience: "member/edge", epoch: 5, sequence: 2, place: "a" };

describe("a page of a set", () => {
  test("is read as it was written, also where another follows it", () => {
    const one = page();
    const { head, body } = read(Buffer.concat([one, page({ sequence: 4 })]));
    expect(head).toMatchObject(said);
    expect(body.toString()).toBe(`${lines.join("\n")}\n`);
    expect(read(page({}, [])).head).toMatchObject({ lines: 0, bytes: 0 });
  });

  test("any byte changed, left out or put in makes it none", () => {
    const whole = page();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const changed = Buffer.from(whole);
        changed[place] = (changed[place] as number) ^ change;
        expect(readPage(changed, key.publicKey)).toBeInstanceOf(Problem);
        expect(readPage(whole.subarray(0, place), key.publicKey)).toBeInstanceOf(Problem);
        const more = Buffer.concat([whole.subarray(0, place), Buffer.from([change]), whole.subarray(place)]);
        // What stands behind a page is not of it; inside it nothing can be put.
        expect(readPage(more, key.publicKey)).toBeInstanceOf(Problem);
      }),
    );
  });

  test("signed by another key, or for the audit chain, it is none", () => {
    const other = newAuditKey();
    expect(readPage(page(), other.publicKey)).toBeInstanceOf(Problem);
    const bare = writePage(said, lines, (text) => key.sign(text.slice("breakwater edge set\n".length)));
    expect(readPage(bare, key.publicKey)).toBeInstanceOf(Problem);
  });

  test("fits only what was asked for: the next one, or the first of a newer set", () => {
    expect(fitOf(read(page()), at)).toBe("next");
    expect(fitOf(read(page({ sequence: 2 }, [])), at)).toBe("next");
    expect(fitOf(read(page({ epoch: 6, sequence: 1 })), at)).toBe("anew");
    for (const [change, own] of [
      [{ audience: "member/other" }, lines],
      [{ after: "z" }, lines],
      [{ sequence: 2 }, lines],
      [{ sequence: 4 }, lines],
      [{ epoch: 4, sequence: 1 }, lines],
      [{ epoch: 6, sequence: 2 }, lines],
      [{ sequence: 3 }, []],
    ] as const)
      expect(fitOf(read(page(change, [...own])), at)).toBeInstanceOf(Problem);
  });
});

describe("places", () => {
  const place = {
    epoch: 1_795_000_000_000_001,
    addedUs: 1_795_000_000_000_002,
    toldUs: 7,
    blobs: "0123456789abcdef",
  };

  test("are opened by whom they were sealed by, and are never the same text twice", () => {
    const sealed = sealPlace("key", place);
    expect(openPlace("key", sealed)).toEqual(place);
    expect(openPlace("other", sealed)).toBeNull();
    expect(sealPlace("key", place)).not.toBe(sealed);
    expect(openPlace("key", `${sealed.startsWith("A") ? "B" : "A"}${sealed.slice(1)}`)).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(openPlace("key", text)).toBeNull();
      }),
    );
  });

  test("a value is called otherwise toward each edge", () => {
    expect(refOf("one", 1)).toMatch(/^[\w-]{16}$/);
    expect(new Set([refOf("one", 1), refOf("one", 2), refOf("two", 1)]).size).toBe(3);
  });
});
