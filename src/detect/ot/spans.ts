/**
 * Spans of time by what they are of (a crane, a machine, a vendor), so that those under way at a time are found without
 * walking all: a terminal has thousands of work orders, and each flagged message asks. For each key the spans stand in the
 * order of their starts, as a balanced tree in an array; each place knows the latest end below it (an interval tree).
 */

interface Span {
  readonly startUs: number;
  /** Inclusive. */
  readonly endUs: number;
}

interface Placed<T> {
  readonly span: T;
  /** In the list it came from. */
  readonly at: number;
}

interface Tree<T> {
  readonly sorted: readonly Placed<T>[];
  /** Of the half that has this place in its middle. */
  readonly latestUs: readonly number[];
}

export class Spans<T extends Span> {
  readonly #trees = new Map<string, Tree<T>>();

  /** A span without a key is found by none. */
  constructor(spans: readonly T[], keysOf: (span: T) => readonly string[]) {
    const groups = new Map<string, Placed<T>[]>();
    for (const [at, span] of spans.entries())
      for (const key of new Set(keysOf(span))) {
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [{ span, at }]);
        else group.push({ span, at });
      }
    for (const [key, group] of groups) this.#trees.set(key, treeOf(group));
  }

  /** Those of any of the keys that have a moment in common with this time, both ends included; in the list's order. */
  during(keys: readonly string[], fromUs: number, toUs: number): readonly T[] {
    const found = new Map<number, T>();
    for (const key of keys) {
      const tree = this.#trees.get(key);
      if (tree !== undefined) collect(tree, 0, tree.sorted.length, fromUs, toUs, found);
    }
    return found.size < 2
      ? [...found.values()]
      : [...found].sort(([a], [b]) => a - b).map(([, span]) => span);
  }
}

function treeOf<T extends Span>(group: readonly Placed<T>[]): Tree<T> {
  const sorted = [...group].sort((a, b) => a.span.startUs - b.span.startUs);
  const latestUs = new Array<number>(sorted.length).fill(Number.NEGATIVE_INFINITY);
  const measure = (low: number, high: number): number => {
    if (low >= high) return Number.NEGATIVE_INFINITY;
    const middle = (low + high) >> 1;
    const own = (sorted[middle] as Placed<T>).span.endUs;
    const latest = Math.max(own, measure(low, middle), measure(middle + 1, high));
    latestUs[middle] = latest;
    return latest;
  };
  measure(0, sorted.length);
  return { sorted, latestUs };
}

function collect<T extends Span>(
  tree: Tree<T>,
  low: number,
  high: number,
  fromUs: number,
  toUs: number,
  found: Map<number, T>,
): void {
  if (low >= high) return;
  const middle = (low + high) >> 1;
  if ((tree.latestUs[middle] as number) < fromUs) return;
  collect(tree, low, middle, fromUs, toUs, found);
  const { span, at } = tree.sorted[middle] as Placed<T>;
  if (span.startUs > toUs) return;
  if (span.endUs >= fromUs) found.set(at, span);
  collect(tree, middle + 1, high, fromUs, toUs, found);
}
