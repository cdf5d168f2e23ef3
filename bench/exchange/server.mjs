// The center of `bench/exchange.mjs`, as a process of its own, so that its memory is told apart from its clients': makes
// members, indicators and a token in the folder it is given, serves them, and answers what it is asked by its parent.
import { openServer } from "../../dist/api/index.js";
import { openLog, Problem, systemClock } from "../../dist/base/index.js";
import { importEntries } from "../../dist/intel/index.js";
import { addMember, createToken, ensureCenterMember } from "../../dist/members/index.js";
import { syncClaims, syncMispEvents } from "../../dist/share/index.js";
import { openState } from "../../dist/store/index.js";

const [folder, countText] = process.argv.slice(2);
const count = Number(countText);
const log = openLog({ level: "silent" });
const clock = systemClock;
const given = (answer) => {
  if (answer instanceof Problem) throw new Error(`${answer.title}: ${answer.detail}`);
  return answer;
};

const state = await openState({ folder, form: "postgres", log, clock });

/** Some two dozen members with names, networks and domains of their own: what the gate looks for in every object. */
async function makeCommunity() {
  await ensureCenterMember(state.db, clock);
  const members = [];
  for (let n = 0; n < 24; n++)
    members.push(
      given(
        await addMember(state.db, clock, {
          name: `Company Number ${n}`,
          sector: "trucking",
          networks: [`203.0.${n}.0/24`],
          tlpCeiling: "TLP:AMBER",
        }),
      ),
    );
  return members;
}

function entries() {
  const labels = ["emotet", "phishing", "botnet", "scanner", "qakbot"];
  return Array.from({ length: count }, (_, n) => {
    const observable =
      n % 3 === 0
        ? { type: "ipv4", value: `${11 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}.7` }
        : n % 3 === 1
          ? { type: "domain", value: `host${n}.bad${n % 977}.example` }
          : { type: "sha256", value: n.toString(16).padStart(64, "0") };
    return { observable, claim: { labels: [labels[n % 5]], confidence: n % 100 }, line: n };
  });
}

const centerOf = () => ({
  clock,
  log,
  state,
  localCaller: async () => null,
  onChange: () => () => undefined,
  counts: () => ({}),
  slowRecords: () => new Map(),
  health: () => [],
  version: "bench",
});

const [member] = await makeCommunity();
const source = { name: "Bench list", tlp: "TLP:GREEN", confidence: 50, mark: null };
for (let from = 0, all = entries(); from < all.length; from += 20_000)
  await importEntries(state, clock, source, all.slice(from, from + 20_000));
const syncStart = performance.now();
const { changed } = await syncClaims(state, clock);
const syncS = (performance.now() - syncStart) / 1000;
const eventsStart = performance.now();
await syncMispEvents(state, clock);
const eventsS = (performance.now() - eventsStart) / 1000;
const { token } = given(
  await createToken(state.db, clock, { memberId: member.id, name: "bench", scopes: ["read"] }),
);
const server = await openServer({
  center: centerOf(),
  ingest: (_request, response) => response.end(),
  host: "127.0.0.1",
  port: 0,
  webFolder: "/nonexistent",
});

/** The rows alone, read and written as JSON, without a gate. */
async function readPlain() {
  const plainStart = performance.now();
  let bytes = 0;
  for (let after = 0; ; ) {
    const rows = await state.db
      .selectFrom("exchange_claim as e")
      .innerJoin("indicator as i", "i.id", "e.indicator_id")
      .select(["e.stix_id", "e.added_us", "i.type", "i.value"])
      .where("e.added_us", ">", after)
      .orderBy("e.added_us")
      .limit(5000)
      .execute();
    if (rows.length === 0) break;
    bytes += JSON.stringify(rows).length;
    after = rows.at(-1).added_us;
  }
  const plainS = (performance.now() - plainStart) / 1000;

  return { plainS, bytes };
}

const answers = {
  /** Bytes that stay after what is garbage is gone, and the most there ever were of this process. */
  memory: async () => {
    globalThis.gc?.();
    return { rss: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024 };
  },
  cpu: async () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  plain: readPlain,
  end: async () => {
    await server.close();
    setImmediate(() => process.disconnect());
    return null;
  },
};

// Its parent is through, or was stopped: nobody asks any more.
process.once("disconnect", () => state.close().finally(() => process.exit()));
process.on("message", async ({ id, what }) => process.send({ id, answer: await answers[what]() }));
process.send({ ready: true, address: server.address, token, changed, syncS, eventsS });
