/** Rail or bottom bar, the page, the palette and the help: what surrounds every screen. */
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { Link, useLocation } from "wouter";
import type { Now } from "../api/types.js";
import { get, post } from "./ask.js";
import { HelpDialog } from "./help-dialog.js";
import { useKeys } from "./keys.js";
import { useLive } from "./live.js";
import { Palette } from "./palette.js";
import { Icon } from "./parts/icons.js";
import { roleWord } from "./parts/labels.js";
import { Mark } from "./parts/mark.js";
import { type Place, usePlaces } from "./places.js";
import { useSession } from "./session.js";

function useOpenWarnings(): number {
  const now = useQuery({ queryKey: ["now", "badge"], queryFn: () => get<Now>("/now") });
  const open = now.data?.openWarnings;
  return open === undefined ? 0 : open.critical + open.high + open.medium + open.low;
}

function SchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <button
      type="button"
      className="rail-tool"
      onClick={() => setColorScheme(other)}
      aria-label={`Show in ${other} colours`}
      title={`Show in ${other} colours`}
    >
      <Icon name={scheme === "dark" ? "sun" : "moon"} />
    </button>
  );
}

function SignOutButton() {
  const signOut = () => void post("/sign-out", {}).finally(() => window.location.assign("/sign-in"));
  return (
    <button type="button" className="rail-tool" onClick={signOut} aria-label="Sign out" title="Sign out">
      <Icon name="out" />
    </button>
  );
}

function LiveSign() {
  const { connected } = useLive();
  return (
    <span className="live rail-quiet" data-on={connected} role="status">
      <i aria-hidden="true" /> {connected ? "Live" : "Not live: connecting"}
    </span>
  );
}

/** On a phone the bar holds more screens than fit: the one that is open is brought into sight. */
function keepInSight(link: HTMLElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function Rail({ onHelp }: { readonly onHelp: () => void }) {
  const session = useSession();
  const places = usePlaces();
  const [path] = useLocation();
  const open = useOpenWarnings();
  const here = (place: Place) => (place.path === "/" ? path === "/" : path.startsWith(place.path));
  return (
    <header className="rail">
      <Link href="/" className="brand">
        <Mark /> Breakwater
      </Link>
      <nav aria-label="Screens" className="rail-links">
        {places.map((place) => (
          <Link
            key={place.path}
            href={place.path}
            className="rail-link"
            ref={here(place) ? keepInSight : undefined}
            aria-current={here(place) ? "page" : undefined}
          >
            <Icon name={place.icon} />
            {place.title}
            {place.path === "/warnings" && open > 0 && (
              <span className="rail-count">
                {open > 999 ? "999+" : open}
                <span className="hidden-text"> open</span>
              </span>
            )}
          </Link>
        ))}
      </nav>
      <div className="rail-foot">
        <div>
          <Link href="/your-sign-in" className="rail-person" title="Your sign-in">
            {session.person.name}
            <span className="hidden-text">: your sign-in</span>
          </Link>
          <div className="rail-quiet">
            {roleWord(session.person.role)}
            {session.memberName !== null && `, ${session.memberName}`}
          </div>
        </div>
        <LiveSign />
        <div className="rail-tools">
          <SchemeButton />
          <button
            type="button"
            className="rail-tool"
            onClick={onHelp}
            aria-label="Keys and help"
            title="Keys and help"
          >
            <Icon name="keys" />
          </button>
          <SignOutButton />
        </div>
      </div>
    </header>
  );
}

export function Shell({ children }: { readonly children: ReactNode }) {
  const places = usePlaces();
  const [path, go] = useLocation();
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState(false);
  const goes = Object.fromEntries(places.map((place) => [place.key, () => go(place.path)]));
  useKeys({ ...goes, "?": () => setHelp(true) });

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      setPalette(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  const title = places.find((place) =>
    place.path === "/" ? path === "/" : path.startsWith(place.path),
  )?.title;
  useEffect(() => {
    document.title = title === undefined ? "Breakwater" : `${title} · Breakwater`;
  }, [title]);

  return (
    <div className="shell">
      <a className="skip" href="#main">
        To the content
      </a>
      <Rail onHelp={() => setHelp(true)} />
      <div>
        <section className="topbar" aria-label="Breakwater">
          <Link href="/" className="brand">
            <Mark /> Breakwater
          </Link>
          <Link href="/your-sign-in" className="rail-tool" aria-label="Your sign-in" title="Your sign-in">
            <Icon name="person" />
          </Link>
          <SchemeButton />
          <SignOutButton />
        </section>
        <main id="main" className="page" tabIndex={-1}>
          {children}
        </main>
      </div>
      <HelpDialog opened={help} onClose={() => setHelp(false)} />
      <Palette opened={palette} onClose={() => setPalette(false)} />
    </div>
  );
}
