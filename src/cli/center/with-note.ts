/** What a center says of its state when it starts: notes stand on the first lines, in the console and in `doctor`. */
import type { Log } from "../../base/index.js";
import type { State } from "../../store/index.js";

/** Says whose code apps the key can't serve. */
export function withNote(state: State, unreadable: number, log: Log): State {
  if (unreadable === 0) return state;
  const note = `The secrets of ${unreadable} code ${unreadable === 1 ? "app" : "apps"} were sealed under another sign-in.key: bring it back from a backup, or reset these people (breakwater person reset).`;
  log.warn({ unreadable }, note);
  return { ...state, notes: [...state.notes, note] };
}
