/** Members, groups and exposures for tests: valid, of documentation ranges, each field changeable. */
import { type Exposure, type Group, type Member, memberDefaults } from "../model/index.js";

export function testMember(change: Partial<Member> & { readonly id: string }): Member {
  return {
    name: `Company ${change.id}`,
    sector: "terminal operator",
    networks: [],
    providers: [],
    tlpCeiling: "TLP:AMBER",
    ...memberDefaults,
    mark: null,
    ...change,
  };
}

export function testGroup(change: Partial<Group> & { readonly id: string }): Group {
  return { name: `Group ${change.id}`, purpose: "", tlpCeiling: "TLP:AMBER", memberIds: [], ...change };
}

export function testExposure(change: Partial<Exposure> & Pick<Exposure, "memberId" | "value">): Exposure {
  return { id: `exposure-${change.value}`, kind: "brand", also: [], note: "", ...change };
}
