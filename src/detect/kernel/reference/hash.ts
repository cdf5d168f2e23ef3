/**
 * The kernel's hash in plain TypeScript (`assembly/hash.ts`), for tests to compare with: read from the right end,
 * eight bytes a step, each step a multiplication and a shift in 64 bits.
 */

const k1 = 0x9e3779b97f4a7c15n;
const k2 = 0xc2b2ae3d27d4eb4fn;
const k3 = 0x165667b19e3779f9n;
const cut = (value: bigint): bigint => BigInt.asUintN(64, value);

/** Kinds, as in `assembly/hash.ts` and `assembly/table.ts`. */
export const kinds = {
  ipv4: 1,
  ipv6: 2,
  domain: 3,
  domainRoot: 4,
  url: 5,
  urlRoot: 6,
  hash: 7,
  email: 8,
  ja3: 9,
  ja3s: 10,
  ja4: 11,
  keyed: 12,
  networkV4: 13,
  networkV6: 14,
} as const;

export class ReferenceHash {
  readonly #seed: bigint;

  constructor(seed: bigint) {
    this.#seed = seed;
  }

  start(kind: number, length: number): bigint {
    return this.#seed ^ cut(BigInt(kind) * k3) ^ cut(BigInt(length) * k2);
  }

  /** Of bytes as they are. */
  exact(kind: number, bytes: Uint8Array): bigint {
    let h = this.start(kind, bytes.length);
    for (let end = bytes.length; end > 0; end -= 16) {
      // The 16 bytes before `end`, zero before the text's beginning, as two little-endian words.
      const lanes = Buffer.alloc(16);
      const from = Math.max(0, end - 16);
      lanes.set(bytes.subarray(from, end), 16 - (end - from));
      h = mix(mix(h, lanes.readBigUInt64LE(0)), lanes.readBigUInt64LE(8));
    }
    return finish(h);
  }

  /** Of bytes with bit 0x20 set in each, so that capitals are small letters. */
  folded(kind: number, bytes: Uint8Array): bigint {
    return this.exact(
      kind,
      bytes.map((byte) => byte | 0x20),
    );
  }

  ipv4(word: number): bigint {
    return finish(mix(this.start(kinds.ipv4, 4), BigInt(word)));
  }

  ipv6(high: bigint, low: bigint): bigint {
    return finish(mix(mix(this.start(kinds.ipv6, 16), high), low));
  }

  url(host: bigint, path: bigint): bigint {
    return finish(mix(mix(this.start(kinds.url, 0), host), path));
  }
}

function mix(h: bigint, lane: bigint): bigint {
  const mixed = cut((h ^ lane) * k1);
  return mixed ^ (mixed >> 32n);
}

function finish(h: bigint): bigint {
  const mixed = cut((h ^ (h >> 32n)) * k3);
  return mixed ^ (mixed >> 29n);
}
