/** Where our counts differ from the ground truth on purpose, with our figures and the rule behind each. */

export interface Difference {
  readonly ours: { readonly distinct: number; readonly hits: number };
  readonly rule: string;
}

/** By the name of the test. */
export const differences: Readonly<Record<string, Difference>> = {};
