/** What the parts of a fact are derived from: the record's columns, and its own fields when they are needed. */
import type { Action } from "../../../model/index.js";
import type { Native } from "./native-fields.js";

export interface About {
  readonly log: string;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
  readonly protocol: string;
  readonly service: string;
  readonly action: Action;
  readonly user: string;
  /** Read when it is first asked for. */
  readonly native: Native;
}
