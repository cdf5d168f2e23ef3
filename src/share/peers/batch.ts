/**
 * What goes between centers: batches of numbered messages, each batch one line: its signature, a space, and the text that
 * was signed. Over the network and by file they are the same. A message says one thing: what is now known of one object,
 * as a STIX 2.1 indicator, or that it is withdrawn. Numbers rise and may leave some out: what was overtaken before it
 * was sent is not sent. `origin` is who said it first, by codes that only tell the same from another. `knownAs` is the
 * STIX object that it is in its center's TAXII, and `echoes` those objects of TAXII servers that its center has it from:
 * what is known by both ways counts once (`settle-claims.ts`).
 */
import { z } from "zod";
import { isStorable, nestsDeeper, type Problem, parseNetwork } from "../../base/index.js";
import { feedFormatOf } from "../../intel/index.js";
import { isTooWide } from "../../members/index.js";
import {
  type FeedEntry,
  type Observable,
  urgencies,
  writeIndicator,
  writeObject,
} from "../../model/index.js";
import { type Checkpoint, signedBy } from "../../store/index.js";
import { type NoticeForm, noticeKinds } from "../gate/request.js";
import { shareProblem } from "../problems.js";
import { type PeerIdentity, signedText } from "./identity.js";
import {
  batchMessagesMax,
  bodyBytesMax,
  echoesMax,
  hopsMax,
  labelMax,
  labelsMax,
  messageDepthMax,
  sequenceMax,
} from "./limits.js";

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Until the year 2255, as far as microseconds are whole numbers here. */
const timeUsMax = 9e15;
const uuid = z.string().regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** Only what is needed to number a message is demanded here: what else is wrong with it concerns it alone. */
const anyMessage = z.looseObject({ sequence: count });

const headShape = z.object({
  number: count.min(1),
  sequence: count,
  hash: hex64,
  atUs: count,
  publicKey: hex64,
  signature: z.string().max(100),
});

const batchShape = z.object({
  kind: z.literal("breakwater peer batch"),
  version: z.literal(1),
  from: hex64,
  to: hex64,
  after: count,
  upTo: count,
  /** True where the receiver is to forget what it holds of the sender before. */
  fresh: z.boolean(),
  atUs: count,
  /** The last number that the sender has of the receiver. */
  acknowledges: count,
  head: headShape.nullable(),
  messages: z.array(anyMessage).max(batchMessagesMax),
});
export type PeerBatch = z.infer<typeof batchShape>;

/** Of a random or hashed UUID only: other ids may be words that say something. */
const stixId = z.string().regex(/^indicator--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
export const isSilentId = (id: string): boolean => stixId.safeParse(id).success;

export const originShape = z.object({ center: hex64, token: hex64 });
export type Origin = z.infer<typeof originShape>;

const notStorable = "It has a NUL or half a character.";
const said = {
  sequence: count,
  kind: z.enum(noticeKinds),
  object: uuid,
  origin: originShape,
  hops: z.number().int().min(0).max(hopsMax),
  atUs: z.number().int().min(0).max(timeUsMax),
};
const messageShape = z.discriminatedUnion("withdrawn", [
  z.object({ ...said, withdrawn: z.literal(true) }),
  z.object({
    ...said,
    withdrawn: z.literal(false),
    knownAs: stixId.nullable().default(null),
    echoes: z.array(stixId).max(echoesMax).default([]),
    urgency: z.enum(urgencies).nullable(),
    met: z.enum(["2 to 4 members", "5 or more members"]).nullable(),
    upstream: z.string().max(300).refine(isStorable, notStorable).nullable(),
    content: z.record(z.string(), z.unknown()),
  }),
]);

interface Head {
  readonly kind: (typeof noticeKinds)[number];
  readonly object: string;
  readonly origin: Origin;
  readonly hops: number;
  readonly atUs: number;
}

/** The first thing that is wrong, with its place. */
export function faultOf({ issues: [issue] }: z.ZodError): string {
  const place = issue === undefined || issue.path.length === 0 ? "the whole" : issue.path.join(".");
  return `${place}: ${issue?.message ?? "unreadable"}`.slice(0, 300);
}

/** By which STIX objects of TAXII a word can be known again. */
export interface StixIds {
  readonly knownAs: string | null;
  readonly echoes: readonly string[];
}

/** The text of a message without its number, which it gets when it is queued; null where STIX has no pattern. */
export function writeMessage(head: Head, form: NoticeForm | null, ids?: StixIds): object | null {
  if (form === null) return { ...head, withdrawn: true };
  const { observable, urgency, met, upstream, tlp } = form;
  const claim = { ...form, labels: form.labels.slice(0, labelsMax) };
  const indicator = writeIndicator(observable, claim, {
    uuid: head.object,
    createdUs: head.atUs,
    modifiedUs: head.atUs,
    tlp,
  });
  return indicator === null
    ? null
    : { ...head, withdrawn: false, urgency, met, upstream, ...ids, content: writeObject(indicator) };
}

export interface Told extends StixIds {
  readonly observable: Observable;
  readonly confidence: number;
  readonly labels: readonly string[];
  readonly validFromUs: number | null;
  readonly validUntilUs: number | null;
  readonly tlp: string;
  readonly upstream: string | null;
  readonly urgency: string | null;
  readonly met: string | null;
}

export interface ReadMessage extends Head {
  readonly sequence: number;
  /** Null where it is withdrawn. */
  readonly told: Told | null;
}

/** Why what an indicator says can't be kept here: one message that no store takes would stop all that come behind it. */
function unkeepable({ observable, claim }: FeedEntry, labels: readonly string[]): string | null {
  if (![observable.value, ...labels].every(isStorable)) return notStorable;
  const times = [claim.validFromUs ?? 0, claim.validUntilUs ?? 0];
  if (times.some((us) => !Number.isInteger(us) || Math.abs(us) > timeUsMax))
    return "It has a time that is not of these centuries.";
  const network = observable.type === "cidr" ? parseNetwork(observable.value) : null;
  return network !== null && isTooWide(network)
    ? "It is a network that is wider than one company's can be."
    : null;
}

/** The id of an object where a message that can't be read has one. */
export function objectOf(unread: unknown): string | null {
  const read = z.object({ object: uuid }).safeParse(unread);
  return read.success ? read.data.object : null;
}

/** A message as it was meant, or why it can't be read. */
export function readMessage(unread: unknown): ReadMessage | Problem {
  // Whoever walks it after this, to write or to read it, goes a call deeper for each level.
  if (nestsDeeper(unread, messageDepthMax))
    return shareProblem("peer-batch", `It nests more than ${messageDepthMax} deep.`);
  const read = messageShape.safeParse(unread);
  if (!read.success) {
    return shareProblem("peer-batch", faultOf(read.error));
  }
  const message = read.data;
  const { sequence, kind, object, origin, hops, atUs } = message;
  const head = { sequence, kind, object, origin, hops, atUs };
  if (message.withdrawn) return { ...head, told: null };
  const text = JSON.stringify({ type: "bundle", objects: [message.content] });
  const items = [...(feedFormatOf("stix")?.read(text, "peer") ?? [])];
  const [entry, another] = items.flatMap((item) => (item.kind === "entry" ? [item.entry] : []));
  if (entry === undefined || another !== undefined || message.content["revoked"] === true)
    return shareProblem("peer-batch", "content: It is no indicator of one value.");
  const { observable, claim } = entry;
  const labels = (claim.labels ?? []).slice(0, labelsMax).map((label) => label.slice(0, labelMax));
  const fault = unkeepable(entry, labels);
  if (fault !== null) return shareProblem("peer-batch", `content: ${fault}`);
  return {
    ...head,
    told: {
      observable,
      confidence: Math.round(claim.confidence ?? 50),
      labels,
      validFromUs: claim.validFromUs ?? null,
      validUntilUs: claim.validUntilUs ?? null,
      tlp: claim.tlp ?? "TLP:RED",
      upstream: message.upstream,
      urgency: message.urgency,
      met: message.met,
      knownAs: message.knownAs,
      echoes: message.echoes,
    },
  };
}

export interface BatchToWrite extends Omit<PeerBatch, "kind" | "version" | "from" | "messages" | "head"> {
  readonly head: Checkpoint | null;
  /** JSON texts of objects. */
  readonly messages: readonly string[];
}

export function sealBatch(identity: PeerIdentity, { messages, head, ...batch }: BatchToWrite): string {
  const outer = JSON.stringify({
    kind: "breakwater peer batch",
    version: 1,
    from: identity.publicKey,
    ...batch,
    head,
  });
  const text = `${outer.slice(0, -1)},"messages":[${messages.join(",")}]}`;
  return `${identity.sign("batch", text)} ${text}`;
}

const refused = (detail: string): Problem => shareProblem("peer-batch", detail);

/** Opens a batch that is for this center: its form, its signature, its order. Whether its sender is a peer is asked later. */
export function openBatch(identity: PeerIdentity, line: string): PeerBatch | Problem {
  if (Buffer.byteLength(line) > bodyBytesMax) return refused(`It is longer than ${bodyBytesMax} bytes.`);
  const at = line.indexOf(" ");
  const text = line.slice(at + 1);
  let unread: unknown;
  try {
    unread = JSON.parse(text);
  } catch {
    return refused("It is no signed line of JSON.");
  }
  const read = batchShape.safeParse(unread);
  if (!read.success) {
    return refused(faultOf(read.error));
  }
  const batch = read.data;
  if (!signedBy(batch.from, signedText("batch", text), line.slice(0, Math.max(at, 0))))
    return refused("Its signature does not fit.");
  if (batch.to !== identity.publicKey) return refused("It is for another center.");
  const numbers = [batch.after, ...batch.messages.map(({ sequence }) => sequence)];
  if (numbers.some((number, place) => place > 0 && number <= (numbers[place - 1] as number)))
    return refused("Its numbers do not rise.");
  if (batch.upTo > 2 * sequenceMax) return refused(`upTo: No center gives numbers above ${2 * sequenceMax}.`);
  if ((numbers.at(-1) as number) > batch.upTo) return refused("It has numbers beyond its end.");
  return batch;
}
