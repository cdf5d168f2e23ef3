/**
 * What a person sees whose session may do nothing yet: who came by a link or an invitation, and needs a second factor.
 * Whoever has one confirms it; whoever has none sets one up; then the console opens.
 */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Own } from "../../api/types.js";
import { get, post } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { Mark } from "../parts/mark.js";
import { useSession } from "../session.js";
import { useShowCodes } from "./recovery-codes.js";
import { PasskeySetUp, PasswordSetUp } from "./set-up-methods.js";
import { PasskeySignIn } from "./sign-in-ways.js";

function Confirm({ own, onDone }: { readonly own: Own; readonly onDone: () => void }) {
  const [code, setCode] = useState("");
  const confirm = useMutation({ mutationFn: () => post("/own/confirm", { code }), onSuccess: onDone });
  return (
    <>
      <h1>Confirm that it is you</h1>
      <p>You came by a link. What you have set up for signing in opens the rest.</p>
      {own.passkeys.length > 0 && <PasskeySignIn onSignedIn={onDone} />}
      <form
        className="stack"
        style={{ gap: 10 }}
        onSubmit={(event) => {
          event.preventDefault();
          confirm.mutate();
        }}
      >
        <TextInput
          label={own.passwordUs === null ? "A recovery code" : "Code of your app, or a recovery code"}
          autoComplete="one-time-code"
          required
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        {confirm.error !== null && <Fault fault={confirm.error} />}
        <div>
          <Button type="submit" loading={confirm.isPending}>
            Confirm
          </Button>
        </div>
      </form>
      <p className="quiet small">
        Nothing of it at hand? Whoever looks after people here can reset your sign-in.
      </p>
    </>
  );
}

function SetUp({ own, onDone }: { readonly own: Own; readonly onDone: () => void }) {
  const show = useShowCodes();
  const done = (codes: readonly string[]) => (codes.length > 0 ? show(codes) : onDone());
  return (
    <>
      <h1>Set up how you sign in</h1>
      <p>Choose one; the other can follow. After this you can go on.</p>
      <h2>With a passkey</h2>
      <PasskeySetUp onDone={done} />
      <h2>With a password and a code</h2>
      <PasswordSetUp own={own} onDone={done} />
    </>
  );
}

export function CompleteSignIn({ onDone }: { readonly onDone: () => void }) {
  const { person } = useSession();
  const own = useQuery({ queryKey: ["own"], queryFn: () => get<Own>("/own") });
  const leave = () => void post("/sign-out", {}).finally(() => window.location.assign("/sign-in"));
  return (
    <main className="sign-in">
      <div className="card sign-in-card stack" style={{ gap: 14 }}>
        <div className="sign-in-mark">
          <Mark />
        </div>
        {own.isPending && <Waiting what="your sign-in" />}
        {own.error !== null && <Fault fault={own.error} retry={() => void own.refetch()} />}
        {own.data !== undefined &&
          (own.data.confirmFirst ? (
            <Confirm own={own.data} onDone={onDone} />
          ) : (
            <SetUp own={own.data} onDone={onDone} />
          ))}
        <p className="quiet small">
          You are {person.name}.{" "}
          <Button variant="default" size="compact-xs" onClick={leave}>
            Sign out
          </Button>
        </p>
      </div>
    </main>
  );
}
