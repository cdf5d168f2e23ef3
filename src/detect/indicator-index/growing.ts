/**
 * Typed arrays that grow by half. Indicators live in such arrays and not in objects: an object and a Map entry
 * each would cost about 330 bytes an indicator, this costs about 60. Growing copies, so callers must never keep
 * an array across a call that may grow it.
 */

type Growable = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** The same array where it is long enough, otherwise a copy at least `needed` long. */
export function grown<T extends Growable>(array: T, needed: number): T {
  if (needed <= array.length) return array;
  const length = Math.max(needed, Math.ceil(array.length * 1.5), 16);
  const make = array.constructor as new (length: number) => T;
  const next = new make(length);
  next.set(array);
  return next;
}
