/**
 * What a vessel goes by beside its name. IMO number: seven digits, the last of them the check digit (the first six
 * times 7 to 2, the sum's last digit; IMO resolution A.1117(30)). MMSI: nine digits; a ship's begins with its country's
 * maritime identification digits, 201 to 775, a craft's that belongs to a ship with 98 (ITU-R M.585-9). Call sign: four
 * to seven letters and digits, of the first two at least one a letter (ITU Radio Regulations, article 19).
 */

const imoWeights = [7, 6, 5, 4, 3, 2];

export function isImoNumber(digits: string): boolean {
  if (!/^\d{7}$/.test(digits) || digits === "0000000") return false;
  const sum = imoWeights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  return sum % 10 === Number(digits[6]);
}

export function isMmsi(digits: string): boolean {
  if (!/^\d{9}$/.test(digits)) return false;
  const country = Number(digits.slice(digits.startsWith("98") ? 2 : 0).slice(0, 3));
  return country >= 201 && country <= 775;
}

export function isCallSign(text: string): boolean {
  return /^(?=.?[A-Z])[A-Z0-9]{4,7}$/.test(text);
}

/** A number or sign in its one spelling (`IMO 9321483`), the text of what is wrong with it, or null for other texts. */
export function readVesselNumber(
  text: string,
): { readonly value: string } | { readonly wrong: string } | null {
  const match = /^(imo|mmsi|call ?-?sign)(?: ?(?:no\.?|number|nr\.?))?[\s:#.-]*(.*)$/i.exec(text);
  const bare = /^\d{7}$/.test(text) ? "imo" : /^\d{9}$/.test(text) ? "mmsi" : null;
  const kind = bare ?? match?.[1]?.toLowerCase();
  if (kind === undefined) return null;
  const rest = bare === null ? (match?.[2] ?? "").trim() : text;
  if (kind === "imo") {
    const digits = rest.replaceAll(/\s/g, "");
    return isImoNumber(digits)
      ? { value: `IMO ${digits}` }
      : {
          wrong: `${JSON.stringify(text)} is no IMO number: seven digits, of which the last is a check digit.`,
        };
  }
  if (kind === "mmsi") {
    const digits = rest.replaceAll(/\s/g, "");
    return isMmsi(digits)
      ? { value: `MMSI ${digits}` }
      : {
          wrong: `${JSON.stringify(text)} is no ship's MMSI: nine digits, beginning with those of its flag.`,
        };
  }
  const sign = rest.replaceAll(/[\s-]/g, "").toUpperCase();
  return isCallSign(sign)
    ? { value: `call sign ${sign}` }
    : { wrong: `${JSON.stringify(text)} is no call sign: four to seven letters and digits.` };
}
