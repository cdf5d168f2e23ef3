/**
 * The hash that sketches count by: 32 bits, the same in every run, so that saved sketches stay readable. It is no secret;
 * who picks values to collide hides some of what is counted from one counter, and no rule rests on one counter alone.
 * FNV-1a over the text's units, then the finalizer of MurmurHash3, as FNV alone leaves the upper bits poor.
 */
export function hash32(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
