/**
 * One machine that opens TLS with another again and again, and nearly none is set up: somebody tries one by one which
 * versions, ciphers and holes a server has, or keeps it busy with beginnings. Clients with a wrong certificate fail too, but
 * not a hundred times a minute.
 * Bound: 4,096 pairs of machines, 2 MB.
 */
import { normalizeAddress } from "../../../model/index.js";
import type { Detector, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { oneMapRun } from "../one-map-run.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { SlidingCount } from "../sketches/sliding.js";
import { dayUs, isFromTheFuture, minuteUs, neverSaid, type Said, speaks } from "../state.js";

const paneUs = 2 * minuteUs;
const panes = 5;
const failedMin = 1000;
const failedShareMin = 0.9;
const portsKept = 20;

interface Pair extends Said {
  readonly failed: SlidingCount;
  readonly made: SlidingCount;
  ports: number[];
  total: number;
  firstUs: number;
}

function see(states: KeptMap<Pair>, fact: Fact, sayings: Sayings): void {
  const { tls } = fact;
  if (tls === null || tls.established === null || fact.source === "" || fact.destination === "") return;
  const key = `${fact.source} ${fact.destination}`;
  const pair = states.at(key, () => ({
    failed: new SlidingCount(paneUs, panes),
    made: new SlidingCount(paneUs, panes),
    ports: [],
    total: 0,
    firstUs: fact.timeUs,
    ...neverSaid(),
  }));
  if (tls.established) {
    pair.made.add(fact.timeUs);
    return;
  }
  if (!pair.failed.add(fact.timeUs)) return;
  pair.made.moveTo(fact.timeUs);
  pair.total++;
  pair.firstUs = Math.min(pair.firstUs, fact.timeUs);
  if (pair.ports.length < portsKept && !pair.ports.includes(fact.destinationPort))
    pair.ports.push(fact.destinationPort);
  const failed = pair.failed.sum;
  if (failed === 50) states.matters(key);
  if (failed < failedMin || failed < (failed + pair.made.sum) * failedShareMin) return;
  if (!speaks(pair, pair.total, fact.timeUs, dayUs)) return;
  sayings.say({
    subject: normalizeAddress(fact.source),
    about: fact.destination,
    count: pair.total,
    firstUs: pair.firstUs,
    lastUs: fact.timeUs,
    fields: {
      source: fact.source,
      target: fact.destination,
      ports: [...pair.ports].sort((a, b) => a - b).join(", "),
      "failed in ten minutes": String(failed),
      "set up in ten minutes": String(pair.made.sum),
    },
  });
}

export const failedHandshakes = {
  id: "failed-handshakes",
  title: "One machine opens TLS again and again, and nothing comes of it",
  explains:
    "Within ten minutes one machine began 1,000 or more TLS connections with another, and nine of ten were not set up. " +
    "Somebody tries which versions, ciphers and holes a server has, or keeps it busy. Your own scanner for holes does that " +
    "too. Needs a sensor that tells whether a connection was set up, as Zeek does. Said once a day, or when it has doubled.",
  level: "medium",
  techniques: ["T1595.002", "T1499.002"],
  scope: "member",
  stateBytesMax: 2 * 1024 * 1024,
  anyTime: true,
  wants: (fact) => fact.tls !== null && !isFromTheFuture(fact),
  open: (saved) =>
    oneMapRun<Pair>(
      {
        version: 1,
        capacity: 4096,
        see,
        saveState: (state) => ({
          ...state,
          ports: [...state.ports],
          failed: state.failed.save(),
          made: state.made.save(),
        }),
        openState: (state) => {
          const pair = state as Pair;
          return {
            ...pair,
            ports: [...pair.ports],
            failed: SlidingCount.open(paneUs, panes, pair.failed),
            made: SlidingCount.open(paneUs, panes, pair.made),
          };
        },
      },
      saved,
    ),
} satisfies Detector;
