/**
 * What is heard in one member's control network. Ends of its messages are assets at once where both are known to speak: who
 * asks does, and who is asked over TCP or on layer 2; who is only asked over UDP waits for its first word. Connections count
 * where one end is such an asset, or is on the terminal's list, or in a zone of kind control or safety; whoever talks to
 * these from inside is an asset too. Everything is told when it is new or has changed; that it was heard again at most every
 * five minutes of the records' time.
 *
 * Bound: 5,000 assets and 20,000 relations, some 12 MB; beyond it what was heard longest ago is forgotten here, not in the
 * store. What was forgotten before it was told is counted as dropped, and not told.
 */

import { type AssetNews, graveKinds, type RelationNews, stateChangingKinds } from "../../../model/index.js";
import type { Fact } from "../../behaviour/fact.js";
import { textAt } from "../../behaviour/facts/native-fields.js";
import { KeptMap } from "../../behaviour/sketches/kept-map.js";
import { isOnTheInternet } from "../internet.js";
import type { OtMessage } from "../message.js";
import { shortened } from "../record-ends.js";
import type { Site } from "../site.js";
import { type Ends, endsOf, isNobody } from "./ends.js";
import {
  assetNews,
  isMac,
  type KnownAsset,
  learnAnswering,
  learnAsking,
  learnEvidence,
  learnIdentity,
  learnMac,
  learnProtocol,
  newAsset,
  openAsset,
  place,
} from "./known-asset.js";
import {
  countFunction,
  countMessage,
  type KnownRelation,
  newRelation,
  openRelation,
  relationNews,
  speaks,
} from "./known-relation.js";
import { carryingEvidence, offeringEvidence } from "./roles.js";

export interface MemberBounds {
  readonly assets: number;
  readonly relations: number;
  readonly macs: number;
}
export const memberBounds: MemberBounds = { assets: 5_000, relations: 20_000, macs: 5_000 };
/** News of one kind that a batch tells at most; a flood's others are told with the next. */
const newsMax = 2_000;
/** Of the records' time. */
export const toldEveryUs = 5 * 60e6;
/** A MAC address with so many addresses behind it is a router's, and tells nothing of them. */
const carriedMax = 3;
/** A record's own fields are read for MAC addresses in so many first records of an asset, and in one of so many then. */
const lookFirst = 3;
const lookEvery = 1_000;

export class MemberBook {
  readonly #whose: { readonly memberId: string; readonly mark: string | null };
  readonly #assets: KeptMap<KnownAsset>;
  readonly #relations: KeptMap<KnownRelation>;
  /** Addresses behind a MAC address. */
  readonly #carried: KeptMap<string[]>;
  /** To be told at once, and to be told when it is time. */
  readonly #changed = new Set<KnownAsset | KnownRelation>();
  readonly #waiting = new Set<KnownAsset | KnownRelation>();
  #site: Site | null = null;
  #nextUs = Number.POSITIVE_INFINITY;
  nowUs = Number.NEGATIVE_INFINITY;

  constructor(
    whose: { readonly memberId: string; readonly mark: string | null },
    saved: unknown = null,
    bounds: MemberBounds = memberBounds,
  ) {
    this.#whose = whose;
    const state = (saved ?? {}) as Readonly<Record<string, unknown>>;
    // What is held no more is told no more: a flood would wait here without a bound, and a kill would forget it.
    const forget = (_: string, one: KnownAsset | KnownRelation) => {
      this.#changed.delete(one);
      this.#waiting.delete(one);
    };
    this.#assets = KeptMap.open(bounds.assets, state["assets"], openAsset, forget);
    this.#relations = KeptMap.open(bounds.relations, state["relations"], openRelation, forget);
    this.#carried = KeptMap.open(bounds.macs, state["carried"], (list) =>
      Array.isArray(list) ? (list as string[]).slice(0, carriedMax) : undefined,
    );
    if (typeof state["nowUs"] === "number") this.nowUs = state["nowUs"];
    for (const [, one] of [...this.#assets.entries(), ...this.#relations.entries()])
      if (one.toldUs === Number.NEGATIVE_INFINITY) this.#changed.add(one);
      else if (("address" in one ? one.records : one.messages) > 0) this.#wait(one);
  }

  get held(): { readonly assets: number; readonly relations: number; readonly dropped: number } {
    return {
      assets: this.#assets.size,
      relations: this.#relations.size,
      dropped: this.#assets.dropped + this.#relations.dropped,
    };
  }

  /** From now on this is what the member says of its network. */
  place(site: Site | null): void {
    this.#site = site;
    for (const [, asset] of this.#assets.entries()) if (place(asset, site)) this.#changed.add(asset);
  }

  /** A message of a control network. */
  hear(fact: Fact, ot: OtMessage, timeUs: number): void {
    this.nowUs = Math.max(this.nowUs, timeUs);
    const ends = endsOf(fact, ot);
    if (ends === null) return;
    const { client, server } = ends;
    const asker = this.#assetAt(client, timeUs);
    const answers = ot.sender === server || ends.transport !== "udp";
    const asked = answers || this.#assets.get(server) !== undefined ? this.#assetAt(server, timeUs) : null;
    for (const asset of [asker, asked]) {
      if (asset === null) continue;
      if (!asset.isOt) {
        asset.isOt = true;
        this.#assets.matters(asset.address);
        this.#changed.add(asset);
      }
      this.#note(asset, learnProtocol(asset, ot.protocol));
      this.#look(asset, fact);
    }
    const { kind } = ot;
    const says = kind !== "reply" && kind !== "unknown" && kind !== "session" && ot.error === "";
    if (asked !== null && (ot.sender === server || (says && ot.isRequest)))
      this.#note(asked, learnAnswering(asked, ot.protocol));
    if (
      asker !== null &&
      ot.isRequest &&
      (kind === "read" || kind === "subscribe" || stateChangingKinds.has(kind))
    )
      this.#note(asker, learnAsking(asker, server, stateChangingKinds.has(kind), graveKinds.has(kind)));
    if (ot.identity !== null) {
      const named = ot.sender === client ? asker : asked;
      if (named !== null) this.#note(named, learnIdentity(named, ot.identity));
    }
    if (isNobody(server) || asker === null) return;
    const relation = this.#relationOf(ends, timeUs);
    countMessage(relation, timeUs);
    let isNew = speaks(relation, ot.protocol);
    if (ot.counts && ot.function !== "" && (ot.isRequest || kind === "notify"))
      isNew = countFunction(relation, ot.function, kind, timeUs) || isNew;
    this.#note(relation, isNew);
  }

  /** Any other record: a connection of an asset, or what names one. */
  overhear(fact: Fact, timeUs: number): void {
    if (fact.log === "zeek-dhcp" || fact.log === "zeek-software") {
      this.#readNames(fact, timeUs);
      return;
    }
    const { source, destination } = fact;
    if (!this.#isOt(source) && !this.#isOt(destination)) return;
    const { connection } = fact;
    // A sensor may tell of a question for a name alone, without the connection: a modem shows itself by no more.
    if ((connection === null && fact.dns === null) || isNobody(destination)) return;
    const ends = endsOf(fact, null);
    if (ends === null) return;
    this.nowUs = Math.max(this.nowUs, timeUs);
    const { client, server, port } = ends;
    const asker = this.#isInside(client, fact) ? this.#assetAt(client, timeUs) : null;
    if (asker !== null) this.#look(asker, fact);
    if (connection === null) return;
    const { state, bytesIn, bytesOut } = connection;
    const isAnswered = state === "established" || (state === "unknown" && (bytesIn ?? 0) > 0);
    if (!isAnswered) return;
    const asked = this.#isInside(server, fact) ? this.#assetAt(server, timeUs) : null;
    if (asked !== null) {
      this.#look(asked, fact);
      this.#note(asked, learnEvidence(asked, `offers ${port}`, offeringEvidence(port)));
    }
    const relation = this.#relationOf(ends, timeUs);
    countMessage(relation, timeUs);
    relation.bytes += (bytesIn ?? 0) + (bytesOut ?? 0);
    const service = serviceName(fact.service, ends);
    this.#note(relation, relation.protocols.length === 0 && speaks(relation, service));
  }

  /** What is new, has changed, or was last told five minutes ago; with `all` everything that was not told yet. */
  take(assets: AssetNews[], relations: RelationNews[], all = false): void {
    const most = all ? Number.POSITIVE_INFINITY : newsMax;
    for (const one of this.#changed) {
      if (assets.length >= most || relations.length >= most) return;
      this.#changed.delete(one);
      this.#tell(one, assets, relations);
    }
    if (!all && this.nowUs < this.#nextUs) return;
    this.#nextUs = Number.POSITIVE_INFINITY;
    for (const one of this.#waiting) {
      const dueUs = one.toldUs + toldEveryUs;
      const hasRoom = assets.length < most && relations.length < most;
      if (all || (hasRoom && this.nowUs >= dueUs)) this.#tell(one, assets, relations);
      else this.#nextUs = Math.min(this.#nextUs, dueUs);
    }
  }

  save(): unknown {
    // What waits to be told at once is told at once after a kill as well.
    const plain = <T extends KnownAsset | KnownRelation>(one: T): T => ({
      ...structuredClone(one),
      ...(this.#changed.has(one) ? { toldUs: Number.NEGATIVE_INFINITY } : {}),
    });
    return {
      assets: this.#assets.save(plain),
      relations: this.#relations.save(plain),
      carried: this.#carried.save((list) => [...list]),
      nowUs: this.nowUs,
    };
  }

  #isOt(address: string): boolean {
    if (address === "") return false;
    if (this.#assets.get(address)?.isOt === true) return true;
    const kind = this.#site?.zoneOf(address)?.kind;
    return kind === "control" || kind === "safety" || this.#site?.assetOf(address) != null;
  }

  #isInside(address: string, fact: Fact): boolean {
    if (address === fact.source ? fact.sourceInside : fact.destinationInside) return true;
    return !isOnTheInternet(address) || this.#site?.zoneOf(address) != null;
  }

  #assetAt(address: string, timeUs: number): KnownAsset | null {
    if (address === "" || isNobody(address)) return null;
    let asset = this.#assets.get(address);
    if (asset === undefined) {
      asset = newAsset(address, timeUs);
      place(asset, this.#site);
      this.#assets.set(address, asset);
      if (asset.isOt) this.#assets.matters(address);
      this.#changed.add(asset);
    }
    asset.records++;
    if (timeUs < asset.firstUs) asset.firstUs = timeUs;
    if (timeUs > asset.lastUs) asset.lastUs = timeUs;
    this.#wait(asset);
    return asset;
  }

  #relationOf(ends: Ends, timeUs: number): KnownRelation {
    const { client, server, transport, port } = ends;
    const key = `${client} ${server} ${transport} ${port}`;
    let relation = this.#relations.get(key);
    if (relation === undefined) {
      relation = newRelation({ sender: client, receiver: server, transport, port }, timeUs);
      this.#relations.set(key, relation);
      this.#changed.add(relation);
    }
    this.#wait(relation);
    return relation;
  }

  #wait(one: KnownAsset | KnownRelation): void {
    if (this.#waiting.has(one)) return;
    this.#waiting.add(one);
    this.#nextUs = Math.min(this.#nextUs, one.toldUs + toldEveryUs);
  }

  #note(one: KnownAsset | KnownRelation, isNew: boolean): void {
    if (isNew) this.#changed.add(one);
  }

  #tell(one: KnownAsset | KnownRelation, assets: AssetNews[], relations: RelationNews[]): void {
    this.#waiting.delete(one);
    if ("address" in one) assets.push(assetNews(one, this.#whose, this.nowUs));
    else relations.push(relationNews(one, this.#whose, this.nowUs));
  }

  /** MAC addresses, where the sensor writes them into its records. */
  #look(asset: KnownAsset, fact: Fact): void {
    if (asset.looked++ >= lookFirst && asset.looked % lookEvery !== 0) return;
    if (isMac(asset.address)) return;
    const { native } = fact;
    const mac =
      asset.address === fact.source
        ? textAt(native, "orig_l2_addr", "ether.src_mac")
        : asset.address === fact.destination
          ? textAt(native, "resp_l2_addr", "ether.dest_mac")
          : "";
    this.#learnMac(asset, mac);
  }

  #learnMac(asset: KnownAsset, text: string): void {
    const mac = text.toLowerCase();
    if (!isMac(mac) || isNobody(mac)) return;
    const carried = this.#carried.at(mac, () => []);
    if (!carried.includes(asset.address) && carried.length < carriedMax) carried.push(asset.address);
    if (carried.length < carriedMax) {
      this.#note(asset, learnMac(asset, mac));
      return;
    }
    // A router's: it is none of those it was taken for.
    for (const address of carried) {
      const taken = this.#assets.get(address);
      if (taken?.mac !== mac) continue;
      taken.mac = "";
      delete taken.evidence["mac maker"];
      this.#changed.add(taken);
    }
    const router = this.#assets.get(mac);
    if (router !== undefined)
      this.#note(router, learnEvidence(router, "carries", carryingEvidence(carriedMax)));
  }

  #readNames(fact: Fact, timeUs: number): void {
    const { native } = fact;
    const address = textAt(native, "host", "assigned_addr", "assigned_ip", "client_addr");
    const asset = this.#assets.get(address);
    if (asset === undefined) return;
    this.nowUs = Math.max(this.nowUs, timeUs);
    if (fact.log === "zeek-dhcp") {
      this.#learnMac(asset, textAt(native, "mac"));
      this.#note(asset, learnIdentity(asset, { name: textAt(native, "host_name", "client_fqdn") }));
      return;
    }
    const product = textAt(native, "name");
    const version = textAt(native, "unparsed_version") || textAt(native, "version.major");
    if (asset.identity.product === "")
      this.#note(asset, learnIdentity(asset, { product, firmware: version }));
  }
}

/** As a log of connections calls it: `enip_tcp`, `spicy_profinet_io_cm`; where it does not, by the port. */
function serviceName(service: string, { transport, port }: Ends): string {
  const name = service.replace(/^spicy_/, "").replace(/_(?:tcp|udp)$/, "");
  return name === "" || name === "-" ? `${transport}/${port}` : shortened(name);
}
