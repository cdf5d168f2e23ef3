/** One relation as the book holds it: who asks whom over which port, and what of that was not told yet. */
import type { FunctionCount, OtKind, RelationNews } from "../../../model/index.js";

const functionsMax = 64;
const protocolsMax = 8;
const nameMax = 100;
const hourUs = 3600e6;

interface Counted {
  readonly name: string;
  readonly kind: OtKind;
  /** Since the relation was last told. */
  count: number;
  readonly firstUs: number;
}

export interface KnownRelation {
  readonly sender: string;
  readonly receiver: string;
  readonly transport: string;
  readonly port: number;
  protocols: string[];
  functions: Counted[];
  messages: number;
  bytes: number;
  /** Messages by hour of the day; null while all of them are of the one in `hour`, as most are. */
  hours: number[] | null;
  hour: number;
  firstUs: number;
  lastUs: number;
  toldUs: number;
}

export const newRelation = (
  { sender, receiver, transport, port }: Pick<KnownRelation, "sender" | "receiver" | "transport" | "port">,
  timeUs: number,
): KnownRelation => ({
  sender,
  receiver,
  transport,
  port,
  protocols: [],
  functions: [],
  messages: 0,
  bytes: 0,
  hours: null,
  hour: 0,
  firstUs: timeUs,
  lastUs: timeUs,
  toldUs: Number.NEGATIVE_INFINITY,
});

const hourOf = (timeUs: number): number => ((Math.floor(timeUs / hourUs) % 24) + 24) % 24;

function hoursOf({ hours, hour, messages }: KnownRelation): number[] {
  if (hours !== null) return hours;
  const all = new Array<number>(24).fill(0);
  all[hour] = messages;
  return all;
}

export function countMessage(relation: KnownRelation, timeUs: number): void {
  const hour = hourOf(timeUs);
  if (relation.messages === 0) relation.hour = hour;
  else if (relation.hours === null && hour !== relation.hour) relation.hours = hoursOf(relation);
  if (relation.hours !== null) relation.hours[hour] = (relation.hours[hour] as number) + 1;
  relation.messages++;
  if (timeUs < relation.firstUs) relation.firstUs = timeUs;
  if (timeUs > relation.lastUs) relation.lastUs = timeUs;
}

/** Each answers whether that was new. */
export function countFunction(
  relation: KnownRelation,
  called: string,
  kind: OtKind,
  timeUs: number,
): boolean {
  const name = called.length > nameMax ? called.slice(0, nameMax) : called;
  const known = relation.functions.find((one) => one.name === name);
  if (known !== undefined) {
    known.count++;
    return false;
  }
  if (relation.functions.length >= functionsMax) return false;
  relation.functions.push({ name, kind, count: 1, firstUs: timeUs });
  return true;
}

export function speaks(relation: KnownRelation, protocol: string): boolean {
  if (relation.protocols.includes(protocol) || relation.protocols.length >= protocolsMax) return false;
  relation.protocols.push(protocol);
  return true;
}

/** What is told of it now; from here on all is counted anew. */
export function relationNews(
  relation: KnownRelation,
  whose: { readonly memberId: string; readonly mark: string | null },
  nowUs: number,
): RelationNews {
  const functions: FunctionCount[] = [];
  for (const one of relation.functions) {
    if (one.count > 0) functions.push({ ...one });
    one.count = 0;
  }
  const { sender, receiver, transport, port, messages, bytes, firstUs, lastUs } = relation;
  const hours = hoursOf(relation);
  relation.messages = 0;
  relation.bytes = 0;
  relation.hours = null;
  relation.toldUs = nowUs;
  return {
    ...whose,
    sender,
    receiver,
    transport,
    port,
    protocols: [...relation.protocols].sort(),
    functions,
    messages,
    bytes,
    hours,
    firstUs,
    lastUs,
  };
}

export function openRelation(saved: unknown): KnownRelation | undefined {
  const relation = saved as Partial<KnownRelation> | null;
  if (typeof relation?.sender !== "string" || !Array.isArray(relation.functions)) return undefined;
  return structuredClone(relation) as KnownRelation;
}
