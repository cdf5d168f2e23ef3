/**
 * How often texts come in a format's records, so that a rule can be looked for by its rarest item. Counted in a
 * sample where there is one, in tables of bounded size whatever it holds; else guessed from the letters. A wrong
 * guess costs time and nothing else.
 */

/** Four folded bytes of a text, as the kernel compares them. */
export const gramBytes = 4;

export interface Rarity {
  /** About how many records have this field. */
  ofField(leaf: string): number;
  /** About how many values are just this text; its bytes are folded by bit 0x20. */
  ofWhole(folded: Uint8Array): number;
  /** About how often these four folded bytes come. */
  ofGram(gram: number): number;
}

export function gramAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** 2^18 counts of 4 bytes: 1 MiB a table; a sample of 2 MiB has about as many different grams. */
const tableBits = 18;
const sampleBytesMax = 4 << 20;
const slotOf = (hash: number) => Math.imul(hash, 0x9e3779b1) >>> (32 - tableBits);

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ ((bytes[at] as number) | 0x20), 0x01000193);
  return hash;
}

/** Bytes that stand around values and names, in JSON and in cells. */
const edges = new Set([...'"{}[],:.\t\r\n'].map((character) => character.charCodeAt(0)));

export function sampledRarity(sample: Uint8Array): Rarity {
  const bytes = sample.subarray(0, sampleBytesMax);
  const grams = new Uint32Array(1 << tableBits);
  const words = new Uint32Array(1 << tableBits);
  const names = new Uint32Array(1 << tableBits);
  let hasNames = false;
  let from = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (at + gramBytes <= bytes.length) count(grams, gramAt(bytes, at) | 0x20202020);
    if (!edges.has(bytes[at] as number)) continue;
    const hash = hashOf(bytes, from, at);
    count(words, hash);
    if (bytes[at] === 0x22 && bytes[at + 1] === 0x3a) {
      count(names, hash);
      hasNames = true;
    }
    from = at + 1;
  }
  const ofGram = (gram: number) => grams[slotOf(gram)] as number;
  return {
    ofField: (leaf) => {
      const name = Buffer.from(leaf);
      return hasNames ? (names[slotOf(hashOf(name, 0, name.length))] as number) : Number.POSITIVE_INFINITY;
    },
    ofWhole: (folded) => {
      // An edge in it, or in its unfolded form, would have parted it.
      const isWord = folded.every((byte) => !edges.has(byte) && !edges.has(byte & ~0x20));
      if (isWord || folded.length < gramBytes)
        return words[slotOf(hashOf(folded, 0, folded.length))] as number;
      let least = Number.POSITIVE_INFINITY;
      for (let at = 0; at + gramBytes <= folded.length; at++)
        least = Math.min(least, ofGram(gramAt(folded, at)));
      return least;
    },
    ofGram,
  };
}

function count(table: Uint32Array, hash: number): void {
  const slot = slotOf(hash);
  table[slot] = (table[slot] as number) + 1;
}

/** Share of each character in names, addresses and paths, in thousandths; what is not named has 2. */
const shares: Readonly<Record<string, number>> = Object.fromEntries(
  [..."eatoinsrcldmpuhgwbf0123456789./-_ "].map((character) => [character, 25]),
);
const rareShare = 8;
/** Texts that logs are full of. */
const frequentText =
  "http/1.1 https://www. .com .net .org .php .html mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit chrome " +
  "safari index get post tcp udp icmp dns tls ssl true false login admin 443 80 53 allowed blocked established";

/** Values of a million records, without a sample. */
export const guessedRarity: Rarity = (() => {
  const folded = Buffer.from(frequentText).map((byte) => byte | 0x20);
  const frequent = new Set<number>();
  for (let at = 0; at + gramBytes <= folded.length; at++) frequent.add(gramAt(folded, at));
  const words = new Set(frequentText.split(" "));
  const chance = (bytes: Uint8Array) =>
    bytes.reduce((product, byte) => product * ((shares[String.fromCharCode(byte)] ?? rareShare) / 1000), 1);
  return {
    ofField: () => Number.POSITIVE_INFINITY,
    ofWhole: (bytes) => (words.has(Buffer.from(bytes).toString("latin1")) ? 3e5 : 1e6 * chance(bytes) + 1),
    // some fifty places a value
    ofGram: (gram) => {
      if (frequent.has(gram)) return 1e6;
      return 5e7 * chance(Uint8Array.of(gram, gram >>> 8, gram >>> 16, gram >>> 24));
    },
  };
})();
