/** A center that answers over HTTP and an edge's parts beside it, for tests of what goes between the two. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../../api/index.js";
import { openTestCenter, type TestCenter } from "../../api/testing.js";
import { openLog, Problem } from "../../base/index.js";
import { IndicatorIndex } from "../../detect/index.js";
import { importEntries } from "../../intel/index.js";
import { createToken } from "../../members/index.js";
import type { FeedEntry, Observable, Tlp } from "../../model/index.js";
import { contactEveryMs, type EdgeReport, syncClaims } from "../../share/index.js";
import { type CenterLine, openCenterLine } from "./center-line.js";
import { EdgeIdentity } from "./identity.js";
import { SetKeeper } from "./set-keeper.js";
import { edgeSettings } from "./settings.js";

export const given = <T>(answer: T | Problem): T => {
  if (answer instanceof Problem) throw new Error(`${answer.title}: ${answer.detail}`);
  return answer;
};

export interface Said {
  readonly observable: Observable;
  readonly tlp?: Tlp;
  readonly confidence?: number;
  readonly labels?: readonly string[];
}

export interface TestExchange {
  readonly center: TestCenter;
  readonly address: string;
  /** Says these of the source and nothing else, as an import that replaces does. */
  feed(name: string, said: readonly Said[]): Promise<void>;
  token(memberId: string): Promise<string>;
  close(): Promise<void>;
}

export const log = openLog({ level: "silent" });
const entryOf = ({ observable, ...claim }: Said, at: number): FeedEntry => ({
  observable,
  claim,
  line: at + 1,
});

export async function openTestExchange(
  options: Parameters<typeof openTestCenter>[0] = {},
): Promise<TestExchange> {
  const center = await openTestCenter(options);
  const server = await openServer({
    center,
    ingest: (_request, response) => void response.end(),
    host: "127.0.0.1",
    port: 0,
    webFolder: "/nonexistent",
  });
  const { state, clock } = center;
  const index = new IndicatorIndex();
  center.setListed((observable, atUs) => index.lookup(observable, atUs)?.indicator ?? null);
  return {
    center,
    address: server.address,
    async feed(name, said) {
      index.removeSource(name);
      await importEntries(
        state,
        clock,
        { name, tlp: "TLP:GREEN", confidence: 50, mark: null },
        said.map(entryOf),
      );
      const kept = new Set(said.map(({ observable: { type, value } }) => `${type} ${value}`));
      const claims = await state.db
        .selectFrom("indicator_claim as c")
        .innerJoin("indicator as i", "i.id", "c.indicator_id")
        .innerJoin("intel_source as s", "s.id", "c.source_id")
        .select(["i.id", "i.type", "i.value", "s.id as source"])
        .where("s.name", "=", name)
        .execute();
      for (const { id, type, value, source } of claims)
        if (!kept.has(`${type} ${value}`))
          await state.db
            .deleteFrom("indicator_claim")
            .where("indicator_id", "=", id)
            .where("source_id", "=", source)
            .execute();
      for (const { observable, tlp = "TLP:GREEN", confidence = 50, labels = [] } of said)
        index.add(observable, {
          source: name,
          tlp,
          confidence,
          labels,
          validFromUs: null,
          validUntilUs: null,
        });
      await syncClaims(state, clock);
    },
    token: async (memberId) =>
      given(await createToken(state.db, clock, { memberId, name: "edge", scopes: ["edge"] })).token,
    close: async () => {
      await server.close();
      await center.close();
    },
  };
}

export interface TestEdge {
  readonly folder: string;
  readonly identity: EdgeIdentity;
  readonly line: CenterLine;
  readonly set: SetKeeper;
  /** Reports and takes all pages; answers their bytes. */
  pull(): Promise<string>;
  report(change?: Partial<EdgeReport>): EdgeReport;
  close(): void;
}

export async function openTestEdge(address: string, token: string, known?: string): Promise<TestEdge> {
  const folder = known ?? mkdtempSync(join(tmpdir(), "breakwater-edge-"));
  const identity = given(await EdgeIdentity.open(folder, null));
  const settings = edgeSettings.parse({ center: address });
  const line = given(openCenterLine(settings, identity.now.id, token, new AbortController().signal));
  const set = new SetKeeper({ folder: join(folder, "set"), log, identity, onSwap: () => undefined });
  await set.open();
  const report = (change: Partial<EdgeReport> = {}): EdgeReport => ({
    name: "an edge",
    version: "0",
    nowUs: contactEveryMs,
    set: { epoch: 0, sequence: 0, currentUs: null, indicators: 0, blind: 0 },
    waiting: { bytes: 0, bytesMax: 1, oldestUs: null, merged: 0, dropped: 0 },
    records: 0,
    doors: [],
    ...change,
  });
  return {
    folder,
    identity,
    line,
    set,
    report,
    async pull() {
      const answer = await line.contact(report());
      if ("problem" in answer) throw new Error(answer.problem.code);
      const met = await identity.meet(answer);
      if (met !== null) throw new Error(met.code);
      let bytes = "";
      for (let more = true; more; ) {
        const { at } = set;
        const page = await line.page(at);
        if (!Buffer.isBuffer(page)) throw new Error(page.problem.code);
        bytes += page.toString("utf8");
        more = given(await set.take(page, at)).more;
      }
      return bytes;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
