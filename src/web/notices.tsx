/**
 * Notices at the edge of the screen: what was just done, with *Undo* while that is possible. What can be undone
 * is not sent before the time is over; leaving the page sends it at once, so that nothing is lost.
 */
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly undo: (() => void) | null;
}

export interface Notices {
  say(text: string): void;
  /** Runs `commit` after five seconds unless undone, in which case it runs `undo`. */
  later(text: string, commit: () => void, undo: () => void): void;
}

const NoticesContext = createContext<Notices | null>(null);
const undoMs = 5_000;

export function useNotices(): Notices {
  const notices = useContext(NoticesContext);
  if (notices === null) throw new Error("useNotices needs NoticesProvider above it");
  return notices;
}

export function NoticesProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly Notice[]>([]);
  const pending = useRef(new Map<number, () => void>());
  const nextId = useRef(1);

  const hide = useCallback((id: number) => setShown((all) => all.filter((notice) => notice.id !== id)), []);

  const notices = useMemo<Notices>(() => {
    const show = (text: string, undo: (() => void) | null, ms: number) => {
      const id = nextId.current++;
      setShown((all) => [
        ...all.slice(-2),
        { id, text, undo: undo === null ? null : () => cancel(id, undo) },
      ]);
      setTimeout(() => hide(id), ms);
      return id;
    };
    const cancel = (id: number, undo: () => void) => {
      if (!pending.current.delete(id)) return;
      hide(id);
      undo();
    };
    return {
      say: (text) => void show(text, null, 4_000),
      later: (text, commit, undo) => {
        const id = show(text, undo, undoMs);
        pending.current.set(id, commit);
        setTimeout(() => {
          if (pending.current.delete(id)) commit();
        }, undoMs);
      },
    };
  }, [hide]);

  useEffect(() => {
    const flush = () => {
      for (const commit of pending.current.values()) commit();
      pending.current.clear();
    };
    window.addEventListener("pagehide", flush);
    return () => window.removeEventListener("pagehide", flush);
  }, []);

  return (
    <NoticesContext.Provider value={notices}>
      {children}
      <div className="notices" role="status" aria-live="polite">
        {shown.map((notice) => (
          <div key={notice.id} className="notice">
            <span>{notice.text}</span>
            {notice.undo !== null && (
              <button type="button" onClick={notice.undo}>
                Undo
              </button>
            )}
          </div>
        ))}
      </div>
    </NoticesContext.Provider>
  );
}
