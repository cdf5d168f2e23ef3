/**
 * Ten recovery codes, shown once: to copy, save or print. The console opens when the person has said that they are
 * kept. Whoever loads the page anew before that has lost sight of them, and makes new ones in their place.
 */
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import { post } from "../ask.js";
import { Lines } from "../parts/copy.js";
import { Fault } from "../parts/fault.js";
import { Mark } from "../parts/mark.js";
import { offerFile } from "../parts/offer-file.js";
import { useSession } from "../session.js";

type Show = (codes: readonly string[]) => void;

const ShowCodes = createContext<Show>(() => undefined);
export const ShowCodesProvider = ShowCodes.Provider;

/** Shows codes that were just made in place of the page, until they are kept. */
export const useShowCodes = (): Show => useContext(ShowCodes);

function Codes({ codes }: { readonly codes: readonly string[] }) {
  const { person } = useSession();
  const save = () => {
    const head = `Recovery codes of ${person.name} for Breakwater at ${window.location.origin}, each good once:`;
    offerFile(
      "breakwater-recovery-codes.txt",
      [[head, "", ...codes, ""].join("\n")],
      "text/plain;charset=utf-8",
    );
  };
  return (
    <>
      <h1>Keep these recovery codes</h1>
      <p role="status">
        Each signs you in once in place of a code, when the phone is lost. They are not shown again: print
        them, or put them where you keep passwords.
      </p>
      <Lines text={codes.join("\n")} label="Recovery codes, one a line" />
      <div className="row">
        <Button variant="default" size="xs" onClick={save}>
          Save as a file
        </Button>
        <Button variant="default" size="xs" onClick={() => window.print()}>
          Print
        </Button>
      </div>
    </>
  );
}

export function KeepCodes({
  codes,
  onCodes,
  onKept,
}: {
  /** Empty where they are not known any more. */
  readonly codes: readonly string[];
  readonly onCodes: Show;
  readonly onKept: () => void;
}) {
  const renew = useMutation({
    mutationFn: () => post<{ recoveryCodes: readonly string[] }>("/own/recovery-codes", {}),
    onSuccess: ({ recoveryCodes }) => onCodes(recoveryCodes),
  });
  const keep = useMutation({ mutationFn: () => post("/own/recovery-codes/kept", {}), onSuccess: onKept });
  const lost = codes.length === 0;
  return (
    <main className="sign-in">
      <div className="card sign-in-card stack" style={{ gap: 14 }}>
        <div className="sign-in-mark">
          <Mark />
        </div>
        {lost ? (
          <>
            <h1>Did you keep your recovery codes?</h1>
            <p>
              They were shown once, and you did not say yet that you have them. If not, make ten new ones: the
              old ones stop working.
            </p>
          </>
        ) : (
          <Codes codes={codes} />
        )}
        {renew.error !== null && <Fault fault={renew.error} />}
        {keep.error !== null && <Fault fault={keep.error} />}
        <div className="row">
          {lost && (
            <Button loading={renew.isPending} onClick={() => renew.mutate()}>
              Make ten new ones
            </Button>
          )}
          <Button
            variant={lost ? "default" : "filled"}
            loading={keep.isPending}
            onClick={() => keep.mutate()}
          >
            I have kept them
          </Button>
        </div>
      </div>
    </main>
  );
}
