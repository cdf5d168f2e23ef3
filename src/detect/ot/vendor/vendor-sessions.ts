/**
 * Vendors' remote sessions while they go on: begun by the first record of remote access by a vendor's account or address,
 * over when nothing is seen of it for half an hour, and held against the terminal's work orders all the time. What is written
 * from it to controllers meanwhile is noted, and what is loaded, stopped or started by machines it works on.
 * Pure of clocks and lots: the same records give the same sessions.
 * Bound: 256 open sessions of a member, each with 32 targets and changes; beyond it the one unseen longest is closed. Of
 * those that closed and were not asked for yet as many; more are dropped, and counted.
 */
import {
  graveKinds,
  type SessionChange,
  type SessionVerdict,
  stateChangingKinds,
  type VendorAccess,
} from "../../../model/index.js";
import type { Fact } from "../../behaviour/fact.js";
import { shortened } from "../record-ends.js";
import type { Site } from "../site.js";
import { remoteAccessOf } from "./remote-access.js";

export const sessionGapUs = 30 * 60e6;
/** After the end of its order, before it is past it. */
const graceUs = 15 * 60e6;
const openMax = 256;
const closedMax = 256;
const listMax = 32;
/** Names of accounts are what somebody typed. */
const textMax = 120;

export interface VendorSession {
  readonly key: string;
  readonly vendor: string;
  accounts: string[];
  readonly source: string;
  targets: string[];
  services: string[];
  craneIds: string[];
  startUs: number;
  endUs: number;
  isOpen: boolean;
  orders: { readonly id: string; readonly number: string; readonly title: string }[];
  verdict: SessionVerdict;
  changes: { receiver: string; function: string; kind: SessionChange["kind"]; count: number }[];
}

export class VendorSessions {
  readonly #open = new Map<string, VendorSession>();
  /** Closed for want of room, and not yet asked for. */
  #closed: VendorSession[] = [];
  dropped = 0;

  constructor(saved: unknown = null) {
    const { open, closed, dropped } = (saved ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof dropped === "number") this.dropped = dropped;
    for (const one of Array.isArray(open) ? (open as VendorSession[]) : [])
      if (typeof one?.key === "string") this.#open.set(placeOf(one), structuredClone(one));
    if (Array.isArray(closed)) this.#closed = structuredClone(closed as VendorSession[]);
  }

  get size(): number {
    return this.#open.size;
  }

  /** The session that the record begins, continues or changes; null where it is of none. */
  see(fact: Fact, site: Site | null): VendorSession | null {
    if (site === null || site.lists.vendors.length === 0) return null;
    if (fact.ot !== null) return this.#noteChange(fact, site);
    const isEnd = fact.source !== "" || fact.login !== null;
    const access = isEnd ? remoteAccessOf(fact) : null;
    if (access === null) return null;
    const coming = site.vendorOf(access.account, fact.source);
    // A machine that dials out to its maker lets it in as well.
    const vendor = coming ?? site.vendorOf("", fact.destination);
    if (vendor === null) return null;
    const source = coming === null ? fact.destination : fact.source;
    const target = coming === null ? fact.source : fact.destination || (fact.login?.server ?? "");
    const session = this.#sessionAt(vendor, source, fact.timeUs);
    add(session.accounts, access.account);
    add(session.services, access.service);
    add(session.targets, target);
    add(session.craneIds, site.craneOf(target)?.id ?? "");
    session.startUs = Math.min(session.startUs, fact.timeUs);
    session.endUs = Math.max(session.endUs, access.endUs);
    judge(session, site);
    return session;
  }

  /** Sessions that are over by then; they are not told of again. */
  over(nowUs: number): readonly VendorSession[] {
    const over = this.#closed;
    this.#closed = [];
    for (const [place, session] of this.#open) {
      if (session.endUs + sessionGapUs > nowUs) continue;
      this.#open.delete(place);
      over.push(session);
    }
    for (const session of over) session.isOpen = false;
    return over;
  }

  save(): unknown {
    return structuredClone({ open: [...this.#open.values()], closed: this.#closed, dropped: this.dropped });
  }

  #sessionAt(vendor: VendorAccess, source: string, timeUs: number): VendorSession {
    const place = `${vendor.vendor}\n${source}`;
    const known = this.#open.get(place);
    if (known !== undefined && timeUs <= known.endUs + sessionGapUs) return known;
    if (known !== undefined) this.#close(known);
    else if (this.#open.size >= openMax) {
      const [oldest] = [...this.#open.values()].sort((a, b) => a.endUs - b.endUs);
      if (oldest !== undefined) this.#close(oldest);
      this.dropped++;
    }
    const session: VendorSession = {
      key: `${vendor.vendor} ${source} ${timeUs}`,
      vendor: vendor.vendor,
      accounts: [],
      source,
      targets: [],
      services: [],
      craneIds: [],
      startUs: timeUs,
      endUs: timeUs,
      isOpen: true,
      orders: [],
      verdict: "no order",
      changes: [],
    };
    this.#open.set(place, session);
    return session;
  }

  #close(session: VendorSession): void {
    this.#open.delete(placeOf(session));
    this.#closed.push(session);
    if (this.#closed.length <= closedMax) return;
    this.#closed.shift();
    this.dropped++;
  }

  /** From the session's own address everything that changes something; from machines it works on what no daily work has. */
  #noteChange(fact: Fact, site: Site): VendorSession | null {
    const { ot } = fact;
    if (ot === null || this.#open.size === 0 || !ot.isRequest || !ot.counts || ot.error !== "") return null;
    if (!stateChangingKinds.has(ot.kind)) return null;
    for (const session of this.#open.values()) {
      const isWithin = fact.timeUs >= session.startUs && fact.timeUs <= session.endUs + sessionGapUs;
      const isItsOwn = ot.sender === session.source;
      if (!isWithin || !(isItsOwn || (graveKinds.has(ot.kind) && session.targets.includes(ot.sender))))
        continue;
      const { receiver, function: name, kind } = ot;
      const known = session.changes.find((one) => one.receiver === receiver && one.function === name);
      if (known !== undefined) known.count++;
      else if (session.changes.length < listMax)
        session.changes.push({ receiver, function: name, kind, count: 1 });
      add(session.craneIds, site.craneOf(receiver)?.id ?? "");
      if (isItsOwn) session.endUs = Math.max(session.endUs, fact.timeUs);
      judge(session, site);
      return session;
    }
    return null;
  }
}

const placeOf = ({ vendor, source }: VendorSession): string => `${vendor}\n${source}`;

function add(list: string[], text: string): void {
  if (text === "" || list.length >= listMax) return;
  const short = shortened(text, textMax);
  if (!list.includes(short)) list.push(short);
}

/** Against the work orders as they now stand: one that was written down late counts. */
function judge(session: VendorSession, site: Site): void {
  const { vendor, startUs, endUs, craneIds, targets, changes } = session;
  const orders = site.ordersOfVendor(vendor, startUs, endUs);
  session.orders = orders.slice(0, 8).map(({ id, number, title }) => ({ id, number, title }));
  /** Machines that it reached or changed, with the cranes they are of. */
  const cranesOf = new Map(
    [...targets, ...changes.map(({ receiver }) => receiver)].flatMap((address) => {
      const asset = site.assetOf(address);
      return asset === null ? [] : [[asset.id, asset.craneId] as const];
    }),
  );
  const covers = (craneId: string) =>
    orders.some(
      (order) =>
        (order.craneIds.length === 0 && order.assetIds.length === 0) ||
        order.craneIds.includes(craneId) ||
        order.assetIds.some((id) => cranesOf.get(id) === craneId),
    );
  if (orders.length === 0) session.verdict = "no order";
  else if (!craneIds.every(covers)) session.verdict = "other crane";
  else if (endUs > Math.max(...orders.map((order) => order.endUs)) + graceUs)
    session.verdict = "past its end";
  else session.verdict = "matched";
}
