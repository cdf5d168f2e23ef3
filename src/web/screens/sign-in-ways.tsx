/** The ways of signing in: passkey, the company's own account, password with a code. */
import { Button, TextInput } from "@mantine/core";
import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from "@simplewebauthn/browser";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../ask.js";
import { Fault } from "../parts/fault.js";
import { PasskeysElsewhere, useWays } from "./set-up-methods.js";

interface Ways {
  readonly onSignedIn: () => void;
}

/** Where the step of a sign-in at the company waits until the browser comes back to this tab. */
const oidcStepKey = "breakwater-oidc-step";

export function PasskeySignIn({ onSignedIn }: Ways) {
  const signIn = useMutation({
    mutationFn: async () => {
      const { step, options } = await post<{ step: string; options: PublicKeyCredentialRequestOptionsJSON }>(
        "/sign-in/passkey/begin",
        {},
      );
      const answer = await startAuthentication({ optionsJSON: options });
      return post("/sign-in/passkey", { step, answer });
    },
    onSuccess: onSignedIn,
  });
  return (
    <div className="stack" style={{ gap: 10 }}>
      {signIn.error !== null && <Fault fault={signIn.error} />}
      <Button loading={signIn.isPending} onClick={() => signIn.mutate()}>
        Sign in with a passkey
      </Button>
    </div>
  );
}

function OidcSignIn({ title }: { readonly title: string }) {
  const begin = useMutation({
    mutationFn: () => post<{ step: string; url: string }>("/sign-in/oidc/begin", {}),
    onSuccess: ({ step, url }) => {
      window.sessionStorage.setItem(oidcStepKey, step);
      window.location.assign(url);
    },
  });
  return (
    <div className="stack" style={{ gap: 10 }}>
      {begin.error !== null && <Fault fault={begin.error} />}
      <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
        Sign in with {title}
      </Button>
    </div>
  );
}

/** Posts what the provider sent back, with the step of this tab; each is taken out at once. */
export function finishOidc(query: string): Promise<unknown> {
  const step = window.sessionStorage.getItem(oidcStepKey) ?? "none";
  window.sessionStorage.removeItem(oidcStepKey);
  return post("/sign-in/oidc", { step, query: query === "" ? "?" : query });
}

function PasswordSignIn({ onSignedIn }: Ways) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const signIn = useMutation({
    mutationFn: () => post("/sign-in/password", { email, password, code }),
    onSuccess: onSignedIn,
    onError: () => setCode(""),
  });
  return (
    <form
      className="stack"
      style={{ gap: 10 }}
      aria-label="Sign in with a password"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      <TextInput
        label="E-mail address"
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label="Password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <TextInput
        label="Code of your app, or a recovery code"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      {signIn.error !== null && <Fault fault={signIn.error} />}
      <Button type="submit" variant="default" loading={signIn.isPending}>
        Sign in with a password
      </Button>
    </form>
  );
}

export function SignInWays({ onSignedIn }: Ways) {
  const ways = useWays();
  if (ways === undefined) return null;
  return (
    <div className="stack" style={{ gap: 14 }}>
      {ways.passkeys && <PasskeySignIn onSignedIn={onSignedIn} />}
      <PasskeysElsewhere ways={ways} />
      {ways.oidc !== null && <OidcSignIn title={ways.oidc} />}
      <PasswordSignIn onSignedIn={onSignedIn} />
    </div>
  );
}
