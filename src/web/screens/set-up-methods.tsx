/** Setting up ways to sign in: a passkey, or a password with a code app. Each is two factors. */
import { Button, TextInput } from "@mantine/core";
import { type PublicKeyCredentialCreationOptionsJSON, startRegistration } from "@simplewebauthn/browser";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Own, SignInWays } from "../../api/types.js";
import { get, post } from "../ask.js";
import { CopyButton } from "../parts/copy.js";
import { Fault } from "../parts/fault.js";
import { QrCode } from "../parts/qr.js";

/** Called with the recovery codes, an empty list where there are none to show. */
type OnDone = (recoveryCodes: readonly string[]) => void;

export function useWays(): SignInWays | undefined {
  return useQuery({ queryKey: ["ways"], queryFn: () => get<SignInWays>("/sign-in/ways"), staleTime: 300_000 })
    .data;
}

/** Where passkeys work, if it is not here. */
export function PasskeysElsewhere({ ways }: { readonly ways: SignInWays }) {
  if (ways.passkeys) return null;
  return (
    <p className="quiet small">
      Passkeys need a name, and this address is made of numbers.{" "}
      {ways.passkeysAt !== null && (
        <>
          They work at <a href={`${ways.passkeysAt}${window.location.pathname}`}>{ways.passkeysAt}</a>, where
          you sign in anew: a link that was used here does not work there again.
        </>
      )}
    </p>
  );
}

export function PasskeySetUp({ onDone }: { readonly onDone: OnDone }) {
  const ways = useWays();
  const [name, setName] = useState("");
  const add = useMutation({
    mutationFn: async () => {
      const { step, options } = await post<{
        step: string;
        options: PublicKeyCredentialCreationOptionsJSON;
      }>("/own/passkeys/begin", {});
      const answer = await startRegistration({ optionsJSON: options });
      return post<{ recoveryCodes: readonly string[] }>("/own/passkeys", { step, name, answer });
    },
    onSuccess: ({ recoveryCodes }) => {
      setName("");
      onDone(recoveryCodes);
    },
  });
  if (ways === undefined) return null;
  return (
    <form
      className="stack"
      style={{ gap: 10 }}
      aria-label="Add a passkey"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <p>
        A passkey is a key that your phone, computer or security key keeps. You sign in by a touch, a look or
        a PIN.
      </p>
      <PasskeysElsewhere ways={ways} />
      {add.error !== null && <Fault fault={add.error} />}
      {ways.passkeys && (
        <div className="row" style={{ alignItems: "flex-end" }}>
          <TextInput
            label="What it is kept on"
            placeholder="My phone"
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" loading={add.isPending}>
            Add a passkey
          </Button>
        </div>
      )}
    </form>
  );
}

interface Begun {
  readonly step: string;
  readonly secret: string;
  readonly url: string;
}

function PasswordForm({ begun, own, onDone }: { begun: Begun; own: Own; onDone: OnDone }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const set = useMutation({
    mutationFn: () =>
      post<{ recoveryCodes: readonly string[] }>("/own/password", {
        step: begun.step,
        code,
        password,
        ...(own.email === null ? { email } : {}),
      }),
    onSuccess: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  return (
    <form
      className="stack"
      style={{ gap: 12 }}
      aria-label="Password and code app"
      onSubmit={(event) => {
        event.preventDefault();
        set.mutate();
      }}
    >
      <p>
        A code app (an authenticator, or your password keeper) shows a new code every half minute. Is it on
        this device? <a href={begun.url}>Open in your code app</a>. Is it on another? Read this picture with
        it, or type the key into it.
      </p>
      <QrCode text={begun.url} label="QR code with the key for your code app" />
      <p className="mono small" data-secret style={{ overflowWrap: "anywhere" }}>
        {begun.secret}
      </p>
      <div>
        <CopyButton text={begun.secret} label="Copy the key" />
      </div>
      {own.email === null && (
        <TextInput
          label="Your e-mail address"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      )}
      <TextInput
        label="New password"
        description="At least 12 characters; a few words that do not belong together are good."
        type="password"
        autoComplete="new-password"
        required
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <TextInput
        label="Code that the app shows"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      {set.error !== null && <Fault fault={set.error} />}
      <div>
        <Button type="submit" loading={set.isPending}>
          Set password and code app
        </Button>
      </div>
    </form>
  );
}

export function PasswordSetUp({ own, onDone }: { readonly own: Own; readonly onDone: OnDone }) {
  const begin = useMutation({ mutationFn: () => post<Begun>("/own/password/begin", {}) });
  const done: OnDone = (codes) => {
    begin.reset();
    onDone(codes);
  };
  if (begin.data !== undefined) return <PasswordForm begun={begin.data} own={own} onDone={done} />;
  return (
    <div className="stack" style={{ gap: 10 }}>
      <p>A password together with a code that an app on your phone shows. Setting it anew replaces both.</p>
      {begin.error !== null && <Fault fault={begin.error} />}
      <div>
        <Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>
          {own.passwordUs === null ? "Set up a password and code app" : "Set password and code app anew"}
        </Button>
      </div>
    </div>
  );
}
