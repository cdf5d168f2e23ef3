/** What the center and the thread that watches say to one another. */
import type { Member, SiteLists } from "../../model/index.js";
import type { BehaviourFigures } from "../behaviour/engine.js";
import type { SharedIndex } from "../indicator-index/indicator-index.js";
import type { WatchedRules } from "../rules-at-work.js";
import type { InventoryFigures, Watched } from "./watcher.js";

/** Whose telemetry is whose. */
export interface WatchedMembers {
  readonly members: readonly Pick<Member, "id" | "networks">[];
  /** Whose telemetry is what nobody else claims. */
  readonly centerId: string | null;
}

/** Where the thread finds a batch: hard links of its files in the spool, which stay until a checkpoint has it. */
export interface WatchOrder {
  /** Rising by one: the order in which batches are looked at. */
  readonly number: number;
  readonly batchId: string;
  readonly manifest: string;
  readonly blocks: readonly string[];
}

export type WatchRequest =
  | { readonly kind: "members"; readonly members: WatchedMembers }
  | { readonly kind: "rules"; readonly rules: WatchedRules }
  | { readonly kind: "sites"; readonly sites: readonly SiteLists[] }
  | { readonly kind: "index"; readonly index: SharedIndex }
  | { readonly kind: "take"; readonly order: WatchOrder }
  /** What was found of a batch is stored: it need not be kept any more. */
  | { readonly kind: "settled"; readonly batchId: string }
  | { readonly kind: "forget-mark"; readonly mark: string }
  /** What was learned of a member's control network over history takes the place of what is. */
  | {
      readonly kind: "learned";
      readonly memberId: string;
      readonly states: ReadonlyMap<string, unknown>;
      readonly sinceUs: number;
    }
  | { readonly kind: "checkpoint" };

export interface WatchTaken {
  readonly batchId: string;
  readonly watched: Watched;
}

export type WatchAnswer =
  /** The state is read; `number` is that of the last batch in it, 0 where it begins anew. */
  | {
      readonly kind: "opened";
      readonly number: number;
      readonly unsettled: readonly WatchTaken[];
      /** Why a state that was there was not used; empty where it was. */
      readonly trouble: string;
    }
  | { readonly kind: "taken"; readonly number: number; readonly taken: WatchTaken; readonly ms: number }
  | { readonly kind: "failed"; readonly number: number; readonly error: string }
  | {
      readonly kind: "checkpoint";
      /** Of the last batch in it; null where it could not be written. */
      readonly number: number | null;
      readonly error: string;
      readonly bytes: number;
      readonly figures: BehaviourFigures;
      readonly inventory: InventoryFigures;
    };
