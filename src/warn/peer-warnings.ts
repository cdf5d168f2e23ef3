/**
 * Warnings of other ports that came: who registered as its own what one is about is warned at once. Each is looked at
 * once, in the transaction that stores what follows, so that a kill neither forgets nor repeats one. Whoever meets the
 * value in telemetry is warned by the sighting (`rules/peer-warns.ts`).
 */
import { type Kysely, sql } from "kysely";
import { type Clock, type Log, networkContains, parseAddress, parseNetwork } from "../base/index.js";
import { isPrivateNetwork } from "../members/index.js";
import type { Exposure, Observable, Tlp } from "../model/index.js";
import type { State, Tables } from "../store/index.js";
import { ensureCommunity } from "./community.js";
import type { Proposal } from "./proposing.js";
import { draftForExposure, type PeerWarning } from "./rules/peer-warns.js";
import { storeWarnings } from "./storing.js";

const atOnce = 200;

/** Answers how many were looked at, and how many warnings are new or changed. */
export function tellOfPeers(
  state: State,
  clock: Clock,
  log?: Log,
): Promise<{ readonly looked: number; readonly warnings: number }> {
  return state.db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(74202)`.execute(tx);
    const warnings = await takeUntold(tx);
    if (warnings.length === 0) return { looked: 0, warnings: 0 };
    const { members, exposures, gate } = await ensureCommunity(tx, clock);
    const nowUs = clock.nowUs();
    const proposals = warnings.flatMap((warning) =>
      members
        .filter(({ mark }) => mark === null)
        .flatMap((member): readonly Proposal[] => {
          const own = networksAsExposures(member);
          const touched = [...(exposures.get(member.id) ?? []), ...own].filter((each) =>
            touches(warning.observable, each),
          );
          if (touched.length === 0) return [];
          const draft = draftForExposure(warning, member, touched);
          return [{ draft, lastHitUs: nowUs, early: false, alone: () => null }];
        }),
    );
    const { newIds, updatedIds } = await storeWarnings(tx, clock, gate, proposals, log);
    return { looked: warnings.length, warnings: newIds.length + updatedIds.length };
  });
}

async function takeUntold(tx: Kysely<Tables>): Promise<readonly PeerWarning[]> {
  const { rows } = await sql<{
    name: string;
    type: string;
    value: string;
    labels: readonly string[];
    confidence: number;
    tlp: string;
  }>`
    with due as (select peer_id, object from peer_object where tell order by arrival limit ${atOnce})
    update peer_object o set tell = false from due, peer p
    where o.peer_id = due.peer_id and o.object = due.object and p.id = o.peer_id
    returning p.name, o.type, o.value, o.labels, o.confidence, o.tlp`.execute(tx);
  return rows.map(({ name, type, value, labels, confidence, tlp }) => ({
    port: name,
    observable: { type, value } as Observable,
    labels,
    confidence,
    tlp: tlp as Tlp,
  }));
}

const networksAsExposures = (member: { readonly id: string; readonly networks: readonly string[] }) =>
  member.networks.map(
    (value): Exposure => ({ id: "", memberId: member.id, kind: "network", value, also: [], note: "" }),
  );

/** The host a value is about: a name, or an address. */
function hostOf({ type, value }: Observable): string {
  if (type === "email") return value.slice(value.lastIndexOf("@") + 1);
  return type === "url" && URL.canParse(value) ? new URL(value).hostname.replace(/^\[|\]$/g, "") : value;
}

/**
 * Whether a value is or lies in something of a member's register. What is wider than that speaks of many, and would warn
 * everybody at once.
 */
export function touches(observable: Observable, { kind, value }: Pick<Exposure, "kind" | "value">): boolean {
  const host = hostOf(observable);
  switch (kind) {
    case "network": {
      const own = parseNetwork(value);
      if (own === null) return false;
      const address = parseAddress(host);
      // Private ones are everybody's, so that another port's word of one is of nobody here.
      const said = address === null ? parseNetwork(host) : { address, prefix: address.v4 ? 32 : 128 };
      if (said !== null && isPrivateNetwork(said)) return false;
      if (address !== null) return own.address.v4 === address.v4 && networkContains(own, address);
      const listed = observable.type === "cidr" ? parseNetwork(observable.value) : null;
      if (listed === null || listed.address.v4 !== own.address.v4) return false;
      return listed.prefix >= own.prefix && networkContains(own, listed.address);
    }
    case "domain":
    case "mail domain":
    case "host":
      return host === value.toLowerCase() || host.endsWith(`.${value.toLowerCase()}`);
    default:
      return false;
  }
}
