/**
 * The live stream: counts each second, and which kinds of thing changed. It carries no things, so what changed is
 * asked for again through the API; lists decide themselves when to show it. Two minutes of counts are kept for
 * the sparkline.
 */
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Counts } from "../api/types.js";

export interface Live {
  readonly connected: boolean;
  readonly counts: Counts | null;
  /** Records a second, oldest first, one for each second told. */
  readonly history: readonly { readonly atUs: number; readonly perSecond: number }[];
}

const LiveContext = createContext<Live>({ connected: false, counts: null, history: [] });
const historyMax = 180;
/** What changed is asked for again at most this often, however much is going on. */
const refetchMs = 2_000;

export function useLive(): Live {
  return useContext(LiveContext);
}

/** Which queries a change makes stale. */
const staleAfter: Readonly<Record<string, readonly string[]>> = {
  warning: ["warnings", "warning", "now"],
  sighting: ["sightings", "now"],
  detection: ["detections", "now", "port"],
  report: ["reports"],
  source: ["now", "sources", "members"],
};

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [connected, setConnected] = useState(false);
  const [history, setHistory] = useState<Live["history"]>([]);
  const [counts, setCounts] = useState<Counts | null>(null);

  useEffect(() => {
    const stale = new Set<string>();
    const source = new EventSource("/api/live");
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    source.addEventListener("counts", (event) => {
      const next = JSON.parse(event.data) as Counts;
      setCounts(next);
      setHistory((all) => [
        ...all.slice(1 - historyMax),
        { atUs: next.atUs, perSecond: next.recordsPerSecond },
      ]);
    });
    source.addEventListener("changed", (event) => {
      const { what } = JSON.parse(event.data) as { what: string };
      for (const key of staleAfter[what] ?? []) stale.add(key);
    });
    const refetching = setInterval(() => {
      for (const key of stale) void client.invalidateQueries({ queryKey: [key] });
      stale.clear();
    }, refetchMs);
    return () => {
      clearInterval(refetching);
      source.close();
    };
  }, [client]);

  const live = useMemo(() => ({ connected, counts, history }), [connected, counts, history]);
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}
