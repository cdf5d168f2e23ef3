/** The screens a person has, with their addresses and keys; a member's people have fewer of the same. */
import { useIsCenter, useSession } from "./session.js";

export interface Place {
  readonly path: string;
  readonly title: string;
  readonly icon:
    | "now"
    | "warnings"
    | "detections"
    | "port"
    | "rules"
    | "lookup"
    | "reports"
    | "sharing"
    | "members"
    | "person"
    | "assurance"
    | "settings";
  readonly key: string;
}

export function usePlaces(): readonly Place[] {
  const center = useIsCenter();
  const { role } = useSession().person;
  const admin = role === "admin";
  const own: readonly Place[] = [
    { path: "/", title: "Now", icon: "now", key: "g n" },
    { path: "/warnings", title: "Warnings", icon: "warnings", key: "g w" },
    { path: "/detections", title: "Detections", icon: "detections", key: "g d" },
    { path: "/port", title: "Port", icon: "port", key: "g o" },
    { path: "/look-up", title: "Look up", icon: "lookup", key: "g l" },
    { path: "/reports", title: "Reports", icon: "reports", key: "g r" },
  ];
  return center
    ? [
        ...own,
        { path: "/rules", title: "Rules", icon: "rules", key: "g u" },
        { path: "/members", title: "Members", icon: "members", key: "g m" },
        ...(role === "operator"
          ? [{ path: "/exchange", title: "Exchange", icon: "sharing", key: "g e" } as const]
          : []),
        { path: "/assurance", title: "Assurance", icon: "assurance", key: "g a" },
        { path: "/settings", title: "Settings", icon: "settings", key: "g s" },
      ]
    : [
        ...own,
        { path: "/sharing", title: "Sharing", icon: "sharing", key: "g h" },
        ...(admin ? [{ path: "/people", title: "People", icon: "person", key: "g p" } as const] : []),
      ];
}
