/** Plays files and folders of real logs to the engine of behaviour, as a scan by hand does: one owner, file by file. */

import { BehaviourEngine, type Said } from "../../src/detect/behaviour/engine.js";
import { factsOf } from "../../src/detect/behaviour/facts/row-fact.js";
import { oneOwner } from "../../src/detect/behaviour/facts/whose.js";
import { scanBatch } from "../../src/detect/fast-scanner.js";
import { IndicatorIndex } from "../../src/detect/indicator-index/indicator-index.js";
import { emptyCounts } from "../../src/detect/scanner.js";
import { readBatches } from "../../src/intake/index.js";
import { openInputs } from "../../src/intake/inputs.js";
import type { BatchMeta } from "../../src/model/index.js";
import { blockBytes, newBlockBuilder, readBlockRows } from "../../src/store/index.js";

export interface Replayed {
  readonly records: number;
  /** Milliseconds for facts and engine, without reading. */
  readonly engineMs: number;
  readonly said: readonly Said["detection"][];
}

/** `networks`: what is known as the member's own beside private addresses. */
export async function replay(
  paths: readonly string[],
  networks: readonly string[] = [],
  only: (path: string) => boolean = () => true,
): Promise<Replayed> {
  const index = new IndicatorIndex();
  const engine = new BehaviourEngine();
  const whose = oneOwner(networks);
  const said: Said["detection"][] = [];
  let records = 0;
  let engineMs = 0;
  const receivedUs = Date.UTC(2026, 10, 27) * 1000;
  for await (const input of openInputs(paths)) {
    if (!only(input.path)) continue;
    const meta: BatchMeta = {
      id: input.path,
      memberId: null,
      door: "file",
      origin: input.path,
      receivedUs,
      bytes: 0,
      mark: null,
    };
    const builder = newBlockBuilder();
    const counts = emptyCounts();
    const sink = { onHit: () => undefined, onRefused: () => undefined, rows: { builder, meta } };
    for await (const batch of readBatches(input.bytes, { fileName: input.fileName, receivedUs }))
      scanBatch(batch, index, sink, counts);
    records += counts.records;
    const before = performance.now();
    for (const block of builder.finish())
      for (const one of engine.see(factsOf(readBlockRows(blockBytes(block)), whose), input.path))
        said.push(one.detection);
    engineMs += performance.now() - before;
  }
  for (const { detection } of engine.end()) said.push(detection);
  return { records, engineMs, said };
}
