/**
 * Sweeps V8's heap now. What a set of a million lines leaves behind is swept by V8 only when the heap is some times as
 * large as what lives in it, and what the heap has taken from the machine by then it keeps for a while: with an index
 * beside it that is the difference between keeping to 300 MB and not. V8 has no other way to be asked than this function
 * of its shell; where it is missing nothing happens, and only memory is lost.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | null | undefined;

export function sweep(): void {
  if (collect === undefined) {
    setFlagsFromString("--expose-gc");
    const found: unknown = runInNewContext("globalThis.gc");
    collect = typeof found === "function" ? () => void found() : null;
    setFlagsFromString("--no-expose-gc");
  }
  collect?.();
}
