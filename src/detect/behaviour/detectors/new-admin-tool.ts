/**
 * A program that steers a machine from elsewhere, or lets others in by a tunnel, where nobody used it before. Known by the
 * names it calls home to, in DNS, TLS, web requests and through proxies. What a member uses is learned for a week; tunnels
 * are said at once.
 * Bound: 4,096 pairs of machine and tool, 1 MB.
 */
import { normalizeDomain } from "../../../model/index.js";
import type { Detector, DetectorRun, Sayings } from "../detector.js";
import type { Fact } from "../fact.js";
import { adminToolOf } from "../places/admin-tools.js";
import { tellsNames } from "../places/known-names.js";
import type { KeptMap } from "../sketches/kept-map.js";
import { dayUs, isFromTheFuture, openPlain, openStates, savePlain, saveStates } from "../state.js";

const version = 1;
const learningUs = 7 * dayUs;
/** Unused for so long, a tool is new again. */
const forgottenAfterUs = 90 * dayUs;

class NewAdminToolRun implements DetectorRun {
  /** When each was seen last, by machine and tool. */
  readonly #used: KeptMap<number>;
  /** By tool alone, whichever machine. */
  readonly #known: KeptMap<number>;
  #firstUs: number;

  constructor(saved: unknown) {
    const parts = openStates(version, saved);
    this.#used = openPlain(4096, parts.used);
    this.#known = openPlain(256, parts.known);
    this.#firstUs = typeof parts.firstUs === "number" ? parts.firstUs : Number.POSITIVE_INFINITY;
  }

  see(fact: Fact, sayings: Sayings): void {
    this.#firstUs = Math.min(this.#firstUs, fact.timeUs);
    const name = nameOf(fact);
    const tool = name === null ? null : adminToolOf(name);
    if (tool === null || name === null || fact.source === "") return;
    const key = `${fact.source} ${tool.name}`;
    const isNew = (last: number | undefined) => last === undefined || fact.timeUs - last > forgottenAfterUs;
    const newHere = isNew(this.#used.get(key));
    const newAtAll = isNew(this.#known.get(tool.name));
    this.#used.set(key, Math.max(this.#used.get(key) ?? 0, fact.timeUs));
    this.#known.set(tool.name, Math.max(this.#known.get(tool.name) ?? 0, fact.timeUs));
    const isLearning = fact.timeUs < this.#firstUs + learningUs;
    if (!newHere || (isLearning && !tool.tunnel)) return;
    sayings.say({
      level: newAtAll ? "medium" : "low",
      subject: { type: "domain", value: name },
      about: `${fact.source} ${tool.name}`,
      count: 1,
      firstUs: fact.timeUs,
      lastUs: fact.timeUs,
      fields: {
        machine: fact.source,
        tool: tool.name,
        name,
        does: tool.tunnel ? "lets others in through a tunnel" : "steers a machine from elsewhere",
        "known at this member": newAtAll ? "no" : "on other machines",
      },
    });
  }

  figures() {
    return { held: this.#used.size + this.#known.size, dropped: this.#used.dropped + this.#known.dropped };
  }

  save() {
    return saveStates(version, {
      used: savePlain(this.#used),
      known: savePlain(this.#known),
      firstUs: this.#firstUs,
    });
  }
}

function nameOf({ dns, tls, http }: Fact): string | null {
  if (dns !== null) return normalizeDomain(dns.query);
  if (tls !== null) return normalizeDomain(tls.serverName);
  if (http === null) return null;
  return normalizeDomain(http.host.split(":")[0] as string);
}

export const newAdminTool = {
  id: "new-admin-tool",
  title: "A tool for remote control that nobody used before",
  explains:
    "AnyDesk, TeamViewer, ScreenConnect, RustDesk and others like them are what intruders install to come back; ngrok and the " +
    "like open a tunnel past the firewall. Each is known by the names it calls home to. Which machine uses which is learned " +
    "for seven days; afterwards a tool on a machine that did not use it for 90 days is said once: medium where no machine of " +
    "the member did, low where others do. Tunnels are said in the learning time too. Ask who installed it: vendors of cranes " +
    "and gates use such tools for maintenance.",
  level: "medium",
  techniques: ["T1219", "T1572"],
  scope: "member",
  stateBytesMax: 1024 * 1024,
  anyTime: true,
  wants: (fact) => fact.direction !== "inbound" && tellsNames(fact) && !isFromTheFuture(fact),
  open: (saved) => new NewAdminToolRun(saved),
} satisfies Detector;
