/** Where a caller's browser may use passkeys, or where to go instead. */
import type { Problem } from "../base/index.js";
import { membersProblem, type Place, passkeyAddress, passkeyPlace } from "../members/index.js";
import type { Caller } from "./action.js";
import type { Center } from "./center.js";

export function passkeyPlaceOf(center: Center, caller: Caller): Place | Problem {
  const place = passkeyPlace(caller.origin, center.address);
  if (place !== null) return place;
  const at = passkeyAddress(center.address);
  return at === null
    ? membersProblem(
        "passkey-place",
        "The center has no name.",
        "Give it one with `api.publicUrl` in the configuration.",
      )
    : membersProblem("passkey-place", `They work at ${at}.`);
}
