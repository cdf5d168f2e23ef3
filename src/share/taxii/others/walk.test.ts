/** Walking other servers' collections: our own, and recorded oddities of others. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "../../../base/index.js";
import { MemoryShelf } from "../memory-shelf.js";
import { type ApiRoot, answerTaxii, type TaxiiReader } from "../protocol.js";
import type { Collection, ShelfObject } from "../shelf.js";
import { taxiiTime } from "../times.js";
import type { ServerAnswer } from "./ask-server.js";
import { type AskObjects, type Cursor, fromTheStart, walk } from "./walk.js";

const taxii = "application/taxii+json;version=2.1";
const date = (n: number) => taxiiTime(1_700_000_000_000_000 + n);
const id = (n: number) => `indicator--${String(n).padStart(8, "0")}-0000-4000-8000-000000000000`;

interface Walked {
  readonly objects: readonly unknown[];
  readonly cursor: Cursor;
  readonly note: string | null | Problem;
  readonly asked: number;
}

async function run(ask: AskObjects, start: Cursor = fromTheStart): Promise<Walked> {
  let asked = 0;
  const pages = walk((query) => {
    asked += 1;
    if (asked > 200) throw new Error("It never ends.");
    return ask(query);
  }, start);
  const objects: unknown[] = [];
  let cursor = start;
  for (;;) {
    const step = await pages.next();
    if (step.done === true)
      return { objects, cursor, note: step.value instanceof Problem ? step.value : step.value.note, asked };
    objects.push(...step.value.objects);
    cursor = step.value.cursor;
  }
}

const answer = (body: unknown, more: Partial<ServerAnswer> = {}): ServerAnswer => ({
  status: 200,
  contentType: taxii,
  lastAdded: undefined,
  retryAfterS: null,
  body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
  ...more,
});

/** Our own server over a shelf of so many objects. */
function ours(count: number, pageMax: number): { readonly shelf: MemoryShelf; readonly ask: AskObjects } {
  const objects = Array.from({ length: count }, (_, n) => ({
    addedUs: 1_700_000_000_000_000 + n,
    id: id(n),
    version: "2026-01-01T00:00:00.000Z",
    specVersion: "2.1",
    content: JSON.stringify({ id: id(n) }),
  }));
  const shelf = new MemoryShelf(objects);
  const root: ApiRoot = { path: "/taxii2/r/", title: "r", description: "", contentMax: 1 };
  const collection = { id: "c", alias: null, canRead: true, canWrite: false } as unknown as Collection;
  const reader: TaxiiReader = {
    roots: async () => [root],
    collections: async () => [collection],
    shelf: () => shelf,
    keepStatus: async () => "",
    readStatus: async () => null,
  };
  const settings = { discovery: { title: "t", description: "", contact: "" }, pageMax, nowUs: () => 0 };
  return {
    shelf,
    ask: async (query) => {
      const request = { method: "GET", path: "/taxii2/r/collections/c/objects/", query, body: null };
      const said = await answerTaxii(settings, reader, { ...request, accept: taxii, contentType: undefined });
      return answer(said.body, {
        status: said.status,
        lastAdded: said.headers["x-taxii-date-added-last"],
        contentType: said.headers["content-type"],
      });
    },
  };
}

describe("our own server", () => {
  test("is read whole, once, in order, whatever its pages; then nothing is new until something is", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        async (count, pageMax) => {
          const { shelf, ask } = ours(count, pageMax);
          const first = await run(ask);
          expect(first.objects.map((object) => (object as { id: string }).id)).toEqual(
            shelf.objects.map((o) => o.id),
          );
          expect(first.note).toBeNull();
          const again = await run(ask, first.cursor);
          expect(again).toMatchObject({ objects: [], note: null, asked: 1 });
          shelf.objects.push({
            ...(ours(1, 1).shelf.objects[0] as ShelfObject),
            addedUs: 1_800_000_000_000_000,
          });
          expect((await run(ask, first.cursor)).objects).toHaveLength(1);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("a run that broke off goes on at the page it was at", async () => {
    const { ask } = ours(25, 10);
    let calls = 0;
    const breaking: AskObjects = async (query) =>
      ++calls === 2 ? new Problem("x", "t", "d", "h", 502) : ask(query);
    const first = await run(breaking);
    expect(first.objects).toHaveLength(10);
    expect(first.note).toBeInstanceOf(Problem);
    expect((await run(ask, first.cursor)).objects).toHaveLength(15);
  });
});

describe("oddities of other servers", () => {
  const one = { objects: [{ id: id(1) }] };

  test("more without next: on by the date of the last object", async () => {
    const pages = [1, 2, 3];
    const ask: AskObjects = async (query) => {
      const after = query.get("added_after");
      const at = pages.findIndex((n) => after === null || date(n) > after);
      const n = pages[at] as number;
      return answer({ more: n < 3, objects: [{ id: id(n) }] }, { lastAdded: date(n) });
    };
    expect((await run(ask)).objects).toHaveLength(3);
  });

  test("more for ever without next and without a later date: it ends and says so", async () => {
    const ask: AskObjects = async () => answer({ more: true, ...one }, { lastAdded: date(1) });
    const walked = await run(ask);
    expect(walked.asked).toBeLessThan(4);
    expect(walked.note).toContain("repeats a page");
  });

  test("more for ever with nothing at all", async () => {
    const walked = await run(async () => answer({ more: true }));
    expect(walked).toMatchObject({ objects: [], asked: 1 });
    expect(walked.note).toContain("not how to go on");
    const withNext = await run(async () => answer({ more: true, next: "a" }));
    expect(withNext.note).toContain("for ever");
    expect(withNext.asked).toBe(6);
  });

  test("a page that repeats itself under ever new names for next", async () => {
    let n = 0;
    const walked = await run(async () => answer(`{"more":true,"objects":[{"id":"${id(1)}"}],"next":"same"}`));
    expect(walked.note).toContain("repeats a page");
    const renamed = await run(async () => answer({ more: n < 5, next: `n${n++}`, ...one }));
    expect(renamed.asked).toBe(6);
  });

  test("a page that comes again after another is a circle", async () => {
    let n = 0;
    const walked = await run(async () => answer({ more: true, next: "a", ...(n++ % 2 === 0 ? {} : one) }));
    expect(walked.note).toContain("repeats a page");
    expect(walked.objects).toHaveLength(1);
  });

  test("next and added_after are both sent back; a forgotten next begins again at the date", async () => {
    const asked: string[] = [];
    const ask: AskObjects = async (query) => {
      asked.push(query.toString());
      if (query.get("next") === "lost") return answer({ title: "gone" }, { status: 404 });
      const isFirst = query.get("added_after") === null;
      return answer({ ...one, more: isFirst, ...(isFirst ? { next: "lost" } : {}) }, { lastAdded: date(2) });
    };
    const walked = await run(ask, { addedAfter: date(1), next: "lost" });
    expect(asked[0]).toContain("next=lost");
    expect(asked[0]).toContain("added_after");
    expect(asked[1]).not.toContain("next");
    expect(walked.note).toBeNull();
  });

  test("no date headers: everything is taken, and the place stays where it was", async () => {
    const walked = await run(async () => answer(one), { addedAfter: date(1), next: null });
    expect(walked.objects).toHaveLength(1);
    expect(walked.cursor).toEqual({ addedAfter: date(1), next: null });
    expect(walked.note).toContain("X-TAXII-Date-Added-Last");
  });

  test("a date before the one asked for moves nothing back", async () => {
    const walked = await run(async () => answer(one, { lastAdded: date(1) }), {
      addedAfter: date(5),
      next: null,
    });
    expect(walked.cursor.addedAfter).toBe(date(5));
  });

  test.each([
    ["half an envelope", answer('{"objects":[{"id":"x"')],
    ["no envelope", answer("[]")],
    ["objects that are no list", answer({ objects: {} })],
    ["a page of HTML", answer("<html>", { contentType: "text/html" })],
    ["not UTF-8", answer("", { body: new Uint8Array([0xff]) })],
    ["a refusal", answer({ title: "no" }, { status: 403 })],
    ["a fault", answer("", { status: 500 })],
  ])("%s is a Problem, and nothing is lost", async (_name, said) => {
    const walked = await run(async () => said, { addedAfter: date(1), next: null });
    expect(walked.note).toBeInstanceOf(Problem);
    expect(walked.cursor).toEqual({ addedAfter: date(1), next: null });
  });

  test("whatever a server answers, a walk ends", async () => {
    const said = fc.record({
      more: fc.option(fc.constantFrom(true, false, "true"), { nil: undefined }),
      next: fc.option(fc.constantFrom("a", "b", "", 7), { nil: undefined }),
      objects: fc.option(fc.constantFrom([], [{}], [7, null], {}), { nil: undefined }),
    });
    const answers = fc.array(
      fc.tuple(said, fc.option(fc.integer({ min: 0, max: 3 })), fc.constantFrom(200, 404, 500)),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(answers, async (list) => {
        let at = 0;
        await run(async () => {
          const [body, last, status] = list[at++ % list.length] as (typeof list)[number];
          return answer(body, { status, lastAdded: last === null ? undefined : date(last) });
        });
      }),
      { numRuns: 300 },
    );
  });
});
