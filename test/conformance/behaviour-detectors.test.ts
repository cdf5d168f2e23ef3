/**
 * Named intrusions in `../shared/data/01-network` (its README says what is true) are found by the detectors of what leaves,
 * steers and moves, as a scan by hand would; machines that are labelled benign there are warned of nothing.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { detectionLevels } from "../../src/model/index.js";
import { type Replayed, replay } from "./replay-behaviour.js";

const root = resolve(
  process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data"),
  "01-network",
);

/** Of the detectors that are tested here. */
const mine = new Set(
  (
    "beacon clock-off data-leaving dns-tunnel fast-flux flood generated-domains lateral-movement long-connection " +
    "new-admin-tool new-destination new-open-port odd-tls silent-source web-upload"
  ).split(" "),
);

interface Found {
  readonly detector: string;
  readonly subject: string;
  readonly machine: string;
  readonly level: string;
}

const foundIn = ({ said }: Replayed): readonly Found[] =>
  said
    .filter(({ rule }) => mine.has(rule.id))
    .map(({ rule, subject, fields }) => ({
      detector: rule.id,
      subject: subject?.value ?? "",
      machine: fields["machine"] ?? fields["target"] ?? "",
      level: rule.level,
    }));

const rankOf = (level: string): number => (detectionLevels as readonly string[]).indexOf(level);
const atLeast = (level: string, least: string): boolean => rankOf(level) >= rankOf(least);

const named: readonly (readonly [string, readonly string[], readonly Omit<Found, "level">[]])[] = [
  [
    "NjRAT calls a server that is gone (ctu-labelled/001)",
    ["ctu-labelled/001-zeek-scenario-malicious/labeled-conn.log.gz"],
    [{ detector: "beacon", subject: "41.108.179.197", machine: "192.168.1.115" }],
  ],
  [
    "Kovter.B calls its servers for a day, by the web and by TLS (ctu-labelled/009)",
    ["ctu-labelled/009-zeek-malicious"],
    [
      ...["189.241.104.183", "198.36.88.21", "82.245.149.235", "189.90.217.247"],
      ...["198.144.30.128", "208.80.6.60", "104.16.73.224", "91.82.226.222"],
    ].map((subject) => ({ detector: "beacon", subject, machine: "192.168.1.113" })),
  ],
  [
    "an implant steers, moves and steals (apt29-evals)",
    ["apt29-evals-zeek-json"],
    [
      { detector: "odd-tls", subject: "192.168.0.4", machine: "10.0.1.6" },
      { detector: "odd-tls", subject: "192.168.0.5", machine: "10.0.1.4" },
      { detector: "lateral-movement", subject: "10.0.1.4", machine: "10.0.1.4" },
      { detector: "web-upload", subject: "192.168.0.4", machine: "10.0.1.4" },
    ],
  ],
  [
    "a client calls home through a proxy (rita-proxy)",
    ["rita-proxy-zeek-tsv"],
    [{ detector: "beacon", subject: "www.honestimnotevil.com", machine: "10.136.0.18" }],
  ],
  [
    "Meterpreter (mordor-lsass)",
    ["mordor-lsass/LSASS_campaign_01", "mordor-lsass/LSASS_campaign_05"],
    [
      { detector: "odd-tls", subject: "10.0.5.13", machine: "192.168.1.41" },
      { detector: "odd-tls", subject: "10.0.5.14", machine: "192.168.56.30" },
    ],
  ],
];

describe.skipIf(!existsSync(root))("named intrusions", () => {
  test.each(named)("%s", { timeout: 60_000 }, async (_, paths, expected) => {
    const found = foundIn(await replay(paths.map((path) => join(root, path))));
    for (const one of expected)
      expect(found.filter(({ level }) => atLeast(level, "medium"))).toContainEqual(
        expect.objectContaining(one),
      );
    const places = new Set(expected.flatMap(({ subject, machine }) => [subject, machine]));
    const others = found.filter(
      ({ subject, machine, level }) => atLeast(level, "high") && !places.has(subject) && !places.has(machine),
    );
    expect(others).toEqual([]);
  });
});

describe.skipIf(!existsSync(root))("benign machines", () => {
  const captures = [
    ["ctu-labelled/008-zeek-mixed", ["147.32.81.0/24"]],
    ["ctu-labelled/011-zeek-mixed", ["147.32.83.0/24"]],
    ["suricata-eve-homelab-2023", []],
    ["suricata-eve-honeypot-2021", []],
    ["netflow-argus-csv/test3-mixed.binetflow", []],
  ] as const;
  const replayed = new Map<string, readonly Found[]>();
  beforeAll(async () => {
    for (const [path, networks] of captures)
      for (const known of networks.length === 0 ? [[]] : [networks, []])
        replayed.set(`${path} ${known.join()}`, foundIn(await replay([join(root, path)], known)));
  }, 120_000);

  test("nothing of them warns, whether their network is named or not", () => {
    for (const [capture, found] of replayed)
      expect([capture, ...found.filter(({ level }) => atLeast(level, "medium"))]).toEqual([capture]);
  });
});
