/**
 * Numbers as texts. A rule is asked about the text that JavaScript gives of a number once it is read; where that is
 * what stands in the record, but for zeros at its end, the record's bytes are compared.
 */

/** Where the text of the number [s, e) ends as JavaScript would write it: before `.50`'s 0; 0 where it can't be told. */
export function numberEnd(s: usize, e: usize): usize {
  const first = s + <usize>(load<u8>(s) == 0x2d);
  let digits: u32 = 0;
  let dot: usize = 0;
  for (let p = first; p < e; p++) {
    const c: u32 = load<u8>(p);
    if (c - 0x30 < 10) digits++;
    else if (c == 0x2e && dot == 0) dot = p;
    else return 0; // an exponent, a sign, a word
  }
  const leading: u32 = load<u8>(first);
  if (digits == 0 || dot == first || dot + 1 == e) return 0;
  if (leading == 0x30 && digits > 1 && dot != first + 1) return 0; // 007
  if (dot) {
    while (load<u8>(e - 1) == 0x30) {
      e--;
      digits--;
    }
    if (dot + 1 == e) {
      e = dot;
      dot = 0;
    }
  }
  if (dot == 0) {
    if (leading == 0x30) return first == s ? e : 0; // -0 is 0
    return digits < 16 || (digits == 16 && leading < 0x39) ? e : 0; // below 2^53 = 9,007,199,254,740,992
  }
  // Below 2^52 digits without their dot, no other number of so few decimals, or fewer, is the same double: the
  // distance between doubles is smaller than the last decimal. So it is written as it stands.
  if (digits > 16 || (digits == 16 && leading > 0x33)) return 0;
  // 0.0000001 is written 1e-7
  return leading == 0x30 && e - first > 8 && load<u64>(first) == 0x3030303030302e30 ? 0 : e;
}
