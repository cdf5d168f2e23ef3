/**
 * Signing in by a one-time link. The token stands behind `#`, so it is in no log on the way; it is taken out of
 * the address bar at once. The person presses nothing: a page that runs this script is a browser, not a mail
 * scanner's preview.
 */
import { useEffect, useRef, useState } from "react";
import { faultWords, post, Refused } from "../ask.js";
import { Lines } from "../parts/copy.js";
import { Mark } from "../parts/mark.js";

/** The token of the address, taken once; strict rendering twice must not spend it twice. */
function takeToken(): string {
  const token = window.location.hash.slice(1);
  if (token !== "") window.history.replaceState(null, "", "/sign-in");
  return token;
}

const firstToken = takeToken();

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
  useEffect(() => {
    if (firstToken === "" || asked.current) return;
    asked.current = true;
    post("/sign-in", { token: firstToken }).then(onSignedIn, setFault);
  }, [onSignedIn]);
  return (
    <main className="sign-in">
      <div className="card sign-in-card">
        <div className="sign-in-mark">
          <Mark />
        </div>
        {fault !== null && <Words fault={fault} />}
        {fault === null && firstToken !== "" && (
          <>
            <h1>Signing you in</h1>
            <p role="status" className="quiet">
              One moment …
            </p>
          </>
        )}
        {fault === null && firstToken === "" && (
          <>
            <h1>Sign in to Breakwater</h1>
            <p>Open the sign-in link you were given. There are no passwords here.</p>
            <NewLink />
          </>
        )}
      </div>
    </main>
  );
}
