/**
 * From what a format says of its fields (`intake/sieve-plan.ts`) to what the kernel needs: the keys it looks for,
 * each by the last part of its path, and the number of its reading. One key may stand for several fields (`host`,
 * `dns.answers.rdata` and `dns.authorities.rdata`): the kernel then reads it in the way that covers all of them.
 */
import { assert } from "../../base/index.js";
import type { JsonSievePlan, Reading, TsvSievePlan } from "../../intake/index.js";
import { buildKeyTable, type KeyTable, type WantedKey } from "./key-table.js";
import { withRuleFields } from "./rule-keys.js";

/** Numbers of readings, as `assembly/keys.ts` has them. */
export const readings = {
  nothing: 0,
  address: 1,
  domain: 2,
  host: 3,
  target: 4,
  url: 5,
  hash: 6,
  mails: 7,
  ja3: 8,
  ja4: 9,
  name: 10,
  dn: 11,
  fingerprint: 12,
  slowly: 13,
  log: 14,
  pairedHost: 15,
  section: 16,
} as const;

const readingNumbers: Readonly<Record<Reading | "target" | "paired-host", number>> = {
  address: readings.address,
  domain: readings.domain,
  host: readings.host,
  url: readings.url,
  hash: readings.hash,
  email: readings.mails,
  mails: readings.mails,
  ja3: readings.ja3,
  ja3s: readings.ja3,
  ja4: readings.ja4,
  name: readings.name,
  dn: readings.dn,
  fingerprint: readings.fingerprint,
  target: readings.target,
  "paired-host": readings.pairedHost,
  sip: readings.slowly,
  principal: readings.slowly,
  unc: readings.slowly,
  forwarded: readings.slowly,
  any: readings.slowly,
};

/** Which reading covers which others: what the second finds, the first finds as well. */
const covers: readonly (readonly [number, number])[] = [
  [readings.host, readings.domain],
  [readings.host, readings.address],
  [readings.target, readings.url],
];

/** The reading that does for both; reading slowly does for everything. */
function covering(a: number, b: number): number {
  if (a === b) return a;
  for (const [wide, narrow] of covers) {
    if (a === wide && b === narrow) return a;
    if (b === wide && a === narrow) return b;
  }
  return readings.slowly;
}

const lastOf = (path: string) => path.slice(path.lastIndexOf(".") + 1);
const parentOf = (path: string) => lastOf(path.slice(0, Math.max(0, path.lastIndexOf("."))));

/** The keys of a JSON plan. */
export function wantedKeys(plan: JsonSievePlan): readonly WantedKey[] {
  const byName = new Map<string, { reading: number; before: Set<string> }>();
  const want = (name: string, reading: number, before: readonly string[] = []) => {
    const known = byName.get(name);
    if (known === undefined) byName.set(name, { reading, before: new Set(before) });
    else {
      known.reading = covering(known.reading, reading);
      for (const each of before) known.before.add(each);
    }
  };
  const slow = plan.slowFields;
  const isSlow = (path: string) => slow.some((field) => path === field || path.startsWith(`${field}.`));
  for (const [path, reading] of Object.entries(plan.fields)) {
    if (isSlow(path)) continue;
    const name = lastOf(path);
    const number = readingNumbers[reading] as number;
    if (name.length > 1) want(name, number, endsBefore(path));
    else {
      // One letter is too little to look for: the section it stands in is looked through.
      want(parentOf(path), readings.section);
      for (const edge of [".", "_"]) want(`${parentOf(path)}${edge}${name}`, number);
    }
  }
  want(lastOf(plan.target.path), readings.target, endsBefore(plan.target.path));
  for (const field of slow) {
    want(lastOf(field), readings.slowly, endsBefore(field));
    for (const path of Object.keys(plan.fields).filter((each) => each.startsWith(`${field}.`)))
      for (const edge of [".", "_"]) want(`${parentOf(path)}${edge}${lastOf(path)}`, readings.slowly);
  }
  return [
    ...[...byName].map(([name, { reading, before }]) => ({
      name,
      reading,
      whole: false,
      before: [...before],
    })),
    { name: lastOf(plan.target.host), reading: readings.pairedHost, whole: true },
    ...plan.logFields.map((name) => ({ name, reading: readings.log, whole: true })),
  ];
}

/** The two bytes before a path's last part where it is written in one key, dotted or with underscores. */
function endsBefore(path: string): readonly string[] {
  const parent = parentOf(path);
  return parent === "" ? [] : [`${parent.slice(-1)}.`, `${parent.slice(-1)}_`];
}

/** The table of a JSON plan, and of `ruleFields` that rules look at, which mostly carry nothing. */
export function jsonKeyTable(plan: JsonSievePlan, ruleFields: readonly string[] = []): KeyTable {
  const wanted = withRuleFields(wantedKeys(plan), ruleFields);
  const names = new Set(wanted.map((key) => key.name));
  return buildKeyTable(
    wanted,
    plan.commonFields.filter((name) => !names.has(lastOf(name))),
  );
}

export interface ColumnTable {
  /** Per column a slot number; 0 for what carries nothing. */
  readonly columns: Uint16Array;
  readonly slots: Uint8Array;
}

/** Columns after the last are asked for as well where a line has too many cells. */
const columnsRoom = 4096;
const slotBytes = 64;

/** The table of a TSV plan, and of `ruleFields` that rules look at, by the last parts of their names. */
export function tsvColumnTable(plan: TsvSievePlan, ruleFields: ReadonlySet<string> = new Set()): ColumnTable {
  assert(plan.columns.length < columnsRoom - 1, "a head's columns are bounded by its format");
  const columns = new Uint16Array(columnsRoom);
  const slots = new Uint8Array((plan.columns.length + 1) * slotBytes);
  for (const [at, { name, kind, reading }] of plan.columns.entries()) {
    if (reading === null && !ruleFields.has(lastOf(name))) continue;
    columns[at] = at + 1;
    slots[(at + 1) * slotBytes + 32] = reading === null ? readings.nothing : readingNumbers[reading];
    slots[(at + 1) * slotBytes + 40] = kind === "list" || kind === "number-list" ? 1 : 0;
  }
  return { columns, slots };
}
