/** The stores of one data folder, opened together and closed in the other order. */
import { join } from "node:path";
import { type Clock, environment, type Log, Problem } from "../../base/index.js";
import { openSecretBox, type SecretBox } from "../../members/index.js";
import { openPeerIdentity, type PeerIdentity } from "../../share/index.js";
import {
  type AuditKey,
  type EventStore,
  lockFolder,
  openAuditKey,
  openEvents,
  openSpool,
  openState,
  openTakenItems,
  type Spool,
  type State,
  stateChoice,
  type TakenItems,
} from "../../store/index.js";

export interface Stores {
  readonly state: State;
  readonly events: EventStore;
  readonly spool: Spool;
  readonly items: TakenItems;
  readonly auditKey: AuditKey;
  readonly secrets: SecretBox;
  readonly peerIdentity: PeerIdentity;
  readonly isApplied: (batchId: string) => Promise<boolean>;
  close(): Promise<void>;
}

/** Locks the folder and opens the three stores; what was opened is closed again where a later one refuses. */
export async function openStores(folder: string, log: Log, clock: Clock): Promise<Stores | Problem> {
  const lock = await lockFolder(folder);
  if (lock instanceof Problem) return lock;
  const opened: { close(): Promise<void> }[] = [{ close: () => lock.release() }];
  const close = async () => {
    for (const part of opened.reverse()) await part.close();
  };
  const auditKey = await openAuditKey(folder).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  if (auditKey instanceof Problem) {
    await close();
    return auditKey;
  }
  const secrets = await openSecretBox(folder, environment("BREAKWATER_SIGN_IN_KEY_FILE"));
  if (secrets instanceof Problem) {
    await close();
    return secrets;
  }
  const peerIdentity = await openPeerIdentity(folder);
  if (peerIdentity instanceof Problem) {
    await close();
    return peerIdentity;
  }
  const state = await openState({ folder, ...stateChoice(), log, clock }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  opened.push(state);
  const events = await openEvents({ folder: join(folder, "events"), log, clock });
  if (events instanceof Problem) {
    await close();
    return events;
  }
  opened.push(events);
  const isApplied = async (id: string) =>
    (await state.db.selectFrom("batch").select("id").where("id", "=", id).executeTakeFirst()) !== undefined;
  const spool = await openSpool({ folder: join(folder, "spool"), log, isApplied });
  if (spool instanceof Problem) {
    await close();
    return spool;
  }
  opened.push(spool);
  const items = await openTakenItems(join(folder, "items"), spool, state.db).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  opened.push(items);
  return { state, events, spool, items, auditKey, secrets, peerIdentity, isApplied, close };
}
