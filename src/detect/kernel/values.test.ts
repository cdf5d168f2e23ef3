import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Reading, readCarried } from "../../intake/carried/reading.js";
import type { JsonSievePlan, TsvSievePlan } from "../../intake/index.js";
import { type Carried, type Observable, observe } from "../../model/index.js";
import { hostWithin } from "../meeting.js";
import { askedByKernel, askedByReference, askedFor } from "./reference/asked.js";
import { hostileText } from "./reference/hostile-texts.js";
import { type ChunkView, KernelView } from "./reference/kernel-view.js";
import type { Read } from "./reference/looked-up.js";
import { type ReadingOfOne, readValue } from "./reference/values.js";

const readings = [
  "address",
  "domain",
  "host",
  "name",
  "url",
  "hash",
  "mails",
  "email",
  "ja3",
  "ja3s",
  "ja4",
  "dn",
  "fingerprint",
] as const satisfies readonly Reading[];
type Tested = (typeof readings)[number];

/** The kernel has one reading for some pairs. */
const plainOf = (reading: Tested): ReadingOfOne =>
  reading === "email" ? "mails" : reading === "ja3s" ? "ja3" : reading;

const jsonPlan: JsonSievePlan = {
  kind: "json",
  name: "one field of each reading",
  fields: Object.fromEntries(readings.map((reading) => [`${reading}_field`, reading])),
  slowFields: [],
  target: { path: "target_field", host: "paired_field" },
  targetAlone: "slow",
  logFields: [],
  defaultLog: "test",
  knownLogs: new Map(),
  isPlainLog: () => true,
  commonFields: [],
};

const tsvPlan = (reading: Tested, isSet: boolean): TsvSievePlan => ({
  kind: "tsv",
  name: `${reading} ${isSet}`,
  log: "test",
  columns: [{ name: "x", kind: isSet ? "list" : "text", reading }],
  cellsMin: 1,
  cellsMax: 1,
  setSeparator: ",",
});
const tsvPlans = new Map(
  readings.flatMap((reading) =>
    [false, true].map((isSet) => [`${reading} ${isSet}`, tsvPlan(reading, isSet)] as const),
  ),
);

const view = new KernelView();

function expectRead({ slow, values }: ChunkView, read: Read): void {
  if (slow.get(0) === "key") return; // white space before a colon in the value: it looks like a key
  expect(slow.size > 0, "odd").toBe(read === "odd");
  if (read === "odd") return;
  const expected = read.map((value) => askedByReference(view.hash, value));
  expect(values.map(askedByKernel).sort()).toEqual(expected.sort());
}

/** All that the slow path would look up. */
function observablesOf(reading: Reading, text: string): Observable[] {
  const carried: Carried[] = [];
  readCarried("field", reading, text, carried);
  return carried.flatMap(({ meaning, text }) => {
    const observable = observe(meaning, text);
    const host = observable === null ? null : hostWithin(observable);
    return [observable, host].filter((each) => each !== null);
  });
}

function expectAll({ slow, values }: ChunkView, observables: readonly Observable[]): void {
  if (slow.size > 0) return;
  const asked = values.map(askedByKernel);
  for (const observable of observables)
    expect(asked, `${observable.type} ${observable.value}`).toContain(askedFor(view.hash, observable));
}

const runs = { numRuns: 200 };

describe.each(readings)("%s", (reading) => {
  test("a JSON value is read as in the plain reading, and nothing the slow path would look up is left out", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const raw = JSON.stringify(text).slice(1, -1);
        const chunk = view.scan(jsonPlan, `{"${reading}_field":"${raw}"}\n`);
        expectAll(chunk, observablesOf(reading, text));
        expectRead(chunk, readValue(plainOf(reading), Buffer.from(raw).toString("latin1")));
      }),
      runs,
    );
  });

  test("a cell as well", () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const raw = text.replace(/[\t\n]/g, "");
        const chunk = view.scan(tsvPlans.get(`${reading} false`) as TsvSievePlan, `${raw}\n`);
        const isEmpty = raw === "" || raw === "-";
        if (!/\\/.test(raw)) expectAll(chunk, observablesOf(reading, raw));
        if (raw !== "\r")
          expectRead(chunk, isEmpty ? [] : readValue(plainOf(reading), Buffer.from(raw).toString("latin1")));
      }),
      runs,
    );
  });

  test("and each value of a set", () => {
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 1, maxLength: 4 }), (texts) => {
        const cell = texts.map((text) => text.replace(/[\t\n\r\\]/g, "")).join(",");
        const chunk = view.scan(tsvPlans.get(`${reading} true`) as TsvSievePlan, `${cell}\n`);
        const parts = cell.split(",");
        expectAll(chunk, cell === "-" ? [] : parts.flatMap((part) => observablesOf(reading, part)));
        if (cell === "" || cell === "-") return;
        const reads = parts.map((part) => readValue(plainOf(reading), Buffer.from(part).toString("latin1")));
        expectRead(
          chunk,
          reads.includes("odd") ? "odd" : reads.flatMap((read) => (read === "odd" ? [] : read)),
        );
      }),
      runs,
    );
  });
});
