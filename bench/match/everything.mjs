// All three in one pass: indicators met, the predicates of three thousand rules asked, the event store's columns made.
import { indexOf, lineStart, openRules, scanFile, scanWithRows } from "./measure.mjs";

/** Indicators and rows. */
export async function rows({ indicators, snapshot, input, bytes }) {
  const { index } = await indexOf({ indicators, snapshot });
  const to = lineStart(input.path, bytes);
  return { round: () => scanWithRows(index, input, { to }) };
}

/** Indicators and rules, with rows or without. */
export async function everything({ indicators, snapshot, input, bytes, rules }) {
  const { index } = await indexOf({ indicators, snapshot });
  const predicates = await openRules(index, { rules, input });
  const to = lineStart(input.path, bytes);
  return {
    round: ({ withRows }) => (withRows ? scanWithRows : scanFile)(index, input, { to, predicates }),
  };
}
