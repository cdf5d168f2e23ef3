/** *Your sign-in*: passkeys, password and code app, recovery codes, and where you are signed in. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Own, SessionRow } from "../../api/types.js";
import { get, post, remove } from "../ask.js";
import { Fault, Waiting } from "../parts/fault.js";
import { When } from "../parts/when.js";
import { MailWishPart } from "./mail-wish-part.js";
import { useShowCodes } from "./recovery-codes.js";
import { PasskeySetUp, PasswordSetUp } from "./set-up-methods.js";

const listStyle = { listStyle: "none", padding: 0, display: "grid", gap: 8 } as const;

function Passkeys({ own, refresh }: { readonly own: Own; readonly refresh: () => void }) {
  const drop = useMutation({
    mutationFn: (id: string) => post("/own/passkeys/remove", { id }),
    onSettled: refresh,
  });
  return (
    <>
      {drop.error !== null && <Fault fault={drop.error} />}
      {own.passkeys.length === 0 && <p className="quiet">None yet.</p>}
      <ul style={listStyle} aria-label="Your passkeys">
        {own.passkeys.map((passkey) => (
          <li key={passkey.id} className="row">
            <strong>{passkey.name}</strong>
            <span className="quiet small">
              {passkey.usedUs === null ? (
                "not used yet"
              ) : (
                <>
                  used <When us={passkey.usedUs} />
                </>
              )}
            </span>
            <Button variant="default" size="compact-xs" onClick={() => drop.mutate(passkey.id)}>
              Remove<span className="hidden-text"> {passkey.name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

const wayWords: Readonly<Record<string, string>> = {
  link: "by a link",
  invitation: "by an invitation",
  password: "by password and code",
  passkey: "by passkey",
  oidc: "by your company's account",
};

function SessionLine({ row, here }: { readonly row: SessionRow; readonly here: boolean }) {
  return (
    <span>
      <strong>{row.device}</strong>{" "}
      <span className="quiet small">
        {row.address}, {wayWords[row.way] ?? row.way}, used <When us={row.seenUs} />
        {here && ", this one"}
      </span>
      {row.newDevice && <strong className="small"> First time from this device and network</strong>}
    </span>
  );
}

function Sessions({ own, refresh }: { readonly own: Own; readonly refresh: () => void }) {
  const end = useMutation({
    mutationFn: (id: string) => remove(`/own/sessions/${encodeURIComponent(id)}`),
    onSettled: refresh,
  });
  return (
    <section className="card card-body stack" style={{ gap: 10 }} aria-labelledby="sessions-title">
      <h2 id="sessions-title">Where you are signed in</h2>
      {end.error !== null && <Fault fault={end.error} />}
      <ul style={listStyle} aria-label="Your sessions">
        {own.sessions.map((row) => (
          <li key={row.id} className="row">
            <SessionLine row={row} here={row.id === own.sessionId} />
            {row.id !== own.sessionId && (
              <Button variant="default" size="compact-xs" onClick={() => end.mutate(row.id)}>
                End<span className="hidden-text"> the session of {row.device}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className="quiet small">One that you do not know? End it, and set your password anew.</p>
    </section>
  );
}

function Recovery({ own, onCodes }: { own: Own; onCodes: (codes: readonly string[]) => void }) {
  const renew = useMutation({
    mutationFn: () => post<{ recoveryCodes: readonly string[] }>("/own/recovery-codes", {}),
    onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
  });
  return (
    <section className="card card-body stack" style={{ gap: 10 }} aria-labelledby="recovery-title">
      <h2 id="recovery-title">Recovery codes</h2>
      <p>{own.recoveryCodesLeft} of 10 are left. Each stands in once for a code, when the phone is lost.</p>
      {renew.error !== null && <Fault fault={renew.error} />}
      <div>
        <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
          Make ten new ones
        </Button>
      </div>
    </section>
  );
}

export function YourSignInScreen() {
  const client = useQueryClient();
  const show = useShowCodes();
  const own = useQuery({ queryKey: ["own"], queryFn: () => get<Own>("/own") });
  const refresh = () => void client.invalidateQueries({ queryKey: ["own"] });
  const onCodes = (shown: readonly string[]) => {
    refresh();
    if (shown.length > 0) show(shown);
  };
  return (
    <div className="page-inner stack">
      <h1>Your sign-in</h1>
      {own.isPending && <Waiting what="your sign-in" />}
      {own.error !== null && <Fault fault={own.error} retry={() => void own.refetch()} />}
      {own.data?.confirmFirst === true && (
        <p className="banner">
          You came by a link. To change anything here, sign out and sign in with what you have set up.
        </p>
      )}
      {own.data !== undefined && (
        <>
          <section className="card card-body stack" style={{ gap: 10 }} aria-labelledby="passkeys-title">
            <h2 id="passkeys-title">Passkeys</h2>
            <Passkeys own={own.data} refresh={refresh} />
            <PasskeySetUp onDone={onCodes} />
          </section>
          <section className="card card-body stack" style={{ gap: 10 }} aria-labelledby="password-title">
            <h2 id="password-title">Password and code app</h2>
            {own.data.passwordUs !== null && (
              <p>
                Set <When us={own.data.passwordUs} />, for {own.data.email}.
              </p>
            )}
            <PasswordSetUp own={own.data} onDone={onCodes} />
          </section>
          <Recovery own={own.data} onCodes={onCodes} />
          <MailWishPart own={own.data} refresh={refresh} />
          <Sessions own={own.data} refresh={refresh} />
        </>
      )}
    </div>
  );
}
