/**
 * What members list of their control networks, given to the thread that watches: at the start and after every change. A
 * member that goes takes its lists with it.
 */
import type { Watch } from "../../detect/index.js";
import { listSites } from "../../members/index.js";
import type { State } from "../../store/index.js";

export interface SiteKeeper {
  /** Resolves when the next batch is looked at with the lists of now. */
  refresh(): Promise<void>;
}

export async function openSites(state: State, watch: Pick<Watch, "know">): Promise<SiteKeeper> {
  // One after the other, so that an older reading never comes last.
  let last: Promise<void> = Promise.resolve();
  const refresh = (): Promise<void> => {
    last = last.catch(() => undefined).then(async () => watch.know(await listSites(state.db)));
    return last;
  };
  await refresh();
  return { refresh };
}
