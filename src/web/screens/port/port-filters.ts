/**
 * Whose port is shown and by which filters, as it stands in the address; and what all parts of it ask for. A member's people
 * see their own site; the center's choose a member or see all.
 */
import { useQuery } from "@tanstack/react-query";
import { useLocation, useSearch } from "wouter";
import type { CraneRow, LearningRow, MemberRow, SiteRead } from "../../../api/types.js";
import { get } from "../../ask.js";
import { useHeldNowMs } from "../../parts/clock.js";
import { useSession } from "../../session.js";
import { changedSearch } from "../detections/detection-filters.js";

/** Filters of this screen; a link from one part to another keeps the member alone. */
export function usePortSearch() {
  const search = useSearch();
  const [path, go] = useLocation();
  const params = new URLSearchParams(search);
  const text = (name: string) => params.get(name)?.trim() || null;
  /** The same part with some filters changed; null takes one away. */
  const href = (change: Readonly<Record<string, string | null>>) => `${path}${changedSearch(search, change)}`;
  const memberId = text("member");
  /** Another part, with the member and nothing else. */
  const partHref = (part: string, change: Readonly<Record<string, string | null>> = {}) =>
    `/port${part === "" ? "" : `/${part}`}${changedSearch("", { member: memberId, ...change })}`;
  return { text, href, partHref, go };
}

/** The member that is shown; null where the center's people see all. */
export function useShownMember(): string | null {
  const { person } = useSession();
  const { text } = usePortSearch();
  return person.memberId ?? text("member");
}

export function useMembers(): readonly MemberRow[] {
  const { person } = useSession();
  const members = useQuery({
    queryKey: ["members"],
    queryFn: () => get<{ rows: readonly MemberRow[] }>("/members"),
    enabled: person.memberId === null,
  });
  return members.data?.rows ?? [];
}

export function useMemberName(): (memberId: string) => string {
  const { person, memberName } = useSession();
  const members = useMembers();
  return (memberId) =>
    memberId === person.memberId
      ? (memberName ?? "")
      : (members.find(({ id }) => id === memberId)?.name ?? "…");
}

/** Marks on the plan follow what is heard, without anybody asking. */
const freshMs = 30_000;

export const memberQuery = (memberId: string | null): string =>
  memberId === null ? "" : `?memberId=${encodeURIComponent(memberId)}`;

export const useCranes = (memberId: string | null) =>
  useQuery({
    queryKey: ["port", "cranes", memberId],
    queryFn: () => get<{ rows: readonly CraneRow[] }>(`/cranes${memberQuery(memberId)}`),
    refetchInterval: freshMs,
  });

export const useLearning = (memberId: string | null) =>
  useQuery({
    queryKey: ["port", "learning", memberId],
    queryFn: () => get<{ rows: readonly LearningRow[] }>(`/learning${memberQuery(memberId)}`),
  });

export const useSite = (memberId: string | null) =>
  useQuery({
    queryKey: ["port", "site", memberId],
    queryFn: () => get<SiteRead>(`/members/${encodeURIComponent(memberId ?? "")}/site`),
    enabled: memberId !== null,
  });

/** One member's lists are changed at a time: where only one has cranes it is meant. */
export function useOneMember(): string | null {
  const shown = useShownMember();
  const cranes = useCranes(shown);
  if (shown !== null) return shown;
  const owners = new Set(cranes.data?.rows.map(({ memberId }) => memberId));
  const [first = null] = owners;
  return owners.size === 1 ? first : null;
}

/** What the terminal calls the machine at an address; the address itself where no list that is shown has it. */
export function useMachineNames(): (address: string) => string {
  const assets = useSite(useOneMember()).data?.assets ?? [];
  const names = new Map(
    assets.flatMap(({ name, addresses }) => addresses.map((address) => [address, name] as const)),
  );
  return (address) => names.get(address) ?? address;
}

/** Who may answer questions and change lists. */
export function useWritesPort(): boolean {
  const { role } = useSession().person;
  return role === "analyst" || role === "admin" || role === "operator";
}

/** The time that states are told by; it moves every half a minute. */
export const usePortNowUs = (): number => useHeldNowMs(0) * 1000;
