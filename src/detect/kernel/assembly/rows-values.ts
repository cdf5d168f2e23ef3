/**
 * What a field carries, by its reading, into the lists of a row: the same values that the intake's `readCarried` and
 * the model's `observe` find, in the same order. A reading's number is the one that `rows/path-tree.ts` writes into
 * the nodes. Each function answers 0, or why it isn't sure; a value that is no observable adds nothing.
 */
import { HASHES, MAILS, ODD_LONG, ODD_MAIL, ODD_NAME, ODD_READING } from "./rows-memory";
import {
  addAddress,
  addCertificateHost,
  addDomain,
  addHost,
  DOMAIN_AT,
  DOMAIN_END,
  find,
  offer,
  readDomain,
} from "./rows-names";
import { UNSURE } from "./rows-address";
import { copy, copyLower, isAscii, keepScratch, scratchFor } from "./rows-text";
import { addUrl } from "./rows-url";

const ADDRESS: u32 = 1;
const DOMAIN: u32 = 2;
const HOST: u32 = 3;
const URL: u32 = 4;
const HASH: u32 = 5;
const EMAIL: u32 = 6;
const JA3: u32 = 7;
const JA4: u32 = 8;
const DN: u32 = 9;
const MAIL_LIST: u32 = 10;
const FORWARDED: u32 = 11;
const FINGERPRINT: u32 = 12;
const NAME: u32 = 13;
const PRINCIPAL: u32 = 14;
const UNC: u32 = 15;

/** Reads [s, e), a text that is neither empty nor `-`. */
export function addCarried(reading: u32, s: usize, e: usize): u32 {
  switch (reading) {
    case ADDRESS:
      return addAddress(s, e);
    case DOMAIN:
      return addDomain(s, e);
    case HOST:
      return addHost(s, e);
    case URL:
      return addUrl(s, e);
    case HASH:
      return addHash(s, e);
    case EMAIL:
      return addMail(s, e);
    case JA3:
      return e - s == 32 ? addHash(s, e) : 0;
    case JA4:
      return addJa4(s, e);
    case DN:
      return addDistinguishedName(s, e);
    case MAIL_LIST:
      return addMails(s, e);
    case FORWARDED:
      return addForwarded(s, e);
    case FINGERPRINT:
      return addFingerprint(s, e);
    case NAME:
      return addCertificateHost(s, e);
    case PRINCIPAL:
      return addPrincipal(s, e);
    case UNC:
      return addServer(s, e);
    default:
      return ODD_READING;
  }
}

/** Hex of one of the four lengths. */
function addHash(s: usize, e: usize): u32 {
  const n = e - s;
  if (n != 32 && n != 40 && n != 64 && n != 128) return 0;
  const to = scratchFor(n);
  if (to == 0) return ODD_LONG;
  let wrong = 0;
  for (let i: usize = 0; i < n; i += 16) {
    const v = v128.load(s + i);
    const live = n - i >= 16 ? 0xffff : (1 << <i32>(n - i)) - 1;
    const small = v128.or(v, i8x16.splat(0x20));
    const number = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10));
    const letter = i8x16.lt_u(i8x16.sub(small, i8x16.splat(0x61)), i8x16.splat(6));
    wrong |= ~i8x16.bitmask(v128.or(number, letter)) & live;
    v128.store(to + i, small); // digits have that bit set anyway
  }
  if (wrong) return 0;
  keepScratch(to + n);
  offer(HASHES, to, to + n);
  return 0;
}

/** `t13d1516h2_8daaf6152771_b186095e22b6`: ten letters or digits, twice twelve of hex. */
function addJa4(s: usize, e: usize): u32 {
  if (e - s != 36) return 0;
  const to = scratchFor(36);
  if (to == 0) return ODD_LONG;
  copyLower(to, s, 36);
  for (let i: usize = 0; i < 36; i++) {
    const c: u32 = load<u8>(to + i);
    if (i == 10 || i == 23) {
      if (c != 0x5f) return 0;
    } else if (c - 0x30 > 9 && c - 0x61 > (i < 10 ? <u32>25 : 5)) return 0;
  }
  keepScratch(to + 36);
  offer(HASHES, to, to + 36);
  return 0;
}

/** A hash with colons between its bytes. */
function addFingerprint(s: usize, e: usize): u32 {
  if (e - s > 1000) return ODD_LONG;
  const to = scratchFor(e - s);
  if (to == 0) return ODD_LONG;
  let out = to;
  for (let at = s; at < e; at++) {
    const c: u32 = load<u8>(at);
    store<u8>(out, <u8>c);
    out += <usize>(c != 0x3a);
  }
  keepScratch(out);
  return addHash(to, out);
}

@inline
function isBlank(c: u32): bool {
  return c == 0x20 || c - 9 < 5;
}

/** A mail address, perhaps in angle brackets behind a display name. */
function addMail(s: usize, e: usize): u32 {
  if (!isAscii(s, e)) return ODD_MAIL;
  for (let at = s; at < e; at++) if (load<u8>(at) < 0x20) return ODD_MAIL;
  for (let at = e; at > s; at--)
    if (load<u8>(at - 1) == 0x3c) {
      s = at;
      e = find(s, e, 0x3e);
      break;
    }
  while (s < e && isBlank(load<u8>(s))) s++;
  while (s < e && isBlank(load<u8>(e - 1))) e--;
  let sign: usize = 0;
  for (let at = s; at < e; at++) if (load<u8>(at) == 0x40) sign = at;
  if (sign <= s || e - s > 320) return 0;
  for (let at = s; at < sign; at++) {
    const c: u32 = load<u8>(at);
    // white space " < > ( ) , ; : \ [ ]
    if (isBlank(c) || c == 0x22 || c == 0x3c || c == 0x3e || c == 0x28 || c == 0x29 || c == 0x2c) return 0;
    if (c == 0x3b || c == 0x3a || c == 0x5c || c == 0x5b || c == 0x5d) return 0;
  }
  const found = readDomain(sign + 1, e);
  if (found == UNSURE) return ODD_MAIL;
  if (found == 0) return 0;
  const local = sign + 1 - s;
  const domain = DOMAIN_END - DOMAIN_AT;
  const to = scratchFor(local + domain);
  if (to == 0) return ODD_LONG;
  copyLower(to, s, local);
  copy(to + local, DOMAIN_AT, domain);
  keepScratch(to + local + domain);
  offer(MAILS, to, to + local + domain);
  return 0;
}

/** Parts of one field that are looked at, as in the intake. */
const PARTS_MAX: i32 = 1000;

/** Mail addresses in a list. */
function addMails(s: usize, e: usize): u32 {
  let parts = 0;
  while (s <= e) {
    let end = s;
    while (end < e && load<u8>(end) != 0x2c && load<u8>(end) != 0x3b) end++;
    if (++parts > PARTS_MAX) return ODD_LONG;
    if (find(s, end, 0x40) < end) {
      const odd = addMail(s, end);
      if (odd) return odd;
    }
    s = end + 1;
  }
  return 0;
}

/** Addresses in a list, parted by blanks and commas. */
function addForwarded(s: usize, e: usize): u32 {
  if (!isAscii(s, e)) return ODD_NAME;
  let parts = 0;
  while (s <= e) {
    let end = s;
    while (end < e && !isBlank(load<u8>(end)) && load<u8>(end) != 0x2c) end++;
    if (end > s) {
      if (++parts > PARTS_MAX) return ODD_LONG;
      // an address begins with hex digits up to a dot or colon
      let at = s + <usize>(load<u8>(s) == 0x5b);
      while (at < end && (<u32>load<u8>(at) - 0x30 < 10 || (<u32>load<u8>(at) | 0x20) - 0x61 < 6)) at++;
      if (at < end && (load<u8>(at) == 0x2e || load<u8>(at) == 0x3a)) {
        const odd = addHost(s, end);
        if (odd) return odd;
      }
    }
    s = end + 1;
  }
  return 0;
}

@inline
function endsPart(c: u32): bool {
  return c == 0x2c || c == 0x2f || c == 0x2b;
}

/** Where the value of a `CN=`, `E=` or `emailAddress=` at `s` begins; 0 where there is none. Sets `naming`. */
let naming: bool = false;
function valueOfName(s: usize, e: usize): usize {
  const c: u32 = load<u8>(s) | 0x20;
  let at: usize;
  if (c == 0x63) {
    if ((<u32>load<u8>(s, 1) | 0x20) != 0x6e) return 0;
    naming = true;
    at = s + 2;
  } else if (c == 0x65) {
    naming = false;
    at = s + 1;
    // `emailaddress` in small letters: "mail", "addr", "ess"
    if (
      e - s > 12 &&
      (load<u32>(s, 1) | 0x20202020) == 0x6c69616d &&
      (load<u32>(s, 5) | 0x20202020) == 0x72646461 &&
      (load<u32>(s, 8) | 0x20202020) == 0x73736572
    )
      at = s + 12;
  } else return 0;
  if (at < e && load<u8>(at) == 0x20) at++;
  if (at >= e || load<u8>(at) != 0x3d) return 0;
  at++;
  if (at < e && load<u8>(at) == 0x20) at++;
  return at;
}

/** The host names and mail addresses of an X.500 name: `CN=*.example.org, emailAddress=…`. */
function addDistinguishedName(s: usize, e: usize): u32 {
  if (!isAscii(s, e)) return ODD_NAME;
  let at = s;
  let parts = 0;
  let first = true;
  while (at < e) {
    if (!first) {
      while (at < e && !endsPart(load<u8>(at))) at++;
      if (at >= e) return 0;
      at++;
      while (at < e && load<u8>(at) == 0x20) at++;
    } else if (endsPart(load<u8>(at))) {
      first = false; // OpenSSL's form begins with a slash
      continue;
    }
    first = false;
    if (at >= e) return 0;
    let value = valueOfName(at, e);
    if (value == 0) continue;
    let end = value;
    while (end < e && !endsPart(load<u8>(end)) && load<u8>(end) != 0x5c) end++;
    if (++parts > PARTS_MAX || end - value > 320) return ODD_LONG;
    at = end;
    while (value < end && isBlank(load<u8>(value))) value++;
    while (end > value && isBlank(load<u8>(end - 1))) end--;
    if (end == value) continue;
    const odd = naming ? addCertificateHost(value, end) : addMail(value, end);
    if (odd) return odd;
  }
  return 0;
}

/** The instance of a Kerberos principal, or its realm. */
function addPrincipal(s: usize, e: usize): u32 {
  const slash = find(s, e, 0x2f);
  const from = slash < e ? slash + 1 : s;
  const to = find(from, e, 0x40);
  return find(from, to, 0x2e) < to ? addHost(from, to) : 0;
}

/** The server of a UNC path. */
function addServer(s: usize, e: usize): u32 {
  if (e - s > 4 && load<u32>(s) == 0x3a626d73) s += 4; // smb:
  if (e - s < 3) return 0;
  const a: u32 = load<u8>(s);
  const b: u32 = load<u8>(s, 1);
  if ((a != 0x5c && a != 0x2f) || (b != 0x5c && b != 0x2f)) return 0;
  s += 2;
  let end = s;
  while (end < e && load<u8>(end) != 0x5c && load<u8>(end) != 0x2f) end++;
  if (end - s > 255) return ODD_LONG;
  return end > s ? addHost(s, end) : 0;
}
