/** The types of `verdicts.mjs`, for the test of conformance. */
export type Version = "2.0" | "2.1";

export interface Case {
  readonly test: string;
  readonly valid: boolean;
  readonly options: object;
  readonly stix: unknown;
}

/** What of the program under test is asked. */
export type Ours = Readonly<Record<"parsePattern" | "parseStix" | "stixRules" | "validateStix", unknown>>;

export function verdictOf(ours: Ours, one: Case, version: Version): boolean;
export const differences: Readonly<Record<Version, Readonly<Record<number, string>>>>;
export function compare(
  ours: Ours,
  lines: readonly string[],
  version: Version,
): { readonly differing: readonly number[]; readonly wrong: readonly number[] };
