/**
 * The door in the shape of Splunk's HTTP Event Collector: `/services/collector` with `/event`, `/raw`, `/ack` and
 * `/health`. 200 means safe on disk, with or without asking for acknowledgement. Of a body with broken events the
 * good ones are taken, and the answer names the first broken one; its clients never send such a body again.
 */
import { z } from "zod";
import { Problem, sha256Hex } from "../../../base/index.js";
import { parseJsonRecord } from "../../json-record.js";
import { itemsBodyBytesMax } from "../../limits.js";
import { sanitizeOrigin } from "../http.js";
import { sendAnswer } from "../http-answer.js";
import { contentOf, httpLimits, one, packingOf, wholeContent } from "../http-body.js";
import type { HttpDoor, HttpVisit } from "../http-door.js";
import { takeItems } from "../items.js";
import type { Sender } from "../sink.js";
import { HecAcks } from "./acks.js";
import { type HecCode, hecAnswer } from "./codes.js";
import { readEvents } from "./events.js";

const base = /^\/services\/collector(?:\/(event|raw|ack|health)(?:\/1\.0)?)?\/?$/;
const channelShape = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const ackBytesMax = 256 * 1024;
const askedShape = z.object({ acks: z.array(z.number().int().min(0)).max(10_000) });

export const takesHec = (path: string): boolean => base.test(path);

type Reply = readonly [code: HecCode, more?: Readonly<Record<string, number>> | undefined];

function say(visit: HttpVisit, [code, more]: Reply): void {
  const { status, body } = hecAnswer(code, more);
  sendAnswer(visit.request, visit.response, { status, type: "application/json", body });
}

function codeOf({ status }: Problem): HecCode {
  if (status === 429 || status === 503) return "server-busy";
  if (status === 401 || status === 403) return "token-invalid";
  return status >= 500 ? "internal-error" : "invalid-format";
}

/** The channel that the request names, "" for none. */
const channelOf = ({ request, query }: HttpVisit): string =>
  one(request.headers["x-splunk-request-channel"]) || (query.get("channel") ?? "");

/** A channel as this sender's own. */
const ownChannel = (sender: Sender, channel: string): string =>
  sha256Hex(JSON.stringify([sender.token ?? sender.address, channel.toLowerCase()]));

/** What is wrong with how the sender says who it is; null where it may go on. */
async function strangerAt({ request, query, sender, sink }: HttpVisit): Promise<HecCode | null> {
  const said = one(request.headers.authorization);
  if (said !== "" && sender.token === null) return "authorization-invalid";
  if (said === "" && query.has("token")) return "query-token";
  const stranger = (await sink.admit?.(sender)) ?? null;
  if (stranger === null) return null;
  return said === "" && stranger.status === 401 ? "token-required" : codeOf(stranger);
}

/** Takes the events; what to answer, but for an acknowledgement's id. */
async function takeEvents(visit: HttpVisit): Promise<Reply> {
  const held = await wholeContent(visit.request, visit.inHand, itemsBodyBytesMax);
  if (held instanceof Problem) return [codeOf(held)];
  try {
    const slice = visit.turns.slice();
    const read = await readEvents(held.bytes.toString("utf8"), slice);
    if (typeof read === "string") return [read];
    const outcomes = await takeItems(visit.sink, visit.sender, read.items, { slice });
    const failed = outcomes.find((outcome) => outcome instanceof Problem);
    if (failed instanceof Problem) return [codeOf(failed)];
    if (read.bad === null) return ["success"];
    return [read.bad.code, { "invalid-event-number": read.bad.event }];
  } finally {
    held.release();
  }
}

/** Takes the body as it is: lines or documents in any known format. */
async function takeRaw({ request, query, sender, sink }: HttpVisit): Promise<Reply> {
  const packed = packingOf(request);
  if (packed instanceof Problem) return [codeOf(packed)];
  const fileName = sanitizeOrigin(query.get("source") ?? "");
  const accepted = await sink.accept({
    sender,
    origin: fileName === "" ? sender.address : fileName,
    fileName,
    format: null,
    batchId: null,
    bytes: contentOf(request, packed, httpLimits),
    linesBefore: 0,
  });
  if (accepted instanceof Problem) return [codeOf(accepted)];
  return accepted.batches.length === 0 ? ["no-data"] : ["success"];
}

export function openHec(): HttpDoor {
  const acks = new HecAcks();
  async function answerAcks(visit: HttpVisit): Promise<void> {
    const channel = channelOf(visit);
    if (channel === "") return say(visit, ["channel-missing"]);
    if (!channelShape.test(channel)) return say(visit, ["channel-invalid"]);
    const held = await wholeContent(visit.request, visit.inHand, ackBytesMax);
    if (held instanceof Problem) return say(visit, [codeOf(held)]);
    held.release();
    const asked = askedShape.safeParse(parseJsonRecord(held.bytes.toString("utf8")));
    if (!asked.success) return say(visit, ["invalid-format"]);
    const own = ownChannel(visit.sender, channel);
    const answers = Object.fromEntries(asked.data.acks.map((id) => [id, acks.isSafe(own, id)]));
    const body = JSON.stringify({ acks: answers });
    sendAnswer(visit.request, visit.response, { status: 200, type: "application/json", body });
  }

  async function handle(visit: HttpVisit): Promise<void> {
    const what = base.exec(visit.path)?.[1] ?? "event";
    if (what === "health") return say(visit, [visit.sink.isFull?.() === true ? "queues-full" : "healthy"]);
    const stranger = await strangerAt(visit);
    if (stranger !== null) return say(visit, [stranger]);
    if (visit.method !== "POST") return say(visit, ["no-data"]);
    if (what === "ack") return answerAcks(visit);
    const channel = channelOf(visit);
    if (channel !== "" && !channelShape.test(channel)) return say(visit, ["channel-invalid"]);
    const [code, more] = what === "raw" ? await takeRaw(visit) : await takeEvents(visit);
    if (code !== "success" || channel === "") return say(visit, [code, more]);
    say(visit, [code, { ackId: acks.give(ownChannel(visit.sender, channel)) }]);
  }

  return {
    id: "hec",
    takes: takesHec,
    handle,
    refuse: (visit, problem) => say(visit, [codeOf(problem)]),
  };
}
