/** What counts as the same telemetry, whatever way it came: by its name, or by its content where it has none. */
import { describe, expect, test } from "vitest";
import { fixedClock, Problem } from "../../base/index.js";
import type { BatchMeta, BatchOutcome } from "../../model/index.js";
import { type Arrival, Ingest, type IngestParts } from "./ingest.js";

const zeek =
  "#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\tid.resp_h\n1795000000.5\t10.0.0.1\t203.0.113.9\n";

/** Detection finds what it is told and the store is a set; `drain` applies what was taken, `restart` forgets this run. */
function world(hits: readonly object[] = []) {
  const spooled = new Map<string, BatchMeta>();
  const applied = new Map<string, BatchMeta>();
  const spool = {
    knows: (id: string) => spooled.has(id),
    put: (outcome: BatchOutcome) => {
      spooled.set(outcome.meta.id, outcome.meta);
      return Promise.resolve("stored");
    },
  };
  const pool = {
    threads: 1,
    detect: (portion: readonly { count?: number }[], meta: BatchMeta) =>
      Promise.resolve({
        outcome: { meta, records: portion.length, refused: 0, hits, refusals: [] },
        blocks: [],
      }),
  };
  const parts = {
    clock: fixedClock(1_800_000_000e6),
    spool,
    pool,
    isApplied: (id: string) => Promise.resolve(applied.has(id)),
    isContentApplied: (id: string) =>
      Promise.resolve([...applied.values()].some(({ contentId }) => contentId === id)),
    onTaken: () => undefined,
  } as unknown as IngestParts;
  let ingest = new Ingest(parts);
  const arrival = (change: Partial<Arrival>, text: string): Arrival => ({
    memberId: "member-1",
    origin: "",
    name: "",
    door: "http",
    mark: null,
    bytes: (async function* () {
      yield Buffer.from(text);
    })(),
    ...change,
  });
  return {
    answer: (text = zeek) => ingest.take(arrival({}, text)),
    async counts(change: Partial<Arrival> = {}, text = zeek): Promise<boolean> {
      const taken = await ingest.take(arrival(change, text));
      if (taken instanceof Problem) throw new Error(taken.detail);
      return !taken.duplicate;
    },
    drain() {
      for (const [id, meta] of spooled) applied.set(id, meta);
      spooled.clear();
    },
    restart() {
      ingest = new Ingest(parts);
    },
  };
}

// As the HTTP door hands over: a body without a file's name stands under its sender's address.
const curl = { origin: "127.0.0.1", fileName: "" };
const send = { origin: "conn.log", fileName: "conn.log" };

describe("the same content of the same member", () => {
  test.each([
    ["by curl, then by send", curl, send],
    ["by send, then by curl", send, curl],
    ["twice by curl", curl, curl],
    ["twice by send", send, send],
  ])("counts once: %s, at once, when applied, and after a restart", async (_what, first, second) => {
    const { counts, drain, restart } = world();
    expect(await counts(first)).toBe(true);
    expect(await counts(second)).toBe(false);
    drain();
    expect(await counts(second)).toBe(false);
    restart();
    expect(await counts(second)).toBe(false);
    expect(await counts(first)).toBe(false);
  });

  test.each([
    [
      "in two files of different names: two sensors may write the same",
      send,
      { origin: "sensor-2/conn.log", fileName: "sensor-2/conn.log" },
    ],
    ["from two machines, without a name", curl, { ...curl, origin: "192.0.2.7" }],
    ["that its sender named", curl, { ...curl, name: "batch-17" }],
    ["of another member", curl, { ...curl, memberId: "member-2" }],
    ["of another member, in a file", curl, { ...send, memberId: "member-2" }],
  ])("counts twice %s", async (_what, first, second) => {
    const { counts, drain } = world();
    expect(await counts(first)).toBe(true);
    expect(await counts(second)).toBe(true);
    drain();
    expect(await counts(second)).toBe(false);
  });

  test("other content counts, by whatever way", async () => {
    const { counts } = world();
    expect(await counts(curl)).toBe(true);
    expect(await counts(send, zeek.replace("203.0.113.9", "203.0.113.8"))).toBe(true);
  });
});

test("a sender is answered the same whether what it sent is listed or not", async () => {
  expect(await world([{ kind: "a hit" }]).answer()).toEqual(await world().answer());
});
