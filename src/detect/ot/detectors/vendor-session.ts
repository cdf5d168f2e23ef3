/**
 * A vendor comes in from afar and no work order says so, or not for that crane, or not any more. Every session is documented
 * whether or not it is suspicious (`vendor/session-book.ts`); this tells of those that no order explains, once for each
 * reason.
 * Bound: 256 open sessions of a member (`vendor/vendor-sessions.ts`), 2 MB.
 */
import { normalizeAddress, type SessionVerdict } from "../../../model/index.js";
import {
  type Detector,
  type DetectorRun,
  noSurroundings,
  type Surroundings,
} from "../../behaviour/detector.js";
import { openStates, saveStates } from "../../behaviour/state.js";
import { explained } from "../learning.js";
import { VendorSessions } from "../vendor/vendor-sessions.js";

const version = 1;
const levels = {
  "no order": "high",
  "other crane": "high",
  "past its end": "medium",
} as const satisfies Record<Exclude<SessionVerdict, "matched">, string>;

function open(saved: unknown, surroundings: Surroundings): DetectorRun {
  const parts = openStates(version, saved);
  const sessions = new VendorSessions(parts["sessions"]);
  /** What was said of each open session. */
  const said = new Set<string>(Array.isArray(parts["said"]) ? (parts["said"] as string[]) : []);
  const forget = (nowUs: number) => {
    for (const { key } of sessions.over(nowUs))
      for (const verdict of Object.keys(levels)) said.delete(`${verdict}\n${key}`);
  };
  return {
    see(fact, sayings) {
      const site = surroundings.siteOf(fact.memberId);
      const session = sessions.see(fact, site);
      // Those that gave way to it: a flood need not wait for the minute.
      if (session !== null) forget(Number.NEGATIVE_INFINITY);
      if (session === null || session.verdict === "matched") return;
      const { key, verdict, vendor, source, craneIds, changes, startUs, endUs } = session;
      const saying = `${verdict}\n${key}`;
      if (said.has(saying)) return;
      said.add(saying);
      const [target = ""] = session.targets;
      const cranes = craneIds.map((id) => site?.lists.cranes.find((crane) => crane.id === id)?.name ?? id);
      sayings.say({
        level: levels[verdict],
        subject: normalizeAddress(source),
        about: `${vendor}: ${verdict}`,
        count: 1,
        firstUs: startUs,
        lastUs: endUs,
        fields: {
          vendor,
          verdict,
          source,
          account: session.accounts.join(", "),
          service: session.services.join(", "),
          target: session.targets.join(", "),
          crane: cranes.join(", "),
          "orders of the vendor": session.orders.map(({ number }) => number).join(", "),
          changed: changes
            .map(({ function: name, receiver, count }) => `${name} on ${receiver} (${count})`)
            .join(", "),
          // Its own order is what is asked for here: another one at that machine makes it no milder.
          ...explained(site, target, fact.timeUs, "high").fields,
        },
      });
    },
    tick: forget,
    figures: () => ({ held: sessions.size, dropped: sessions.dropped }),
    save: () => saveStates(version, { sessions: sessions.save(), said: [...said] }),
  };
}

export const vendorSession = {
  id: "vendor-session",
  kind: "ot",
  title: "A vendor is in, and no work order says so",
  explains:
    "Remote access (VPN, RDP, SSH, VNC, HTTPS, TeamViewer) by an account or from an address on the terminal's list of vendors, " +
    "also where a machine dials out to its vendor. It is a session until nothing is seen of it for 30 minutes. High " +
    "where no work order of that vendor is under way, or none for the crane it reaches or changes; medium where it goes on " +
    "15 minutes past the order's end. Once for each reason. Every session is in the log of sessions all the same.",
  level: "high",
  techniques: ["T0822", "T0859", "T0886"],
  scope: "member",
  stateBytesMax: 2 * 1024 * 1024,
  wants: (fact) => fact.source !== "" || fact.login !== null,
  open: (saved, surroundings = noSurroundings) => open(saved, surroundings),
} satisfies Detector;
