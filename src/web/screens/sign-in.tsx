/**
 * Signing in: by a one-time link where the address carries one, by what the company's provider sent back, or by one of
 * the ways there are. The token stands behind `#`, so it is in no log on the way; it is taken out of
 * the address bar at once. The person presses nothing: a page that runs this script is a browser, not a mail
 * scanner's preview.
 */
import { useEffect, useRef, useState } from "react";
import { faultWords, post, Refused } from "../ask.js";
import { Lines } from "../parts/copy.js";
import { Mark } from "../parts/mark.js";
import { finishOidc, SignInWays } from "./sign-in-ways.js";

export const oidcPath = "/sign-in/oidc";

/** The token of the address, taken once; strict rendering twice must not spend it twice. */
function takeToken(): string {
  if (window.location.pathname !== "/sign-in") return "";
  const token = window.location.hash.slice(1);
  if (token !== "") window.history.replaceState(null, "", "/sign-in");
  return token;
}

/** What a provider sent the browser back with, taken once as the token is. */
function takeReturn(): string | null {
  if (window.location.pathname !== oidcPath) return null;
  const query = window.location.search;
  window.history.replaceState(null, "", "/sign-in");
  return query;
}

const firstToken = takeToken();
const firstReturn = takeReturn();

function Words({ fault }: { readonly fault: unknown }) {
  const words = faultWords(fault);
  const used = fault instanceof Refused && fault.code === "members.link-refused";
  return (
    <>
      <h1>{used ? "This link does not work any more" : words.title}</h1>
      <p role="alert">
        {used
          ? "It was used before, it is too old, or a part of it is missing. A link works once and for a short time."
          : words.detail}
      </p>
      {used ? <NewLink /> : <p className="quiet">{words.hint}</p>}
    </>
  );
}

function NewLink() {
  return (
    <div className="stack" style={{ gap: 10 }}>
      <p>For a new one, ask whoever runs the center, or run this where it is installed:</p>
      <Lines text="breakwater person link Operator" label="Command for a new sign-in link" />
    </div>
  );
}

export function SignInScreen({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const [fault, setFault] = useState<unknown>(null);
  const asked = useRef(false);
  const coming = firstToken !== "" || firstReturn !== null;
  const used = fault instanceof Refused && fault.code === "members.link-refused";
  useEffect(() => {
    if ((firstToken === "" && firstReturn === null) || asked.current) return;
    asked.current = true;
    const signedIn = firstReturn === null ? post("/sign-in", { token: firstToken }) : finishOidc(firstReturn);
    signedIn.then(onSignedIn, setFault);
  }, [onSignedIn]);
  return (
    <main className="sign-in">
      <div className="card sign-in-card">
        <div className="sign-in-mark">
          <Mark />
        </div>
        {fault !== null && <Words fault={fault} />}
        {fault === null && coming && (
          <>
            <h1>Signing you in</h1>
            <p role="status" className="quiet">
              One moment …
            </p>
          </>
        )}
        {fault === null && !coming && (
          <div className="stack" style={{ gap: 14 }}>
            <h1>Sign in to Breakwater</h1>
            <SignInWays onSignedIn={onSignedIn} />
            <p className="quiet small">Or open the sign-in link or the invitation you were given.</p>
          </div>
        )}
        {fault !== null && !used && (
          <p>
            <a href="/sign-in">Sign in another way</a>
          </p>
        )}
      </div>
    </main>
  );
}
