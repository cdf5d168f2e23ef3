/** A hit: an indicator met in a field of an event. One hit for each record field that carries an indicator. */
import type { Indicator } from "./indicator.js";
import type { Observable } from "./observable.js";

export interface Hit {
  readonly field: string;
  readonly observable: Observable;
  /** The most specific indicator met: exact before parent domain or network, longer before shorter. */
  readonly indicator: Indicator;
  /** The less specific ones the same field met (parent domains, wider networks). */
  readonly also: readonly Indicator[];
}
