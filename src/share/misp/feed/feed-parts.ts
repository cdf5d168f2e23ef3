/** What the answers of the feed stand on. */
import type { Clock } from "../../../base/index.js";
import type { State } from "../../../store/index.js";
import type { Gate } from "../../gate/gate.js";

export interface FeedParts {
  readonly state: State;
  readonly clock: Clock;
  readonly gate: Gate;
}
