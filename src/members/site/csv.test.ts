/** Files of lists without a store: what is wrong is named by line, column and reason, and the good rest is used. */

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Problem } from "../../base/index.js";
import { assetRoles, directiveStatuses, type SiteListName, siteListNames } from "../../model/index.js";
import { readCsv, writeCsv } from "./csv.js";
import { siteCsvBytesMax } from "./limits.js";
import { siteLists } from "./lists/index.js";
import { readTime } from "./local-time.js";
import { overlapsOf } from "./overlaps.js";
import { SiteDraft } from "./site-draft.js";

/** What a file does to lists: rows taken, and each fault as `line column: reason`. */
function take(draft: SiteDraft, list: SiteListName, csv: string): readonly string[] {
  const read = readCsv(siteLists[list], csv);
  if (read instanceof Problem) return [read.detail];
  const lines = new Map<string, number>();
  return read.rows.flatMap(({ line, cells, fault }) => {
    const taken =
      fault === null
        ? draft.take(list, cells, null, lines)
        : { outcome: "refused" as const, faults: [fault] };
    if (taken.outcome !== "refused") lines.set(taken.id, line);
    return taken.outcome === "refused"
      ? taken.faults.map(({ column, reason }) => `${line} ${column}: ${reason}`)
      : [];
  });
}

function filled(): SiteDraft {
  const draft = new SiteDraft([], "Europe/Oslo");
  expect(take(draft, "zones", "name,kind,networks\nLAN,control,10.1.0.0/16\n")).toEqual([]);
  expect(take(draft, "cranes", "name\nSTS-1\n")).toEqual([]);
  return draft;
}

const bad: readonly (readonly [string, SiteListName, string, readonly string[], number])[] = [
  [
    "a shifted column",
    "assets",
    "name,addresses,mac,role\na,10.1.1.1,,plc\nb,10.1.1.2,plc\nc,10.1.1.3,x,,plc\n\nd,,10.1.1.4,plc\n",
    [
      "3 : the row has 3 cells and the header 4: a column is shifted, or a cell with the delimiter in it is not quoted",
      "4 : the row has 5 cells and the header 4: a column is shifted, or a cell with the delimiter in it is not quoted",
      '6 mac: "10.1.1.4" is no MAC address; write it as 00:1b:1b:23:45:67',
    ],
    1,
  ],
  [
    "columns changed over",
    "zones",
    "name,kind,networks\nYard,10.2.0.0/16,control\n",
    [
      '2 kind: "10.2.0.0/16" is none of them: control, safety, dmz, enterprise, vendor, other',
      '2 networks: "control" is no network; write it as 10.71.40.0/24',
    ],
    1,
  ],
  [
    "duplicate assets",
    "assets",
    "name,addresses,mac\nplc,10.1.1.1,00:1b:1b:00:00:01\nPLC,10.1.1.2,\nb,10.1.1.1,\nc,,001b.1b00.0001\n",
    [
      "3 name: line 2 has it already",
      '4 addresses: "10.1.1.1" is "plc"\'s already',
      '5 mac: "00:1b:1b:00:00:01" is "plc"\'s already',
    ],
    1,
  ],
  [
    "one network of two zones",
    "zones",
    "name,kind,networks\nYard,control,10.1.0.0/16\nGate,dmz,10.1.9.0/24 10.3.0.0/16\n",
    ['2 networks: "10.1.0.0/16" is "LAN"\'s already'],
    2,
  ],
  [
    "an order that ends before it starts, or never was",
    "workOrders",
    "number;title;start;end\n1;A;2026-12-01 06:00;2026-12-01 05:00\n2;B;2026-13-01 06:00;12/01/2026 7:00\n3;C;2027-03-28 02:30;2027-03-29 00:00\n4;D;2026-12-01 06:00;2026-12-01 07:00\n",
    [
      "2 end: is not after the start",
      '3 start: "2026-13-01 06:00" is a date or time that never was',
      '3 end: "12/01/2026 7:00" is no date and time; write it as 2026-12-01 06:00',
      '4 start: "2027-03-28 02:30" never was in Europe/Oslo, where clocks were put forward then',
    ],
    1,
  ],
  [
    "a crane that is not listed",
    "windows",
    "title,cranes,start,end\nGrease,sts-1 | STS-9,2026-12-01T00:00Z,2026-12-02T00:00Z\n",
    ['2 cranes: no crane of yours is named "STS-9"'],
    0,
  ],
  [
    "bad addresses, networks and numbers",
    "points",
    "name,address,point,least,most,change,stuck,safety\nA,10.1.1.300,p,,,,,\nB,10.1.1.1 10.1.1.2,p,5,4,0,-1,perhaps\nC,10.1.1.1,q,1;5,,,,\n",
    [
      '2 address: "10.1.1.300" is no IP address',
      "3 address: has more than one address",
      '3 safety: "perhaps" is neither yes nor no',
      "3 most: is below the least",
      "3 change: is not above zero",
      "3 stuck: is not above zero",
      '4 least: "1;5" is no number',
    ],
    0,
  ],
  [
    "what can't be seen, and what could be more than a name",
    "cranes",
    "name,note\nSTS\u202e2,\n<script>alert(1)</script>,\nA|B,\n,x\nSTS-3,bell\u0007\nSTS-4\u0000,\nSTS-5,half \ud800\nSTS-6,\n",
    [
      "2 name: has characters that can't be seen",
      '3 name: "<script>alert(1)</script>" has one of | ; < >, which no name may have',
      '4 name: "A|B" has one of | ; < >, which no name may have',
      "5 name: is empty",
      "6 note: has characters that can't be seen",
      "7 name: has characters that can't be seen",
      "8 note: has characters that can't be seen",
    ],
    2,
  ],
  [
    "a network of half the internet",
    "vendors",
    "vendor,networks\nV,0.0.0.0/0\n",
    ['2 networks: "0.0.0.0/0" is wider than a company\'s network can be'],
    0,
  ],
  [
    "no such service",
    "conduits",
    "from,to,allows\nLAN,LAN,tcp/70000\n",
    ["2 to: is the zone it comes from", '2 allows: "tcp/70000" is no service; write it as modbus or tcp/502'],
    0,
  ],
];

test.each(bad)("%s", (_, list, csv, faults, kept) => {
  const draft = filled();
  const before = draft.of(list).length;
  expect(take(draft, list, csv)).toEqual(faults);
  const inHouse = list === "zones" || list === "cranes" ? 1 : 0;
  expect(draft.of(list).length - before + inHouse).toBe(kept);
});

test.each<[string, string, string]>([
  ["an empty file", "\ufeff \n", "It is empty. Its first line is: name,kind,networks"],
  [
    "no header",
    "Yard,control,10.0.0.0/8\n",
    "Line 1, the header, has no column name, kind. For zones it is: name,kind,networks",
  ],
  ["a column twice", "name,zone,kind\na,b,c\n", "Line 1, the header, has two columns for name."],
  ["more than ten megabytes", "x".repeat(siteCsvBytesMax + 1), "It has more than 10 MB."],
])("%s is refused as a whole", (_, csv, detail) => {
  expect(take(filled(), "zones", csv)).toEqual([detail]);
});

test("columns in any order and case, quoted, with a mark of their order, semicolons, and an apostrophe before a formula", () => {
  const draft = filled();
  const csv =
    '\ufeffNetworks;KIND;Zone;Owner\r\n"10.2.0.0/16;10.3.0.0/16";Control;"Yard ""north""";me\r\n10.4.0.9;dmz;\'=Gate;\r\n;;;\r\n';
  expect(take(draft, "zones", csv)).toEqual([]);
  expect(draft.of("zones").map(({ name, networks }) => [name, ...networks])).toEqual([
    ["LAN", "10.1.0.0/16"],
    ['Yard "north"', "10.2.0.0/16", "10.3.0.0/16"],
    ["=Gate", "10.4.0.9/32"],
  ]);
});

test("zones that lie in one another are told", () => {
  const draft = filled();
  take(draft, "zones", "name,kind,networks\nSafety,safety,10.1.40.0/24\n");
  expect(overlapsOf(draft.of("zones"), 9)).toEqual([
    '10.1.40.0/24 of zone "Safety" lies in 10.1.0.0/16 of zone "LAN": what is in both counts as "Safety"',
  ]);
});

test("times are of their own zone, or the center's; of an hour that comes twice the first", () => {
  const us = (text: string) => ({ us: Date.parse(text) * 1000 });
  const read = (text: string) => readTime(text, "Europe/Oslo");
  expect(read("2026-07-01 06:00")).toMatchObject({ ...us("2026-07-01T04:00:00Z"), isZoned: false });
  expect(read("2026-12-01T06:00:30")).toMatchObject(us("2026-12-01T05:00:30Z"));
  expect(read("2026-10-25 02:30")).toMatchObject(us("2026-10-25T00:30:00Z"));
  expect(read("2026-12-01T06:00:00.250-0500")).toMatchObject({
    ...us("2026-12-01T11:00:00.250Z"),
    isZoned: true,
  });
});

/** A name that a list may have: visible, in one line, without what stands between names. */
const name = fc
  .string({ minLength: 1, maxLength: 20, unit: "grapheme" })
  .map((text) =>
    text
      .normalize("NFC")
      .replace(/[\p{Cc}\p{Cf}\p{Cs}|;<>]/gu, "")
      .replace(/\s+/g, " ")
      .trim(),
  )
  .filter((text) => text !== "" && text.normalize("NFC") === text);
const address = fc.ipV4();
const time = fc.integer({ min: 0, max: 4_000_000_000_000 }).map((ms) => ms * 1000);
const number = fc.option(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }).map((n) => n + 0),
);
const network = fc.tuple(fc.integer({ min: 11, max: 99 }), fc.nat(255)).map(([a, b]) => `${a}.${b}.0.0/16`);
const unique = <T>(one: fc.Arbitrary<T>) => fc.uniqueArray(one, { maxLength: 4 });

const made: { readonly [Name in SiteListName]: fc.Arbitrary<object> } = {
  zones: fc.record({ name, kind: fc.constantFrom("control", "dmz", "vendor"), networks: unique(network) }),
  conduits: fc.record({
    fromZoneId: fc.constant("zone-1"),
    toZoneId: fc.constant("zone-2"),
    allows: unique(fc.constantFrom("modbus", "tcp/502", "udp/53", "s7comm-plus")),
    via: unique(address),
    note: name,
  }),
  cranes: fc.record({
    name,
    maker: name,
    model: name,
    terminal: name,
    berth: name,
    directiveStatus: fc.constantFrom(...directiveStatuses),
    note: name,
  }),
  assets: fc.record({
    name,
    addresses: fc.uniqueArray(address, { minLength: 1, maxLength: 3 }),
    mac: fc.constantFrom("", "00:1b:1b:00:00:0a"),
    role: fc.constantFrom(...assetRoles),
    vendor: name,
    product: name,
    firmware: name,
    craneId: fc.constantFrom(null, "crane-1"),
    isCritical: fc.boolean(),
  }),
  workOrders: fc.record({
    number: name,
    title: name,
    craneIds: fc.constantFrom([], ["crane-1"]),
    assetIds: fc.constantFrom([], ["asset-1"]),
    vendor: name,
    startUs: time,
    endUs: time.map((us) => us + 4e15),
  }),
  windows: fc.record({
    title: name,
    craneIds: fc.constantFrom([], ["crane-1"]),
    startUs: time,
    endUs: time.map((us) => us + 4e15),
  }),
  vendors: fc.record({
    vendor: name,
    accounts: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
    networks: unique(network),
  }),
  points: fc.record({
    name,
    address,
    point: name,
    least: fc.constant(null),
    most: number,
    mostPerSecond: fc.constantFrom(null, 0.5),
    stuckAfterS: fc.constantFrom(null, 60),
    unit: fc.constantFrom("", "t", "m/s"),
    isSafety: fc.boolean(),
  }),
};

const around = (list: SiteListName) =>
  (
    [
      ["zones", { id: "zone-1", name: "Round trip A", kind: "dmz", networks: [] }],
      ["zones", { id: "zone-2", name: "Round trip B", kind: "dmz", networks: [] }],
      ["cranes", { id: "crane-1", name: "Round trip crane", directiveStatus: "done" }],
      ["assets", { id: "asset-1", name: "Round trip PLC", addresses: [], mac: "", craneId: null }],
    ] as const
  )
    .filter(([of]) => of !== list)
    .map(([of, entry]) => ({ list: of, entry: entry as never }));

test.each(siteListNames)("%s: what is written is read into the same", (list) => {
  fc.assert(
    fc.property(made[list], (entry) => {
      const draft = new SiteDraft([...around(list), { list, entry: { id: "it", ...entry } as never }], "UTC");
      const cells = draft.cellsOf({ list, entry: { id: "it", ...entry } as never });
      const csv = writeCsv(siteLists[list], [cells]);
      const fresh = new SiteDraft(around(list), "UTC");
      expect(take(fresh, list, csv)).toEqual([]);
      const [{ id: _, ...read } = { id: "" }] = fresh.of(list);
      expect(read).toEqual(entry);
      expect(take(draft, list, csv)).toEqual([]);
      expect(draft.changes()).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("docs/cranes.md names every column, and its examples are taken as they stand", () => {
  const page = readFileSync(new URL("../../../docs/cranes.md", import.meta.url), "utf8");
  const draft = new SiteDraft([], "UTC");
  for (const list of siteListNames) {
    const word = list.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const section = page.split("\n### ").find((part) => part.split("\n")[0]?.endsWith(`: \`${word}\``)) ?? "";
    const table = section.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| column"));
    const told = table
      .flatMap((line) => (line.split("|")[1] as string).replaceAll("*", "").split(/,/))
      .map((word) => word.trim());
    expect([list, ...told].sort()).toEqual([list, ...siteLists[list].columns.map(({ name }) => name)].sort());
    const csv = /```csv\n([^`]+)```/.exec(section)?.[1] ?? "";
    expect([list, take(draft, list, csv)]).toEqual([list, []]);
    expect(draft.of(list).length).toBeGreaterThan(0);
  }
});
