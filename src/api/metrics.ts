/**
 * Prometheus metrics of the center, read from its counts and health when they are asked for, so that nothing
 * counts twice. Two registries: how the center runs, and what it found at its members, which only some may read.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { WatchFigures } from "../detect/index.js";
import { type EdgeRow, listEdges, type PeerStanding, readStandings } from "../share/index.js";
import type { SpoolDepth } from "../store/index.js";
import { readDeliveryFigures } from "../warn/index.js";
import type { Center, LiveCounts } from "./center.js";

type Total = readonly [name: keyof LiveCounts, help: string];

const operationTotals: readonly Total[] = [
  ["records", "Records understood"],
  ["refused", "Records refused"],
];
const findingTotals: readonly Total[] = [
  ["hits", "Indicators met in events"],
  ["sightings", "Sightings made"],
  ["warnings", "Warnings made"],
];

export interface Metrics {
  readonly contentType: string;
  /** The text to answer; `whole` with what was found at members. */
  text(whole: boolean): Promise<string>;
}

function countTotals(registry: Registry, center: Center, totals: readonly Total[]): void {
  for (const [name, help] of totals)
    new Counter({
      name: `breakwater_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(Math.max(0, center.counts()[name]));
      },
    });
}

function countMail(registry: Registry, center: Center): void {
  new Counter({
    name: "breakwater_mails_total",
    help: "Tries to hand a mail over since the center started, by what became of them",
    labelNames: ["outcome"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [outcome, count] of Object.entries(center.mail?.counts() ?? {}))
        this.inc({ outcome }, count);
    },
  });
  const figures = () => readDeliveryFigures(center.state.db, center.clock.nowUs());
  new Gauge({
    name: "breakwater_mails_waiting",
    help: "Mails that wait to be handed over",
    registers: [registry],
    async collect() {
      this.set((await figures()).waiting);
    },
  });
  new Gauge({
    name: "breakwater_mail_oldest_seconds",
    help: "Age of the oldest mail that waits; 0 where none does",
    registers: [registry],
    async collect() {
      const { oldestUs } = await figures();
      this.set(oldestUs === null ? 0 : Math.max(0, (center.clock.nowUs() - oldestUs) / 1e6));
    },
  });
}

/** Edges by their ids, which say nothing of whose they are. */
function countEdges(registry: Registry, center: Center): void {
  const each = (name: string, help: string, read: (edge: EdgeRow, nowUs: number) => number) =>
    new Gauge({
      name: `breakwater_edge_${name}`,
      help,
      labelNames: ["edge"],
      registers: [registry],
      async collect() {
        this.reset();
        const nowUs = center.clock.nowUs();
        for (const edge of await listEdges(center.state.db))
          this.set({ edge: edge.edgeId }, read(edge, nowUs));
      },
    });
  each(
    "silent_seconds",
    "Since an edge was last heard of",
    ({ contactUs }, nowUs) => (nowUs - contactUs) / 1e6,
  );
  each("waiting_bytes", "What waits at an edge to be sent", ({ report }) => report?.waiting.bytes ?? 0);
  each("dropped_hits", "Hits that had no room at an edge", ({ report }) => report?.waiting.dropped ?? 0);
  each("rules", "Rules and detectors at work at an edge", ({ report }) => report?.detection?.rules ?? 0);
  each(
    "detections",
    "What an edge's rules and detectors found since it was started",
    ({ report }) => report?.detection?.found ?? 0,
  );
  each(
    "set_age_seconds",
    "Since an edge last heard that its set is up to date; -1 before it did",
    ({ report }, nowUs) => {
      const currentUs = report?.set.currentUs ?? null;
      return currentUs === null ? -1 : (nowUs - currentUs) / 1e6;
    },
  );
}

/** Mail to the center: what was taken, what was not, and what became of it. */
function countReportMail(registry: Registry, center: Center): void {
  const counted = (name: string, help: string, read: () => ReadonlyMap<string, number>) =>
    new Counter({
      name: `breakwater_report_mails_${name}_total`,
      help,
      labelNames: ["reason"],
      registers: [registry],
      collect() {
        this.reset();
        for (const [reason, count] of read()) this.inc({ reason }, count);
      },
    });
  counted(
    "refused",
    "Mails to the center and connections refused, by why",
    () => center.reportMail().refused,
  );
  counted("judged", "Mails to the center by what became of them", () => center.reportMail().judged);
  new Counter({
    name: "breakwater_report_mails_received_total",
    help: "Mails to the center taken and kept",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(center.reportMail().received);
    },
  });
}

/** What came through each door. */
function countDoors(registry: Registry, center: Center): void {
  new Counter({
    name: "breakwater_door_records_total",
    help: "Records that came through a door since the center started, understood or refused",
    labelNames: ["door", "outcome"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [door, { records, refused }] of center.doorFigures()) {
        this.inc({ door, outcome: "understood" }, records);
        this.inc({ door, outcome: "refused" }, refused);
      }
    },
  });
  new Counter({
    name: "breakwater_door_deliveries_total",
    help: "Deliveries of a door since the center started, by what became of them",
    labelNames: ["door", "outcome"],
    registers: [registry],
    collect() {
      this.reset();
      for (const [door, { taken, known, waiting, failed }] of center.doorFigures())
        for (const [outcome, count] of Object.entries({ taken, known, waiting, failed }))
          this.inc({ door, outcome }, count);
    },
  });
}

/** The spool: how full it is, and what lies beside it until somebody looks. */
function gaugeSpool(registry: Registry, center: Center): void {
  const figures = [
    ["batches", "Batches that are acknowledged and not stored yet", ({ batches }: SpoolDepth) => batches],
    ["bytes", "Their bytes", ({ bytes }: SpoolDepth) => bytes],
    ["bytes_max", "Bytes at which senders are told to wait", ({ bytesMax }: SpoolDepth) => bytesMax],
    [
      "set_aside_batches",
      "Batches that could not be stored for what is in them and lie in spool/set-aside",
      ({ setAside }: SpoolDepth) => setAside,
    ],
  ] as const;
  for (const [name, help, read] of figures)
    new Gauge({
      name: `breakwater_spool_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read(center.spoolDepth()));
      },
    });
}

/** What watches behaviour; as of its last checkpoint, a minute ago at most. */
function gaugeWatch(registry: Registry, center: Center): void {
  const figures = [
    [
      "facts",
      "Records that detectors of behaviour have looked at",
      (watch: WatchFigures) => watch.behaviour?.facts ?? 0,
    ],
    ["late", "Records too late for their windows", (watch: WatchFigures) => watch.behaviour?.late ?? 0],
    [
      "dropped",
      "Keys that detectors forgot as their memory was full",
      (watch: WatchFigures) =>
        [...(watch.behaviour?.detectors.values() ?? [])].reduce((sum, { dropped }) => sum + dropped, 0),
    ],
    [
      "assets",
      "Machines of control networks that are held",
      (watch: WatchFigures) => watch.inventory?.assets ?? 0,
    ],
    [
      "relations",
      "Relations between them that are held",
      (watch: WatchFigures) => watch.inventory?.relations ?? 0,
    ],
    [
      "vendor_sessions",
      "Remote sessions of vendors that go on",
      (watch: WatchFigures) => watch.inventory?.sessions ?? 0,
    ],
    [
      "inventory_dropped",
      "Machines and relations that detection forgot as its memory was full",
      (watch: WatchFigures) => watch.inventory?.dropped ?? 0,
    ],
    ["left_out_batches", "Batches that could not be looked at", (watch: WatchFigures) => watch.leftOut],
    ["busy_seconds", "Time spent looking since the start", (watch: WatchFigures) => watch.busyMs / 1000],
    ["state_bytes", "Bytes of the saved state", (watch: WatchFigures) => watch.stateBytes],
    [
      "journal_bytes",
      "Bytes of batches that the saved state does not have yet",
      (watch: WatchFigures) => watch.journalBytes,
    ],
  ] as const;
  for (const [name, help, read] of figures)
    new Gauge({
      name: `breakwater_watch_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read(center.watchFigures()));
      },
    });
}

/** How it stands with other centers; their names are for who reads the whole port. */
function gaugePeers(registry: Registry, center: Center): void {
  const figures = [
    ["waiting", "Messages that wait for another center", (peer: PeerStanding) => peer.waiting],
    ["holding", "Things that another center told and that stand", (peer: PeerStanding) => peer.holding],
    [
      "failures",
      "Tries in a row in which another center was not reached",
      (peer: PeerStanding) => peer.failures,
    ],
    [
      "heard_seconds",
      "When another center last sent something, in seconds since 1970",
      (peer: PeerStanding) => (peer.heardUs ?? 0) / 1e6,
    ],
    [
      "clock_difference_seconds",
      "Another center's clock less this one's",
      (peer: PeerStanding) => (peer.clockDifferenceUs ?? 0) / 1e6,
    ],
    [
      "refused",
      "Messages of another center that were refused",
      (peer: PeerStanding) => peer.refused.reduce((sum, { count }) => sum + count, 0),
    ],
  ] as const;
  for (const [name, help, read] of figures)
    new Gauge({
      name: `breakwater_peer_${name}`,
      help,
      labelNames: ["peer"],
      registers: [registry],
      async collect() {
        this.reset();
        const standings = await readStandings(center.state.db, center.peerIdentity.publicKey);
        for (const peer of standings)
          if (peer.state === "confirmed") this.set({ peer: peer.name }, read(peer));
      },
    });
}

export function openMetrics(center: Center): Metrics {
  const registry = new Registry();
  const findings = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "breakwater_" });
  countTotals(registry, center, operationTotals);
  countTotals(findings, center, findingTotals);
  countEdges(findings, center);
  new Gauge({
    name: "breakwater_records_per_second",
    help: "Records a second over the last ten seconds",
    registers: [registry],
    collect() {
      this.set(center.counts().recordsPerSecond);
    },
  });
  new Counter({
    name: "breakwater_audit_entries_total",
    help: "Entries of the audit chain",
    registers: [registry],
    async collect() {
      const { head } = await center.audit.status();
      this.reset();
      this.inc(head?.sequence ?? 0);
    },
  });
  new Counter({
    name: "breakwater_slow_records_total",
    help: "Records that the compiled scanner left to their format, by why",
    labelNames: ["reason"],
    // What members' records carry decides it.
    registers: [findings],
    collect() {
      this.reset();
      for (const [reason, records] of center.slowRecords()) this.inc({ reason }, records);
    },
  });
  countDoors(registry, center);
  gaugeSpool(registry, center);
  gaugeWatch(findings, center);
  new Gauge({
    name: "breakwater_exchange_failures",
    help: "Tries in a row that failed to read or give to another TAXII server, or to read a MISP feed",
    labelNames: ["kind", "name"],
    registers: [registry],
    async collect() {
      const [servers, givings, feeds] = await Promise.all([
        center.taxiiOthers(),
        center.taxiiGivings(),
        center.mispFeeds(),
      ]);
      this.reset();
      for (const { name, failures } of servers) this.set({ kind: "taxii", name }, failures);
      for (const { name, failures } of givings) this.set({ kind: "taxii-give", name }, failures);
      for (const { name, failures } of feeds) this.set({ kind: "misp", name }, failures);
    },
  });
  countReportMail(registry, center);
  countMail(registry, center);
  gaugePeers(findings, center);
  new Gauge({
    name: "breakwater_source_well",
    help: "1 where a source or store is well, 0 where it is silent, degraded or down",
    labelNames: ["source"],
    registers: [registry],
    collect() {
      this.reset();
      for (const source of center.health()) this.set({ source: source.id }, source.state === "well" ? 1 : 0);
    },
  });
  return {
    contentType: registry.contentType,
    text: async (whole) => (await registry.metrics()) + (whole ? await findings.metrics() : ""),
  };
}
