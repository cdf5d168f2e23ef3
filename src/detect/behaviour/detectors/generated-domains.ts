/**
 * A program that makes up names until one of them answers: malware does so where its servers' names are taken away. Counted
 * are the different registered domains that one machine asks for within an hour and that do not exist, and how many of them
 * look made up (`places/made-up.ts`). One such name is nothing; many are no person's typing errors.
 * Bound: 2,048 machines, 3 MB as a rule.
 */
import { normalizeAddress, normalizeDomain } from "../../../model/index.js";
import type { Detector, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { oneMapRun } from "../one-map-run.js";
import { looksMadeUp } from "../places/made-up.js";
import { isCommonSite, isInnerName, registeredOf } from "../places/places.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { SlidingDistinct } from "../sketches/sliding.js";
import { dayUs, hourUs, isFromTheFuture, minuteUs, neverSaid, type Said, speaks } from "../state.js";

const paneUs = 10 * minuteUs;
const panes = 6;
const madeUpMin = 15;
const madeUpGrave = 60;
/** The part of the names that do not exist which looks made up. */
const shareMin = 0.4;
const examplesKept = 5;

interface Asker extends Said {
  readonly missing: SlidingDistinct;
  readonly madeUp: SlidingDistinct;
  examples: string[];
}

function see(states: KeptMap<Asker>, fact: Fact, sayings: Sayings): void {
  if (fact.dns?.rcode !== "NXDOMAIN") return;
  const name = normalizeDomain(fact.dns.query);
  if (name === null || isInnerName(name)) return;
  const domain = registeredOf(name);
  if (domain === null || isCommonSite(domain)) return;
  const asker = states.at(fact.source, () => ({
    missing: new SlidingDistinct(paneUs, panes),
    madeUp: new SlidingDistinct(paneUs, panes),
    examples: [],
    ...neverSaid(),
  }));
  asker.missing.add(fact.timeUs, domain);
  if (!looksMadeUp(domain.split(".")[0] as string)) return;
  if (!asker.madeUp.add(fact.timeUs, domain)) return;
  asker.examples = [domain, ...asker.examples].slice(0, examplesKept);
  const madeUp = asker.madeUp.count;
  if (madeUp >= 3) states.matters(fact.source);
  const missing = Math.max(asker.missing.count, madeUp);
  if (madeUp < madeUpMin || madeUp < missing * shareMin) return;
  if (!speaks(asker, madeUp, fact.timeUs, dayUs)) return;
  sayings.say({
    level: madeUp >= madeUpGrave ? "high" : "medium",
    subject: normalizeAddress(fact.source),
    about: "names that do not exist",
    count: madeUp,
    firstUs: fact.timeUs - hourUs,
    lastUs: fact.timeUs,
    fields: {
      machine: fact.source,
      "made up": String(madeUp),
      "do not exist": String(missing),
      within: "an hour",
      examples: asker.examples.join(", "),
    },
  });
}

export const generatedDomains = {
  id: "generated-domains",
  title: "A machine tries names that a program makes up",
  explains:
    "Some malware computes a list of names each day and tries them until one exists, so that taking a server's name away " +
    "does not help. Found: one machine asked within an hour for 15 different registered domains (60: high) that do not exist " +
    "and whose letters follow one another as in no name that people use, and these are at least 40% of all that did not " +
    "exist. Names of the network's own, and names below domains that everybody uses, are left out. Generators that join " +
    "words of a dictionary are not seen. Where machines ask a resolver of their own, the machine is that.",
  level: "medium",
  techniques: ["T1568.002"],
  scope: "member",
  stateBytesMax: 16 * 1024 * 1024,
  anyTime: true,
  wants: (fact) => fact.dns !== null && fact.dns.rcode === "NXDOMAIN" && !isFromTheFuture(fact),
  open: (saved) =>
    oneMapRun<Asker>(
      {
        version: 1,
        capacity: 2048,
        see,
        saveState: (state) => ({ ...state, missing: state.missing.save(), madeUp: state.madeUp.save() }),
        openState: (state) => {
          const asker = state as Asker;
          return {
            ...asker,
            missing: SlidingDistinct.open(paneUs, panes, asker.missing),
            madeUp: SlidingDistinct.open(paneUs, panes, asker.madeUp),
          };
        },
      },
      saved,
    ),
} satisfies Detector;
