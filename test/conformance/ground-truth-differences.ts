/**
 * Where our counts differ from the ground truth on purpose: the rule behind each, with our figures. A rule also
 * says how the truth reads a feed's value; read so, our counts must equal the truth's, or the rule explains
 * something else than it says.
 */
import { normalizeHost, type Observable } from "../../src/model/index.js";

export interface Rule {
  readonly sentence: string;
  /** What the truth takes a listed value for. */
  readonly asTheTruthReads: (listed: Observable) => Observable;
}

export interface Difference {
  readonly ours: { readonly distinct: number; readonly hits: number };
  readonly rule: Rule;
}

/**
 * maltrail writes `http://192.0.2.1` for a page and `192.0.2.1` for a machine, and keeps them apart itself
 * (`core/assemble.py` makes `192.0.2.1/` of the former, which is met by HTTP requests only). The difference
 * matters: `http://93.184.220.29` is a page on a large content network's address.
 */
const pageIsNoMachine: Rule = {
  sentence: "maltrail's `http://address` lists a page; the truth takes it for the address",
  asTheTruthReads: (listed) => {
    const host = listed.type === "url" ? /^https?:\/\/([^/]+)\/$/.exec(listed.value)?.[1] : undefined;
    return host === undefined ? listed : (normalizeHost(host) ?? listed);
  },
};

const maltrail = "with maltrail/*.tar.gz (IPs, port ignored): ip-exact";

/** By the name of the test. */
export const differences: Readonly<Record<string, Difference>> = {
  [`ctu-labelled/008-zeek-mixed/conn.log.labeled.gz ${maltrail}`]: {
    ours: { distinct: 13, hits: 34 },
    rule: pageIsNoMachine,
  },
  [`ctu-labelled/008-zeek-mixed/http.log.labeled.gz ${maltrail}`]: {
    ours: { distinct: 0, hits: 0 },
    rule: pageIsNoMachine,
  },
  [`ctu-labelled/011-zeek-mixed/conn.log.labeled.gz ${maltrail}`]: {
    ours: { distinct: 12, hits: 28 },
    rule: pageIsNoMachine,
  },
  [`ctu-labelled/011-zeek-mixed/http.log.labeled.gz ${maltrail}`]: {
    ours: { distinct: 0, hits: 0 },
    rule: pageIsNoMachine,
  },
  [`suricata-eve-honeypot-2021/slips-test6.eve.json.gz ${maltrail}`]: {
    ours: { distinct: 4, hits: 11 },
    rule: pageIsNoMachine,
  },
};
