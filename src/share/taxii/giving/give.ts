/**
 * Gives what the center's sources say to another server's collection, batch after batch in the order of exchange (TAXII
 * 2.1, section 5.5). A batch has its receipt and is noted before it leaves, and the place moves on only when the server
 * is through with it; so a run that ends anywhere is gone on with, and what may have arrived can be taken back. Every
 * loop here is bounded, whatever the server answers.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, Problem, sha256Hex } from "../../../base/index.js";
import { inTransaction, type State } from "../../../store/index.js";
import { writeReceipts } from "../../gate/receipts.js";
import { shareProblem } from "../../problems.js";
import type { OtherServer } from "../../settings.js";
import { type AskServer, objectsOf } from "../others/ask-server.js";
import { taxiiTime } from "../times.js";
import {
  type Awaited_,
  type GivingPlace,
  givenTo,
  noteAwaited,
  noteEnd,
  noteLeaving,
  noteTaken,
  openGiving,
} from "./giving-state.js";
import { type Batch, type Bounds, nextBatch, type Recipe } from "./next-batch.js";
import { readContentMax, readVerdict, type Verdict } from "./read-answer.js";

export const givingLimits = {
  objects: 1000,
  bytesMax: 8 * 1024 * 1024,
  /** Where the API root says nothing of its own. */
  bytesUnknown: 1024 * 1024,
  /** In one run: at a thousand objects each, two million. */
  batches: 2000,
  /** Waits between two looks at a status, milliseconds. */
  looks: [250, 500, 1000, 2000, 4000],
  /** After this a batch whose status never ends is sent again. */
  patienceUs: 3600e6,
  /** Times in one run that a status may be lost. */
  forgotten: 3,
  answerBytes: 4 * 1024 * 1024,
} as const;

export interface Giving extends Omit<Recipe, "server"> {
  readonly state: State;
  readonly clock: Clock;
  /** The community's that the gate was made of. */
  readonly revision: string;
  /** Waits that many milliseconds; a test's may not. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

export interface Given {
  /** Objects that the server took. */
  readonly given: number;
  readonly problem: Problem | null;
}

/** The addresses of a collection's API root (`{root}/collections/{id}/`); null where it has another form. */
function rootOf(collection: string): URL | null {
  const objects = objectsOf(collection);
  return /\/collections\/[^/]+\/objects\/$/.test(objects.pathname) ? new URL("../../../", objects) : null;
}

class Run {
  readonly #giving: Giving;
  readonly #server: OtherServer;
  readonly #ask: AskServer;
  readonly #collection: string;
  readonly #root: URL | null;
  #bounds: Bounds | null = null;
  #given = 0;
  #refused = 0;
  #words = "";

  constructor(giving: Giving, server: OtherServer, ask: AskServer) {
    this.#giving = giving;
    this.#server = server;
    this.#ask = ask;
    this.#collection = givenTo(server);
    this.#root = rootOf(this.#collection);
  }

  get given(): number {
    return this.#given;
  }

  get note(): string {
    if (this.#refused === 0) return "";
    const said = this.#words === "" ? "without saying why" : `the last with: ${this.#words}`;
    return `It did not take ${this.#refused} objects, ${said}`;
  }

  /** Until all is given or it can't go on: null, or why, with the seconds that the server asked to wait. */
  async go({ afterUs, awaits }: GivingPlace): Promise<Extract<Verdict, { kind: "failed" }> | null> {
    let place = afterUs;
    let waiting = awaits;
    let forgotten = 0;
    for (let batches = 0; batches < givingLimits.batches; batches += 1) {
      if (waiting !== null) {
        const verdict = await this.#settle(waiting);
        if (verdict.kind === "failed") return verdict;
        if (verdict.kind === "done") place = waiting.untilUs;
        else {
          await noteAwaited(this.#giving.state, this.#server.name, null);
          if (++forgotten > givingLimits.forgotten)
            return failed("It forgets what it was given before it says whether it took it.");
        }
        waiting = null;
        continue;
      }
      const bounds = this.#bounds ?? { objects: givingLimits.objects, bytes: givingLimits.bytesUnknown };
      const batch = await nextBatch(this.#giving.state.db, this.#recipe(), place, bounds);
      if (batch.sendings.length === 0) {
        await this.#take([], 0, batch.untilUs);
        place = batch.untilUs;
        if (batch.isLast) return null;
        // Nothing was asked of the server.
        batches -= 1;
        continue;
      }
      if (this.#bounds === null) {
        const asked = await this.#askBounds();
        if ("kind" in asked) return asked;
        this.#bounds = asked;
        continue;
      }
      const verdict = await this.#send(batch);
      if (verdict.kind === "failed") return verdict;
      if (verdict.kind === "done") {
        place = batch.untilUs;
        if (batch.isLast) return null;
      } else if (verdict.kind === "pending")
        waiting = {
          status: verdict.status,
          ids: batch.sendings.map(({ givenId }) => givenId),
          untilUs: batch.untilUs,
          sinceUs: this.#giving.clock.nowUs(),
        };
    }
    return failed(`More than ${givingLimits.batches} batches are to be given; the next run goes on.`);
  }

  #recipe(): Recipe {
    const { gate, heldBack } = this.#giving;
    return { gate, heldBack, server: this.#server };
  }

  async #askBounds(): Promise<Bounds | Extract<Verdict, { kind: "failed" }>> {
    if (this.#root === null) return { objects: givingLimits.objects, bytes: givingLimits.bytesUnknown };
    const answer = await this.#ask({ url: this.#root.href, bytesMax: givingLimits.answerBytes });
    if (answer instanceof Problem) return { kind: "failed", problem: answer, waitS: null };
    const bytes = readContentMax(answer) ?? givingLimits.bytesUnknown;
    return { objects: givingLimits.objects, bytes: Math.min(bytes, givingLimits.bytesMax) };
  }

  /** Sends one batch; `too-large` has made the bounds smaller, and is a reason to try again. */
  async #send(batch: Batch): Promise<Exclude<Verdict, { kind: "forgotten" }>> {
    const { sendings, untilUs } = batch;
    const ids = sendings.map(({ givenId }) => givenId);
    const envelope = `{"objects":[${sendings.map(({ content }) => content).join(",")}]}`;
    await this.#receipt(batch, envelope);
    const url = objectsOf(this.#collection).href;
    const verdict = readVerdict(
      await this.#ask({ url, envelope, bytesMax: givingLimits.answerBytes }),
      new Set(ids),
    );
    if (verdict.kind === "done") await this.#done(ids, untilUs, verdict);
    if (verdict.kind === "pending") {
      const { nowUs } = this.#giving.clock;
      const awaits = { status: verdict.status, ids, untilUs, sinceUs: nowUs() };
      await noteAwaited(this.#giving.state, this.#server.name, awaits);
    }
    if (verdict.kind === "forgotten")
      return failed("It has no such collection, or lets nobody write to it who asks like this.");
    if (verdict.kind !== "too-large") return verdict;
    // What is said of one claim is not torn apart.
    if (new Set(sendings.map(({ stixId }) => stixId)).size === 1) {
      const why = "It is too large for the server.";
      const alone = { failures: new Map(ids.map((id) => [id, why])), unnamed: false };
      await this.#done(ids, untilUs, alone);
      return { kind: "done", ...alone };
    }
    this.#bounds = { objects: Math.ceil(sendings.length / 2), bytes: Math.ceil(envelope.length / 2) };
    return verdict;
  }

  /** Asks for the status of a batch a few times. */
  async #settle(awaits: Awaited_): Promise<Extract<Verdict, { kind: "done" | "failed" | "forgotten" }>> {
    const { wait = sleep, clock } = this.#giving;
    const sent = new Set(awaits.ids);
    if (this.#root === null) return failed("It works on it, and its API root is not to be seen.");
    const url = new URL(`status/${awaits.status}/`, this.#root).href;
    for (const ms of givingLimits.looks) {
      const verdict = readVerdict(await this.#ask({ url, bytesMax: givingLimits.answerBytes }), sent);
      if (verdict.kind === "done") {
        await this.#done(awaits.ids, awaits.untilUs, verdict);
        return verdict;
      }
      // Also where it answers nonsense for a status: otherwise nothing would go there ever again.
      if (verdict.kind === "forgotten" || clock.nowUs() - awaits.sinceUs > givingLimits.patienceUs)
        return { kind: "forgotten" };
      if (verdict.kind === "failed") return verdict;
      if (verdict.kind === "too-large") return failed("It answered 413 for a status.");
      await wait(ms);
    }
    return failed(`It works on ${awaits.ids.length} objects since ${taxiiTime(awaits.sinceUs)}.`);
  }

  async #done(
    ids: readonly string[],
    untilUs: number,
    { failures, unnamed }: Pick<Extract<Verdict, { kind: "done" }>, "failures" | "unnamed">,
  ): Promise<void> {
    // Where it doesn't say which failed, none counts as taken: all go once more when all is decided anew.
    const taken = unnamed ? [] : ids.filter((id) => !failures.has(id));
    const refused = unnamed ? Math.max(failures.size, 1) : failures.size;
    this.#words = [...failures.values()].at(-1) ?? this.#words;
    await this.#take(taken, refused, untilUs);
  }

  async #take(taken: readonly string[], refused: number, untilUs: number): Promise<void> {
    await noteTaken(this.#giving.state, this.#server.name, { taken, refused, untilUs });
    this.#given += taken.length;
    this.#refused += refused;
  }

  async #receipt({ sendings, untilUs }: Batch, envelope: string): Promise<void> {
    const { state, clock } = this.#giving;
    const { name } = this.#server;
    await inTransaction(state.db, async (tx) => {
      await noteLeaving(tx, name, sendings);
      const receipt = {
        objectKind: "taxii-batch",
        objectId: `${name} ${taxiiTime(untilUs)}`,
        recipientKind: "server",
        recipientId: name,
        channel: "taxii",
        released: true,
        rule: "server-given",
        reason: `${sendings.length} objects, ${sendings.filter(({ revoked }) => revoked).length} of them taken back.`,
        formHash: sha256Hex(envelope),
        mark: null,
      } as const;
      await writeReceipts(tx, clock, [receipt]);
    });
  }
}

const failed = (detail: string): Extract<Verdict, { kind: "failed" }> => ({
  kind: "failed",
  problem: shareProblem("taxii-other", detail),
  waitS: null,
});

export async function giveTo(giving: Giving, server: OtherServer, ask: AskServer | Problem): Promise<Given> {
  const { state, clock, revision, heldBack } = giving;
  const madeOf = JSON.stringify([revision, server.give, [...heldBack].sort()]);
  const place = await openGiving(state, clock, server, madeOf);
  let given = 0;
  let note = "";
  let end: Extract<Verdict, { kind: "failed" }> | null;
  if (ask instanceof Problem) end = { kind: "failed", problem: ask, waitS: null };
  else {
    const run = new Run(giving, server, ask);
    end = await run.go(place);
    ({ given, note } = run);
  }
  await noteEnd(state, server.name, {
    succeededUs: end === null ? clock.nowUs() : null,
    isFailure: end !== null,
    waitUntilUs: end?.waitS === null || end === null ? 0 : clock.nowUs() + end.waitS * 1e6,
    note: end?.problem.detail ?? note,
  });
  return { given, problem: end?.problem ?? null };
}
