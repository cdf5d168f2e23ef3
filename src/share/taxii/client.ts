/** Who asks a collection that the gate stands before, and what answers stand on. */
import type { Clock } from "../../base/index.js";
import type { Member } from "../../model/index.js";
import type { State } from "../../store/index.js";
import type { Gate } from "../gate/gate.js";
import type { Recipient } from "../gate/request.js";

/** Who reads or writes: a client's member (null for the center's own), as whom the gate knows it, and for the chain. */
export interface Client {
  readonly memberId: string | null;
  readonly recipient: Recipient;
  readonly actor: string;
}

export interface ShelfParts {
  readonly state: State;
  readonly clock: Clock;
  readonly gate: Gate;
  /** Whoever may have got a report that is taken back. */
  readonly members: readonly Pick<Member, "id" | "mark">[];
}
