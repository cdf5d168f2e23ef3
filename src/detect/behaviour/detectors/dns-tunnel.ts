/**
 * Data carried in questions to DNS: many different names below one domain, each long, as each carries a piece. Counted are
 * the different names below a registered domain that one machine asks within an hour, and how long the part below it is.
 * Different names are counted by a sketch (exact to 64, 3% beyond).
 * Bound: 4,096 pairs of machine and domain, each of six panes: 5 MB as a rule, 28 MB where all are tunnels.
 */
import { normalizeDomain } from "../../../model/index.js";
import type { Detector, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { oneMapRun } from "../one-map-run.js";
import { isCommonSite, isInnerName, registeredOf } from "../places/places.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { SlidingCount, SlidingDistinct } from "../sketches/sliding.js";
import { bytesText, dayUs, isFromTheFuture, minuteUs, neverSaid, type Said, speaks } from "../state.js";

const paneUs = 10 * minuteUs;
const panes = 6;
const namesMin = 60;
const namesGrave = 300;
const lengthMin = 20;
/** Types that carry more than an address does. */
const carrying: ReadonlySet<string> = new Set([
  "TXT",
  "NULL",
  "CNAME",
  "MX",
  "SRV",
  "KEY",
  "DNSKEY",
  "ANY",
  "PRIVATE",
]);

interface Tunnel extends Said {
  readonly names: SlidingDistinct;
  readonly asked: SlidingCount;
  readonly length: SlidingCount;
  readonly carrying: SlidingCount;
  firstUs: number;
  example: string;
}

function see(states: KeptMap<Tunnel>, fact: Fact, sayings: Sayings): void {
  const name = normalizeDomain(fact.dns?.query ?? "");
  if (name === null || fact.dns === null || isInnerName(name)) return;
  const domain = registeredOf(name);
  if (domain === null || name.length <= domain.length || isCommonSite(domain)) return;
  const below = name.slice(0, name.length - domain.length - 1);
  const key = `${fact.source} ${domain}`;
  const tunnel = states.at(key, () => ({
    names: new SlidingDistinct(paneUs, panes),
    asked: new SlidingCount(paneUs, panes),
    length: new SlidingCount(paneUs, panes),
    carrying: new SlidingCount(paneUs, panes),
    firstUs: fact.timeUs,
    example: "",
    ...neverSaid(),
  }));
  if (!tunnel.asked.add(fact.timeUs)) return;
  tunnel.names.add(fact.timeUs, below);
  tunnel.length.add(fact.timeUs, below.length);
  if (carrying.has(fact.dns.type)) tunnel.carrying.add(fact.timeUs);
  if (below.length > tunnel.example.length) tunnel.example = below.slice(0, 100);
  const names = tunnel.names.count;
  if (names >= 10) states.matters(key);
  const mean = tunnel.length.sum / tunnel.asked.sum;
  if (names < namesMin || mean < lengthMin) return;
  if (!speaks(tunnel, names, fact.timeUs, dayUs)) return;
  const carries = tunnel.carrying.sum / tunnel.asked.sum;
  sayings.say({
    level: names >= namesGrave || carries >= 0.5 ? "high" : "medium",
    subject: { type: "domain", value: domain },
    about: fact.source,
    count: tunnel.asked.sum,
    firstUs: Math.max(tunnel.firstUs, fact.timeUs - panes * paneUs),
    lastUs: fact.timeUs,
    fields: {
      machine: fact.source,
      domain,
      "different names": String(names),
      "mean length": `${Math.round(mean)} characters`,
      "carried, about": bytesText(Math.round((tunnel.length.sum * 5) / 8)),
      "types that carry more": `${Math.round(carries * 100)}%`,
      example: tunnel.example,
    },
  });
}

export const dnsTunnel = {
  id: "dns-tunnel",
  title: "Data leaves in questions to DNS",
  explains:
    "Where everything else is shut, DNS is open: a tool splits data into pieces and asks for names that are made of them. " +
    "Found: one machine asks within an hour for 60 different names below one registered domain whose part below it is 20 " +
    "characters long on average (medium), or for 300, or mostly for types that can carry much (TXT, NULL, CNAME, MX): " +
    "high. Names of the network's own, and domains that everybody uses (delivery networks, and the look-ups of mail " +
    "filters and virus scanners, work alike) are left out. Where machines ask a resolver of their own, the machine is that.",
  level: "medium",
  techniques: ["T1071.004", "T1048.003", "T1572"],
  scope: "member",
  stateBytesMax: 28 * 1024 * 1024,
  anyTime: true,
  wants: (fact) => fact.dns !== null && !isFromTheFuture(fact),
  open: (saved) =>
    oneMapRun<Tunnel>(
      {
        version: 1,
        capacity: 4096,
        see,
        saveState: ({ names, asked, length, carrying: types, ...plain }) => ({
          ...plain,
          names: names.save(),
          asked: asked.save(),
          length: length.save(),
          carrying: types.save(),
        }),
        openState: (state) => {
          const { names, asked, length, carrying: types, ...plain } = state as Tunnel;
          return {
            ...plain,
            names: SlidingDistinct.open(paneUs, panes, names),
            asked: SlidingCount.open(paneUs, panes, asked),
            length: SlidingCount.open(paneUs, panes, length),
            carrying: SlidingCount.open(paneUs, panes, types),
          };
        },
      },
      saved,
    ),
} satisfies Detector;
