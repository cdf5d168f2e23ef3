/**
 * What of a detection can be excepted, the narrowest first: its subject, then what mattered in it, then all the rule
 * finds. Figures are left out: a count is another the next time, and would except nothing. Pure.
 */
import type { DetectionRow } from "../../../api/types.js";

export interface ExceptionChoice {
  readonly label: string;
  /** As the API takes it; null for all that the rule finds. */
  readonly field: string | null;
  readonly value: string | null;
}

const valueShownMax = 80;
const valueMax = 2_000;
const isFigure = (value: string): boolean =>
  /^[\d.,]+(?: ?[a-zA-Z%]{1,3})?$/.test(value) && !/^\d+\.\d+\.\d+/.test(value);

export function exceptionChoices({
  subject,
  fields,
}: Pick<DetectionRow, "subject" | "fields">): readonly ExceptionChoice[] {
  const cut = (text: string) => (text.length > valueShownMax ? `${text.slice(0, valueShownMax)}…` : text);
  return [
    ...(subject === null
      ? []
      : [{ label: `Only what ${cut(subject.value)} does`, field: "subject", value: subject.value }]),
    ...Object.entries(fields)
      .filter(
        ([, value]) =>
          value !== "" && value !== subject?.value && value.length <= valueMax && !isFigure(value),
      )
      .map(([field, value]) => ({ label: `Only where ${field} is ${cut(value)}`, field, value })),
    { label: "Whatever this rule finds", field: null, value: null },
  ];
}
