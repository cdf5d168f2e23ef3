/**
 * Passwords as Argon2id hashes with OWASP's parameters (19 MiB, 2 passes, 1 lane:
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id), in the PHC string
 * format, so that stronger ones can follow. Each costs 19 MiB and a thread of libuv's pool for some 30 ms; few run at
 * once and few wait, so that a flood of sign-ins can't take the machine.
 */
import { hash, verify } from "@node-rs/argon2";
import { assert, newToken } from "../../base/index.js";

const parameters = {
  // The library names it by a const enumeration, which a single-file compiler can not read.
  algorithm: 2, // Argon2id
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
  outputLen: 32,
} as const;

/** libuv's pool has four threads; two stay for files and names. */
const atOnceMax = 2;
/** Fifty waiting are under two seconds. */
const waitingMax = 50;

let running = 0;
const waiting: (() => void)[] = [];

/** Runs the work when there is room; null where too many wait already. */
async function inTurn<T>(work: () => Promise<T>): Promise<T | null> {
  if (running >= atOnceMax) {
    if (waiting.length >= waitingMax) return null;
    await new Promise<void>((go) => waiting.push(go));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

/** One spelling of a password (NIST SP 800-63B, section 3.1.1.2), so that another keyboard makes the same. */
const spelt = (password: string): string => password.normalize("NFKC");

/** The PHC string; null where too many wait. */
export const hashPassword = (password: string): Promise<string | null> =>
  inTurn(() => hash(spelt(password), parameters));

let nobodysHash: Promise<string | null> | null = null;

/**
 * Whether it is the password of the hash; null where too many wait. Where there is no hash (an unknown name, a person
 * without a password) the same work is done on a hash that nothing matches.
 */
export async function checkPassword(kept: string | null, password: string): Promise<boolean | null> {
  nobodysHash ??= hashPassword(newToken("nobody"));
  const dummy = await nobodysHash;
  if (dummy === null) nobodysHash = null;
  const against = kept ?? dummy;
  if (against === null) return null;
  assert(against.startsWith("$argon2id$"), "a kept password is an Argon2id hash");
  const matches = await inTurn(() => verify(against, spelt(password)));
  return matches === null ? null : matches && kept !== null;
}
