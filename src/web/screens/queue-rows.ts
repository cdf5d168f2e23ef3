/**
 * The rows of the queue as they stand under the hand: order and membership change only when the person asks. What
 * comes in meanwhile is counted, what changed is changed in place, and what left stays where it was, as it was.
 */
import { useEffect, useMemo, useState } from "react";

interface Identified {
  readonly id: string;
}

export interface HeldRows<Row extends Identified> {
  readonly rows: readonly Row[];
  /** Rows that came in since; `show` takes them in. */
  readonly fresh: number;
  show(): void;
}

/** `fetched` is the newest answer, `listKey` names the list: another filter is another list and held anew. */
export function useHeldRows<Row extends Identified>(
  fetched: readonly Row[] | undefined,
  listKey: string,
): HeldRows<Row> {
  const [held, setHeld] = useState<{ key: string; rows: readonly Row[] }>({ key: "", rows: [] });
  const empty = held.rows.length === 0;

  useEffect(() => {
    if (fetched !== undefined && (held.key !== listKey || (empty && fetched.length > 0)))
      setHeld({ key: listKey, rows: fetched });
  }, [fetched, listKey, held.key, empty]);

  return useMemo(() => {
    if (fetched === undefined || held.key !== listKey)
      return { rows: fetched ?? [], fresh: 0, show: () => undefined };
    const latest = new Map(fetched.map((row) => [row.id, row]));
    const known = new Set(held.rows.map((row) => row.id));
    // Rows below the last one held are the next page, asked for by the person, and are taken in at once.
    const lastHeld = fetched.findLastIndex((row) => known.has(row.id));
    const below = fetched.slice(lastHeld + 1).filter((row) => lastHeld >= 0 && !known.has(row.id));
    const above = fetched.filter((row) => !known.has(row.id)).length - below.length;
    return {
      rows: [...held.rows.map((row) => latest.get(row.id) ?? row), ...below],
      fresh: above,
      show: () => setHeld({ key: listKey, rows: fetched }),
    };
  }, [fetched, held, listKey]);
}
