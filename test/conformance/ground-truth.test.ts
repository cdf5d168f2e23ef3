/**
 * Our hits beside those of plain set operations over the same files, done by other means
 * (`12-ground-truth/feed-matches.json`). Every pair of a log and a feed must come out equal, or stand in
 * `differences` with our figures and the rule that makes them differ. The truth looks at a few fields only (its
 * README names them), so only hits in those fields are compared.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { emptyCounts, IndicatorIndex, scanBatch } from "../../src/detect/index.js";
import { openInputs, readBatches } from "../../src/intake/index.js";
import { loadFeeds } from "../../src/intel/index.js";
import type { Hit } from "../../src/model/index.js";
import { differences, type Rule } from "./ground-truth-differences.js";

const root = process.env["BREAKWATER_TEST_DATA"] ?? resolve(import.meta.dirname, "../../../shared/data");
const truthFile = join(root, "12-ground-truth/feed-matches.json");

interface Pair {
  readonly log: string;
  readonly feed: string;
  readonly kind: string;
  readonly distinct_indicators_hit?: number;
  readonly distinct_values_hit?: number;
  readonly record_field_hits: number;
}

const addressFields = new Set(["id.orig_h", "id.resp_h", "id_orig_h", "id_resp_h", "src_ip", "dest_ip"]);
const nameFields = new Set(["query", "server_name", "host", "dns.rrname", "tls.sni", "http.hostname"]);

const indexes = new Map<string, Promise<IndicatorIndex>>();

/** The index of one feed as the truth names it: a file, `folder/**`, or `folder/*.tar.gz`, with remarks behind. */
function indexOf(feed: string, rule?: Rule): Promise<IndicatorIndex> {
  const path = join(root, feed.replace(/ \(.*$/, "").replace(/\/\*.*$/, ""));
  const key = `${path} ${rule?.sentence ?? ""}`;
  let building = indexes.get(key);
  if (building === undefined) {
    building = build(path, rule);
    indexes.set(key, building);
  }
  return building;
}

async function build(path: string, rule?: Rule): Promise<IndicatorIndex> {
  const index = new IndicatorIndex();
  await loadFeeds([path], {
    entry: (listed, claim) => index.add(rule?.asTheTruthReads(listed) ?? listed, claim),
  });
  return index;
}

/** What a hit counts for under a kind of the truth: the indicator or value that is counted once, or null. */
function counted(kind: string, hit: Hit): string | null {
  const { observable } = hit;
  const met = [hit.indicator, ...hit.also].map((indicator) => indicator.observable);
  const exact = met.some((each) => each.type === observable.type && each.value === observable.value);
  if (kind === "ip-exact") return addressFields.has(hit.field) && exact ? observable.value : null;
  if (!nameFields.has(hit.field) || observable.type !== "domain") return null;
  if (kind === "domain-exact") return exact ? observable.value : null;
  return met.some((each) => each.type === "domain" && each.value !== observable.value)
    ? observable.value
    : null;
}

async function scanPair(pair: Pair, rule?: Rule): Promise<{ distinct: number; hits: number }> {
  const index = await indexOf(pair.feed, rule);
  const distinct = new Set<string>();
  let hits = 0;
  for await (const input of openInputs([join(root, pair.log)])) {
    for await (const batch of readBatches(input.bytes, { fileName: input.fileName, receivedUs: 0 })) {
      const onHit = (hit: Hit) => {
        const what = counted(pair.kind, hit);
        if (what === null) return;
        distinct.add(what);
        hits++;
      };
      scanBatch(batch, index, { onHit, onRefused: () => {} }, emptyCounts());
    }
  }
  return { distinct: distinct.size, hits };
}

describe.skipIf(!existsSync(truthFile))("the ground truth of feeds met in logs", () => {
  const pairs: readonly Pair[] = existsSync(truthFile) ? JSON.parse(readFileSync(truthFile, "utf8")) : [];
  const rows: string[] = [];
  const short = (kind: string) => kind.replace(/ .*/, "");
  const named = pairs.map((pair) => ({
    pair: { ...pair, kind: short(pair.kind) },
    name: `${pair.log.replace("01-network/", "")} with ${pair.feed.replace("03-indicators/", "")}: ${short(pair.kind)}`,
  }));

  test.each(named.map(({ name, pair }) => [name, pair] as const))("%s", async (name, pair) => {
    const ours = await scanPair(pair);
    const truth = {
      distinct: pair.distinct_indicators_hit ?? pair.distinct_values_hit,
      hits: pair.record_field_hits,
    };
    const difference = differences[name];
    const same = ours.distinct === truth.distinct && ours.hits === truth.hits;
    rows.push(
      `${name}: ${truth.distinct} / ${truth.hits} by the truth, ${ours.distinct} / ${ours.hits} by us` +
        (same ? "" : `: ${difference?.rule.sentence ?? "NOT EXPLAINED"}`),
    );
    expect(ours).toEqual(difference?.ours ?? truth);
    if (difference !== undefined) {
      expect(same, "a difference that is none any more: take it out").toBe(false);
      expect(await scanPair(pair, difference.rule), "the rule must explain the whole difference").toEqual(
        truth,
      );
    }
  });

  test("every explained difference is of a pair there is", () => {
    const names = new Set(named.map(({ name }) => name));
    expect(Object.keys(differences).filter((name) => !names.has(name))).toEqual([]);
  });

  afterAll(() => {
    console.log(rows.join("\n"));
  });
});
