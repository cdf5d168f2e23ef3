/**
 * Builds the index of a scan from feeds on disk. Sources, kept patterns and refused lines are counted, and the
 * first of each kind of refusal kept, so that a feed that was half understood is never taken for whole.
 */
import { type Problem, Refusal } from "../../base/index.js";
import { IndicatorIndex, indexSink } from "../../detect/index.js";
import { type AllowList, AllowLists, intelProblem, loadFeeds } from "../../intel/index.js";

export interface RefusalKind {
  count: number;
  readonly title: string;
  /** Where the first one stood, and what it was. */
  readonly first: string;
}

export interface LoadedIntel {
  readonly index: IndicatorIndex;
  readonly feeds: number;
  readonly entries: number;
  readonly kept: number;
  readonly refused: number;
  readonly refusals: ReadonlyMap<string, RefusalKind>;
  readonly passedOver: number;
  readonly allowLists: number;
  readonly allowEntries: number;
}

const toldEvery = 10_000;

/** `told` hears the number of entries now and then, for a progress line. */
export async function loadIndex(
  intelPaths: readonly string[],
  allowPaths: readonly string[],
  told: (entries: number) => void,
): Promise<LoadedIntel> {
  const lists: AllowList[] = [];
  let allow = new AllowLists([]);
  const index = new IndicatorIndex((observable) => allow.match(observable));
  const refusals = new Map<string, RefusalKind>();
  const problem = (path: string, line: number, refused: Problem): void =>
    countRefusal(refusals, path, line, refused);
  const allowList = (list: AllowList): void => {
    lists.push(list);
  };
  const sink = indexSink(index);
  let entries = 0;
  const count = (more: number): void => {
    const before = entries;
    entries += more;
    if (Math.floor(entries / toldEvery) > Math.floor(before / toldEvery)) told(entries);
  };
  const report = await loadFeeds(intelPaths, {
    ...sink,
    entry(observable, claim, line) {
      sink.entry(observable, claim, line);
      count(1);
    },
    lines(lines, claim) {
      const taken = sink.lines(lines, claim);
      count(taken.taken);
      return taken;
    },
    problem,
    allowList,
  });
  if (allowPaths.length > 0) {
    const before = lists.length;
    await loadFeeds(allowPaths, { entry: () => {}, problem, allowList });
    if (lists.length === before)
      throw new Refusal(
        intelProblem("allow-list-invalid", `No allow list was found in ${allowPaths.join(", ")}.`),
      );
  }
  allow = new AllowLists(lists);
  return {
    index,
    feeds: report.files - report.allowLists,
    entries: report.entries,
    kept: report.kept,
    refused: report.problems,
    refusals,
    passedOver: report.passedOver.length,
    allowLists: lists.length,
    allowEntries: allow.size,
  };
}

export function countRefusal(
  refusals: Map<string, RefusalKind>,
  path: string,
  line: number,
  problem: Problem,
): void {
  const known = refusals.get(problem.code);
  if (known !== undefined) known.count++;
  else
    refusals.set(problem.code, {
      count: 1,
      title: problem.title,
      first: `${path}${line > 0 ? `:${line}` : ""}: ${problem.detail.slice(0, 200)}`,
    });
}
