/** What watches, over days of a control network: stopped and opened anywhere it tells what it would have told. */
import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import { noRules, oneOwner } from "../../detect/index.js";
import { Watcher } from "../../detect/watch/watcher.js";
import { zeekEvent } from "../../intake/zeek/event.js";
import type { BatchMeta } from "../../model/index.js";
import { blockBytes, newBlockBuilder } from "../../store/index.js";
import { craneDays } from "./days.js";
import type { CraneRecord } from "./records.js";
import { craneSite, hourUs } from "./site.js";

const startUs = Date.UTC(2026, 5, 1) * 1000;
const quarterUs = 15 * 60e6;

/** Batches of a quarter of an hour each: the first six hours, with a vendor's visit in them that lasts over some of them. */
function* batches() {
  const meta = (id: string): BatchMeta => ({
    id,
    memberId: "terminal",
    door: "test",
    origin: "",
    receivedUs: startUs + 9 * 86_400e6,
    bytes: 0,
    mark: null,
  });
  for (const day of craneDays({ seed: 3, startUs, learningDays: 0, watchedDays: 1, pollS: 1800 })) {
    const quarters = new Map<number, CraneRecord[]>();
    for (const record of day.filter(({ atUs }) => atUs < startUs + 6 * hourUs)) {
      const quarter = Math.floor(record.atUs / quarterUs);
      quarters.set(quarter, [...(quarters.get(quarter) ?? []), record]);
    }
    for (const [quarter, records] of quarters) {
      const of = meta(`batch-${quarter}`);
      const builder = newBlockBuilder({ daysMax: 0 });
      for (const { log, fields } of records) builder.append(zeekEvent({ ...fields }, log, []), of);
      const built = builder.finish();
      const blocks = built.map((block) => Buffer.from(blockBytes(block)));
      for (const block of built) block.release();
      yield { meta: of, blocks, matches: [] };
    }
  }
}

const watcherOf = (saved: unknown): Watcher => {
  const watcher = new Watcher(oneOwner(["10.80.0.0/14"]), noRules.watched, saved);
  watcher.know([craneSite("terminal", startUs, 0)]);
  return watcher;
};

test("detections, assets, relations and vendors' sessions are the same over restarts", () => {
  const running = watcherOf(null);
  let stopped = watcherOf(null);
  const sessions: string[] = [];
  for (const batch of batches()) {
    stopped = watcherOf(deserialize(serialize(stopped.save())));
    const told = running.take(batch);
    expect(stopped.take(batch)).toEqual(told);
    sessions.push(...(told.inventory?.sessions ?? []).map(({ startUs: at }) => String(at)));
  }
  // A visit lasts longer than a batch.
  expect(new Set(sessions).size).toBeLessThan(sessions.length);
});
