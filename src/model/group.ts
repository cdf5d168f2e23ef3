/** A named set of members (a committee, crane operators, a berth's neighbours) with a ceiling of its own. */
import type { Tlp } from "./tlp.js";

export interface Group {
  readonly id: string;
  readonly name: string;
  /** What it is for, in a sentence or two; empty where nothing was said. */
  readonly purpose: string;
  /** The highest TLP that goes to the group as a whole; a member's own ceiling holds too. */
  readonly tlpCeiling: Tlp;
  readonly memberIds: readonly string[];
}
