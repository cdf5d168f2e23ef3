/** Words and bounds of deliveries: what is to be told to one recipient by one channel, stored before it is tried. */
import type { Urgency } from "../../model/index.js";

/** `dropped`: nobody needs it any more. `gathered`: told in one letter with others. */
export const deliveryStates = ["waiting", "sent", "given-up", "dropped", "gathered"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const urgencyRank: Readonly<Record<Urgency, number>> = { low: 0, medium: 1, high: 2, critical: 3 };

/** Half a minute, doubled to an hour at most: 30 tries are a day and two hours. */
export const attemptsMax = 30;
export function backoffUs(attempts: number): number {
  return Math.min(3_600, 30 * 2 ** Math.min(12, attempts - 1)) * 1e6;
}

/** Letters one address gets in an hour before the rest is told in one: a flood of warnings is no flood of mail. */
export const lettersPerHour = 20;
export const hourUs = 3_600e6;
/** How long deliveries that are done with are kept for operators to look at. */
export const keptUs = 90 * 24 * hourUs;
