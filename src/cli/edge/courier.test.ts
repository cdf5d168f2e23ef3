/** How an edge goes about a center that is busy, away, or refuses: what it waits, what it sends again, what it gives up. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Clock, openLog, Problem } from "../../base/index.js";
import { contactEveryMs, type EdgeReport, noLocalRules } from "../../share/index.js";
import { type CenterLine, openCenterLine, type Refusing } from "./center-line.js";
import { Courier, type CourierParts } from "./courier.js";
import { edgeSettings } from "./settings.js";

const seconds = (at: number) => at / 1000;
const refusing = (status: number, retryMs: number | null = null): Refusing => ({
  problem: new Problem("test.refused", "Refused", `It answered ${status}.`, "", status),
  status,
  retryMs,
});

/** A courier over a center of a few lines; times are of fake timers, in milliseconds since its start. */
class World {
  readonly startMs = Date.now();
  /** What the center answers, in order; well once there are none left. */
  readonly #contacts: Refusing[];
  uploads: (Refusing | null)[] = [];
  readonly asked: number[] = [];
  readonly sent: { readonly at: number; readonly id: string }[] = [];
  readonly written: { readonly id: string; readonly outcome: string }[] = [];
  waiting: string[] = [];
  readonly courier: Courier;

  /** It asks at once. */
  constructor(contacts: readonly Refusing[] = []) {
    this.#contacts = [...contacts];
    const clock: Clock = { nowUs: () => Date.now() * 1000, monotonicMs: () => this.#nowMs() };
    const line: Partial<CenterLine> = {
      contact: async () => {
        this.asked.push(this.#nowMs());
        return this.#contacts.shift() ?? ({ nowUs: clock.nowUs() } as never);
      },
      page: async () => Buffer.alloc(0),
      send: async (body) => {
        this.sent.push({ at: this.#nowMs(), id: Buffer.from(body).toString() });
        return this.uploads.shift() ?? null;
      },
    };
    const outbox = {
      next: async () =>
        this.waiting[0] === undefined ? null : { id: this.waiting[0], body: this.waiting[0] },
      done: async () => void this.waiting.shift(),
      figures: () => ({ files: this.waiting.length }),
    };
    const parts = {
      clock,
      log: openLog({ level: "silent" }),
      line,
      identity: { meet: async () => null },
      outbox,
      sent: {
        add: async ({ id }: { id: string }, _atUs: number, outcome: string) =>
          void this.written.push({ id, outcome }),
      },
      set: { at: {}, figures: () => ({ indicators: 1 }), take: async () => ({ more: false }) },
      rules: () => noLocalRules,
      report: () => ({}) as EdgeReport,
    };
    this.courier = new Courier(parts as unknown as CourierParts);
  }

  #nowMs(): number {
    return Date.now() - this.startMs;
  }

  put(...ids: readonly string[]): void {
    this.waiting.push(...ids);
    this.courier.wake();
  }
}

let world: World;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
});
afterEach(async () => {
  const closing = world.courier.close();
  await pass(60_000);
  await closing;
  vi.useRealTimers();
});

describe("a center that is busy", () => {
  test("is left alone for as long as it asks, whatever comes to be sent meanwhile", async () => {
    world = new World([refusing(429, 20_000)]);
    await pass(0);
    for (let n = 0; n < 10; n++) {
      world.put(`u${n}`);
      await pass(1500);
    }
    expect(world.asked).toEqual([0]);
    expect(world.sent).toEqual([]);
    expect(world.courier.state).toMatchObject({ failures: 1, trouble: "Refused: It answered 429." });
    await pass(20_000);
    expect(world.asked[1]).toBeGreaterThanOrEqual(20_000);
    expect(world.sent.map(({ id }) => id)).toEqual(Array.from({ length: 10 }, (_, n) => `u${n}`));
    expect(world.courier.state).toMatchObject({ failures: 0, trouble: "" });
  });

  test("gets the same upload again, in its place, and it is written down once", async () => {
    world = new World();
    await pass(100);
    world.uploads = [refusing(429, 5000), refusing(503, 5000)];
    world.put("a", "b");
    await pass(60_000);
    expect(world.sent.map(({ id }) => id)).toEqual(["a", "a", "a", "b"]);
    const [first, second, third] = world.sent.map(({ at }) => at) as [number, number, number];
    expect(second - first).toBeGreaterThanOrEqual(5000);
    expect(third - second).toBeGreaterThanOrEqual(5000);
    expect(world.written).toEqual([
      { id: "a", outcome: "taken" },
      { id: "b", outcome: "taken" },
    ]);
  });
});

describe("a center that is away", () => {
  test("is asked later and later, with chance in it, and never less than it would come anyway", async () => {
    world = new World(Array.from({ length: 40 }, () => refusing(0)));
    await pass(600_000);
    const pauses = world.asked.slice(1).map((at, n) => at - (world.asked[n] as number));
    expect(pauses.length).toBeGreaterThan(12);
    for (const [n, pause] of pauses.entries()) {
      const meant = Math.min(30_000, 1000 * 2 ** (n + 1));
      expect(seconds(pause)).toBeGreaterThanOrEqual(seconds(meant * 0.5));
      expect(seconds(pause)).toBeLessThanOrEqual(seconds(meant * 1.5) + 1);
    }
    expect(new Set(pauses).size).toBeGreaterThan(pauses.length / 2);
  });

  test("that is back is not flooded: two uploads a second, and a report is not forgotten over them", async () => {
    world = new World([refusing(0), refusing(0)]);
    await pass(0);
    world.put(...Array.from({ length: 200 }, (_, n) => `u${n}`));
    await pass(180_000);
    expect(world.sent.map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, n) => `u${n}`));
    const times = world.sent.map(({ at }) => at);
    for (const [n, at] of times.slice(1).entries())
      expect(at - (times[n] as number)).toBeGreaterThanOrEqual(500);
    const between = world.asked.filter((at) => at > (times[0] as number) && at < (times.at(-1) as number));
    expect(between.length).toBeGreaterThanOrEqual(
      Math.floor(((times.at(-1) as number) - (times[0] as number)) / contactEveryMs) - 1,
    );
  });

  test("a token that does not hold is asked with twice a minute at most", async () => {
    world = new World(Array.from({ length: 40 }, () => refusing(401)));
    await pass(300_000);
    const pauses = world.asked.slice(1).map((at, n) => at - (world.asked[n] as number));
    expect(pauses.length).toBeGreaterThan(4);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(30_000);
  });
});

describe("what is refused for good", () => {
  test.each([400, 413, 422])(
    "with %i is written down with why and goes; what comes behind it is sent",
    async (status) => {
      world = new World();
      await pass(100);
      world.uploads = [refusing(status)];
      world.put("a", "b");
      await pass(5000);
      expect(world.sent.map(({ id }) => id)).toEqual(["a", "b"]);
      expect(world.written).toEqual([
        { id: "a", outcome: `Refused: It answered ${status}.` },
        { id: "b", outcome: "taken" },
      ]);
    },
  );
});

describe("what a center asks to wait", () => {
  let server: Server;
  afterEach(() => server.close());

  test.each([
    ["7", 7000],
    ["86400", 600_000],
    ["-1", null],
    ["soon", null],
    ["Wed, 21 Oct 2026 07:28:00 GMT", null],
  ])("Retry-After: %s", async (said, retryMs) => {
    vi.useRealTimers();
    server = createServer((_request, response) => response.writeHead(429, { "retry-after": said }).end());
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const center = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const line = openCenterLine(
      edgeSettings.parse({ center }),
      "edge",
      "bwt_x",
      new AbortController().signal,
    );
    if (line instanceof Problem) throw new Error(line.detail);
    expect(await line.send(Buffer.from("{}"))).toMatchObject({ status: 429, retryMs });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    world = new World();
  });
});
