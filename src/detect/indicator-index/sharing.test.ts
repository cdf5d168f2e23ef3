import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import type { IndicatorClaim, Observable } from "../../model/index.js";
import { IndicatorIndex } from "./indicator-index.js";

/** Lets a thread run TypeScript as it stands: `.js` is looked for as `.ts`, types are taken off. */
const hooks = `
import { transformWithOxc } from ${JSON.stringify(import.meta.resolve("vite"))};
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
export async function resolve(specifier, context, next) {
  if (specifier.startsWith(".") && specifier.endsWith(".js")) {
    const url = new URL(specifier.slice(0, -3) + ".ts", context.parentURL);
    if (existsSync(url)) return { url: url.href, shortCircuit: true };
  }
  return next(specifier, context);
}
export async function load(url, context, next) {
  if (!url.endsWith(".ts")) return next(url, context);
  const path = fileURLToPath(url);
  const { code } = await transformWithOxc(readFileSync(path, "utf8"), path);
  return { format: "module", source: code, shortCircuit: true };
}`;

const asking = `
import { register } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)});
const { IndicatorIndex } = await import(${JSON.stringify(new URL("./indicator-index.ts", import.meta.url).href)});
const index = IndicatorIndex.attach(workerData.shared);
const stop = new Int32Array(workerData.stop);
let asked = 0;
let met = 0;
const wrong = [];
parentPort.postMessage("begun");
for (let i = 0; Atomics.load(stop, 0) === 0; i = (i + 1) % workerData.names.length) {
  const value = workerData.names[i];
  const match = index.lookup({ type: "domain", value }, null);
  asked++;
  const stays = i % 2 === 0;
  if (match === null) {
    if (stays && wrong.length < 5) wrong.push("missed " + value);
    continue;
  }
  met++;
  const { observable, claims } = match.indicator;
  const label = claims[0].labels[0];
  const right = observable.value === value && claims.length === 1 && (label === value || label === "again " + value);
  if (!right && wrong.length < 5) wrong.push(value + " met " + JSON.stringify(match.indicator));
}
const last = workerData.names.map((value) => index.lookup({ type: "domain", value }, null)?.indicator.claims[0].labels[0] ?? "");
index.close();
parentPort.postMessage({ asked, met, wrong, last, size: index.size });
`;

type Adding = (index: IndicatorIndex, values: readonly string[], claim: IndicatorClaim) => void;
const addings: readonly (readonly [string, Adding])[] = [
  [
    "value by value",
    (index, values, claim) => {
      for (const value of values) index.add({ type: "domain", value }, claim);
    },
  ],
  [
    "lines at once",
    (index, values, claim) => {
      expect(index.addLines(Buffer.from(values.join("\n")), claim).taken).toBe(values.length);
    },
  ],
];

test.each(addings)(
  "another thread asks while the owner adds %s, removes and grows: it misses nothing that stays and meets nothing wrong",
  async (_name, add) => {
    const index = new IndicatorIndex();
    // A label for each value: a claim that belongs to another value would show.
    const claim = (label: string): IndicatorClaim => ({
      source: "feed",
      confidence: 50,
      validFromUs: null,
      validUntilUs: null,
      tlp: "TLP:CLEAR",
      labels: [label],
    });
    const names = Array.from(
      { length: 400 },
      (_, i) => `name${i}.${"long".repeat(i % 12)}.example${i % 40}.com`,
    );
    const domain = (value: string): Observable => ({ type: "domain", value });
    for (const name of names) index.add(domain(name), claim(name));
    const stop = new SharedArrayBuffer(4);
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(asking)}`), {
      workerData: { shared: index.shared, names, stop },
    });
    const failed = once(worker, "error").then(([error]) => Promise.reject(error as Error));
    await Promise.race([once(worker, "message"), failed]);
    // Names of odd numbers come and go and others take their numbers; the tables grow, texts and sets are copied.
    for (let round = 0; round < 60; round++) {
      for (let i = 1; i < names.length; i += 2) index.remove(domain(names[i] as string), "feed");
      const fillers = Array.from(
        { length: 600 },
        (_, i) => `${"filler.".repeat(17)}${round}-${i}.example${i % 40}.com`,
      );
      for (let i = 0; i < 600; i += 100) add(index, fillers.slice(i, i + 100), claim(`filler ${round} ${i}`));
      for (let i = 0; i < 600; i++) if (i % 3 > 0) index.remove(domain(fillers[i] as string), "feed");
      for (let i = 1; i < names.length; i += 2) {
        const name = names[i] as string;
        add(index, [name], claim(`again ${name}`));
      }
    }
    Atomics.store(new Int32Array(stop), 0, 1);
    const answered = Promise.race([once(worker, "message"), failed]);
    const [answer] = (await answered) as [
      { asked: number; met: number; wrong: string[]; last: string[]; size: number },
    ];
    await worker.terminate();
    expect(answer.wrong).toEqual([]);
    expect(answer.size).toBe(index.size);
    expect(answer.last).toEqual(names.map((name, i) => (i % 2 === 0 ? name : `again ${name}`)));
    expect(answer.met).toBeGreaterThan(400);
  },
);

test("an attached index can't be changed, and does not ask allow lists", () => {
  const index = new IndicatorIndex(() => "list");
  const claim: IndicatorClaim = {
    source: "feed",
    confidence: 50,
    validFromUs: null,
    validUntilUs: null,
    tlp: "TLP:CLEAR",
    labels: [],
  };
  const value: Observable = { type: "domain", value: "example.com" };
  index.add(value, claim);
  const view = IndicatorIndex.attach(index.shared);
  expect(view.lookup(value, null)?.indicator.allowedBy).toBe(null);
  expect(index.lookup(value, null)?.indicator.allowedBy).toBe("list");
  expect([view.size, view.claims, view.version]).toEqual([1, 1, 1]);
  expect(() => view.add(value, claim)).toThrow("in the thread that owns it");
  index.remove(value, "feed");
  expect(view.lookup(value, null)).toBe(null);
  view.close();
});
