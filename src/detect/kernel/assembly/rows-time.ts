/**
 * Times in microseconds since 1970, by the rules of the intake's `parseTime`, for the two writings that sensors use:
 * ISO 8601 with seconds (Suricata) and a decimal number of seconds (Zeek). Whatever else may be a time, or may be
 * none, is not decided here: the answer is -1 and the record goes the slow way.
 *
 *     2024-03-01T08:00:00.001762+0000      1709280414.605586
 *     └──────────────┘ the minute: remembered, as records come in the order of time
 *
 * A decimal number becomes a double as JavaScript makes it: digits as a whole number (exact below 2^53) divided by a
 * power of ten (exact up to 10^22) is rounded once, and so is the right double.
 */

/** 2200-01-01: what lies after it is no time of a record. */
const US_MAX: i64 = 7258118400000000;
const NONE: i64 = -1;

let minuteAt: usize = 0;
let minuteUs: i64 = NONE;

/** `at`: 16 bytes for the text of the minute read last. */
export function bindTimes(at: usize): void {
  minuteAt = at;
}

@inline
function digit(at: usize): u32 {
  return <u32>load<u8>(at) - 0x30;
}
/** Two digits as a number; over 99 where they are none. */
@inline
function two(at: usize): u32 {
  const a = digit(at);
  const b = digit(at + 1);
  return a > 9 || b > 9 ? 1000 : a * 10 + b;
}

/** Days since 1970 of a date of the proleptic Gregorian calendar (Howard Hinnant, days_from_civil). */
function days(year: i64, month: i64, day: i64): i64 {
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

function readMinute(s: usize): i64 {
  const year = two(s) * 100 + two(s + 2);
  const month = two(s + 5);
  const day = two(s + 8);
  const hour = two(s + 11);
  const minute = two(s + 14);
  if (load<u8>(s, 4) != 0x2d || load<u8>(s, 7) != 0x2d || load<u8>(s, 10) != 0x54 || load<u8>(s, 13) != 0x3a)
    return NONE;
  if (year < 1970 || year > 2199 || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59) return NONE;
  const leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  const last = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  if (day > <u32>last) return NONE;
  return (days(year, month, day) * 1440 + hour * 60 + minute) * 60000000;
}

/** The time of the text [s, e). */
export function textTime(s: usize, e: usize): i64 {
  if (e - s < 19) return NONE;
  const v = v128.load(s);
  if (v128.any_true(v128.xor(v, v128.load(minuteAt))) || minuteUs < 0) {
    const us = readMinute(s);
    if (us < 0) return NONE;
    minuteUs = us;
    v128.store(minuteAt, v);
  }
  const second = two(s + 17);
  if (load<u8>(s, 16) != 0x3a || second > 59) return NONE;
  let us = minuteUs + <i64>second * 1000000;
  let at = s + 19;
  if (at < e && (load<u8>(at) == 0x2e || load<u8>(at) == 0x2c)) {
    let scale: i64 = 100000;
    const from = ++at;
    while (at < e && digit(at) < 10) {
      us += scale * <i64>digit(at);
      scale /= 10;
      at++;
    }
    if (at == from || at - from > 9) return NONE;
  }
  us -= zone(at, e);
  return us >= 0 && us < US_MAX ? us : NONE;
}

/** What [at, e) adds to the time as a zone: nothing, `Z`, `+hhmm`, `+hh:mm`. */
function zone(at: usize, e: usize): i64 {
  const length = e - at;
  if (length == 0) return 0;
  const c: u32 = load<u8>(at);
  if (length == 1 && c == 0x5a) return 0;
  if ((c == 0x2b || c == 0x2d) && (length == 5 || (length == 6 && load<u8>(at, 3) == 0x3a))) {
    const hours = two(at + 1);
    const minutes = two(e - 2);
    if (hours < 100 && minutes < 100) {
      const us = <i64>(hours * 60 + minutes) * 60000000;
      return c == 0x2b ? us : -us;
    }
  }
  return US_MAX; // no zone that is read here: no time
}

/** Ten to the power of 0 to 15, without a table. */
function power(n: i32): f64 {
  let value: f64 = 1;
  for (let i = 0; i < n; i++) value *= 10;
  return value;
}

/** The time of the number [s, e), seconds since 1970. */
export function numberTime(s: usize, e: usize): i64 {
  let whole: u64 = 0;
  let digits = 0;
  let fraction = -1;
  for (let at = s; at < e; at++) {
    const c: u32 = load<u8>(at);
    if (c == 0x2e) {
      if (fraction >= 0) return NONE;
      fraction = 0;
      continue;
    }
    if (c - 0x30 > 9) return NONE;
    whole = whole * 10 + (c - 0x30);
    if (fraction >= 0) fraction++;
    digits++;
  }
  if (digits == 0 || digits > 16 || whole >= <u64>1 << 53) return NONE;
  const seconds = <f64>whole / power(fraction < 0 ? 0 : fraction);
  // Above this the number may mean other units, and half a microsecond is no longer exact.
  if (seconds >= 2251799813) return NONE;
  return <i64>floor<f64>(seconds * 1000000 + 0.5);
}
