/** A baseline learned from stored events stands in for one that was learned live. */
import { expect, test } from "vitest";
import { fixedClock } from "../../../base/index.js";
import type { EventRow, Search } from "../../../store/index.js";
import { BehaviourEngine } from "../../behaviour/engine.js";
import { dayUs, factOf, hourUs, minuteUs, testStartUs } from "../../behaviour/testing.js";
import { detectors } from "../detectors/index.js";
import { compileSite, emptyLists } from "../site.js";
import { learnHistory } from "./learn-history.js";

const zone = { id: "cranes", name: "Cranes", kind: "control" as const, networks: ["10.9.0.0/24"] };
const lists = { ...emptyLists("member-1", 14), zones: [zone] };

const row = (nth: number, timeUs: number, given: Partial<EventRow> = {}): EventRow => ({
  id: String(nth),
  timeUs,
  timed: true,
  receivedUs: timeUs,
  memberId: "member-1",
  door: "http",
  origin: "",
  mark: null,
  log: "zeek-modbus",
  source: { address: "10.1.0.8", port: 40_000 },
  destination: { address: "10.9.0.5", port: 502 },
  protocol: "tcp",
  service: "",
  action: "",
  names: [],
  addresses: [],
  urls: [],
  hashes: [],
  mails: [],
  user: "",
  message: "",
  native: JSON.stringify({ func: "READ_COILS" }),
  ...given,
});

/** As the event store pages: newest first. */
function storeOf(rows: readonly EventRow[], pageMax: number) {
  return {
    search: async ({ fromUs, toUs, before }: Search) => {
      const found = rows
        .filter(({ timeUs }) => timeUs >= fromUs && timeUs < toUs)
        .filter(
          ({ timeUs, id }) =>
            before === undefined || timeUs < before.timeUs || (timeUs === before.timeUs && id < before.id),
        )
        .sort((a, b) => b.timeUs - a.timeUs);
      const last = found[pageMax - 1];
      const next = found.length > pageMax && last !== undefined ? { timeUs: last.timeUs, id: last.id } : null;
      return { rows: found.slice(0, pageMax), next };
    },
  };
}

const learn = (rows: readonly EventRow[], stretchMax = 1_000, ending = new AbortController().signal) =>
  learnHistory(
    storeOf(rows, 50),
    fixedClock(testStartUs + 20 * dayUs),
    {
      memberId: "member-1",
      members: { members: [{ id: "member-1", networks: [] }], centerId: null },
      site: lists,
      fromUs: testStartUs,
      toUs: testStartUs + 2 * dayUs,
    },
    () => undefined,
    ending,
    { eventsMax: 10_000, timeMsMax: 60_000, stretchMax },
  );

const rows = Array.from({ length: 120 }, (_, nth) => row(nth, testStartUs + hourUs + nth * minuteUs));

test("what was learned from history is known, and what is beyond it is told", async () => {
  const learnt = await learn(rows);
  expect(learnt).toMatchObject({ events: 120, messages: 120, note: "", sinceUs: testStartUs + hourUs });
  const site = compileSite(lists);
  const engine = new BehaviourEngine({
    detectors,
    surroundings: { placeOf: () => null, siteOf: () => site },
  });
  engine.adopt("member-1", learnt.states);
  const modbus = (source: string) =>
    factOf({
      log: "zeek-modbus",
      source,
      destination: "10.9.0.5",
      destinationPort: 502,
      timeUs: testStartUs + 16 * dayUs,
      ot: { function: "READ_COILS", kind: "read" },
    });
  const said = engine.see([modbus("10.1.0.8"), modbus("10.1.0.9")]);
  expect(
    said.map(({ detection }) => detection.about).filter((about) => about.startsWith("new between")),
  ).toEqual(["new between zones: 10.1.0.9 to 10.9.0.5, tcp/502"]);
});

test("a stretch with too many events is read in shorter ones; a stop is said", async () => {
  const { messages, note } = await learn(rows, 50);
  expect([messages, note]).toEqual([120, ""]);
  const stopped = new AbortController();
  stopped.abort();
  expect((await learn(rows, 60, stopped.signal)).note).toBe("It was stopped.");
});
