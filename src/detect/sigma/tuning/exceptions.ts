/**
 * Exceptions: what a rule finds that is known and accepted, for as long as somebody answers for it. Each is of one rule, of
 * one member or all, and mostly of one field that has a value or lies in a network; each has a reason, an owner and an
 * end. Pure: whoever has the event at hand asks.
 */
import { networkContains, parseAddress, parseNetwork } from "../../../base/index.js";
import type { Detection } from "../../../model/index.js";

export interface RuleException {
  readonly id: string;
  readonly rule: string;
  /** Null for all members. */
  readonly memberId: string | null;
  /** A field of the event, by the rule's name for it or the record's; null for whatever the rule finds. */
  readonly field: string | null;
  /** A value, whatever its case, or a network in CIDR notation; null without a field. */
  readonly value: string | null;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly createdUs: number;
  readonly expiresUs: number;
}

/** What an exception is asked of: a detection with its event. */
export interface ExceptedThing {
  readonly rule: string;
  readonly memberId: string | null;
  /** The texts that a field has; none where it has none. */
  readonly valuesOf: (field: string) => readonly string[];
}

/** A year and a day: what is accepted is looked at again. */
export const exceptionUsMax = 366 * 24 * 3600 * 1e6;

function hasValue(text: string, value: string): boolean {
  if (text.toLowerCase() === value.toLowerCase()) return true;
  const network = value.includes("/") ? parseNetwork(value) : null;
  const address = network === null ? null : parseAddress(text);
  return (
    network !== null &&
    address !== null &&
    network.address.v4 === address.v4 &&
    networkContains(network, address)
  );
}

/** The exception that holds for it, the first that does. */
export function exceptionFor(
  exceptions: readonly RuleException[],
  { rule, memberId, valuesOf }: ExceptedThing,
  nowUs: number,
): RuleException | null {
  for (const exception of exceptions) {
    const { field, value } = exception;
    if (exception.rule !== rule || nowUs >= exception.expiresUs) continue;
    if (exception.memberId !== null && exception.memberId !== memberId) continue;
    if (field === null || valuesOf(field).some((text) => hasValue(text, value ?? ""))) return exception;
  }
  return null;
}

/** What a detection itself knows: its fields, `subject`, and the addresses of its evidence as `source` and `destination`. */
export function detectionValues({ fields, subject, evidence }: Detection): ExceptedThing["valuesOf"] {
  return (field) => [
    ...(Object.hasOwn(fields, field) ? [fields[field] ?? ""] : []),
    ...(field === "subject" && subject !== null ? [subject.value] : []),
    ...(field === "source" ? evidence.map(({ sourceAddress }) => sourceAddress) : []),
    ...(field === "destination" ? evidence.map(({ destinationAddress }) => destinationAddress) : []),
  ];
}
