/** Contributions of one marking as reports to send: as few as their limits allow. */
import type { Observable } from "../../../model/index.js";
import { type ReportDraft, reportLimits } from "../../reports/draft.js";
import type { Contribution } from "./contribution.js";

export interface InboxDraft<Of> {
  readonly draft: ReportDraft;
  readonly of: readonly Of[];
}

interface Open<Of> {
  readonly of: Of[];
  readonly lines: string[];
  readonly titles: string[];
  readonly observables: Map<string, Observable>;
  chars: number;
}

const keyOf = ({ type, value }: Observable): string => `${type} ${value}`;

function close<Of>({ of, lines, titles, observables }: Open<Of>, tlp: string): InboxDraft<Of> {
  const count = observables.size;
  const counted = count === 1 ? "One value" : `${count} values`;
  const title =
    titles.length === 1 ? (titles[0] as string) : `${count > 0 ? counted : "What was given"} by TAXII`;
  return {
    of,
    draft: {
      title: title.slice(0, reportLimits.titleChars),
      text: lines.join("\n"),
      observables: [...observables.values()],
      tlp,
    },
  };
}

/** The order is kept; an object that alone names too many values gives its first. */
export function draftsOf<Of>(
  tlp: string,
  given: readonly { readonly of: Of; readonly contribution: Contribution }[],
): readonly InboxDraft<Of>[] {
  const fresh = (): Open<Of> => ({ of: [], lines: [], titles: [], observables: new Map(), chars: 0 });
  const drafts: InboxDraft<Of>[] = [];
  let open = fresh();
  for (const { of, contribution } of given) {
    const { title, line } = contribution;
    const observables = contribution.observables.slice(0, reportLimits.observables);
    const isFull =
      open.observables.size + observables.length > reportLimits.observables ||
      open.chars + line.length + 1 > reportLimits.textChars;
    if (isFull && open.of.length > 0) {
      drafts.push(close(open, tlp));
      open = fresh();
    }
    open.of.push(of);
    for (const each of observables) open.observables.set(keyOf(each), each);
    if (title !== "") open.titles.push(title);
    if (line !== "") {
      open.lines.push(line);
      open.chars += line.length + 1;
    }
  }
  return open.of.length > 0 ? [...drafts, close(open, tlp)] : drafts;
}
