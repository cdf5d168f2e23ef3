/** Members for tests: valid, of documentation ranges, each field changeable. */
import type { Member } from "../model/index.js";

export function testMember(change: Partial<Member> & { readonly id: string }): Member {
  return {
    name: `Company ${change.id}`,
    sector: "terminal operator",
    networks: [],
    provider: null,
    tlpCeiling: "TLP:AMBER",
    mark: null,
    ...change,
  };
}
