/**
 * An invitation as the invited person sees it: who invites into what, and one button. The token stands behind `#`, is
 * taken out of the address bar at once, and is spent only by the button, so that a preview of the link spends nothing.
 */
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { OpenedInvitation } from "../../api/types.js";
import { faultWords, post } from "../ask.js";
import { roleWord } from "../parts/labels.js";
import { Mark } from "../parts/mark.js";

function takeToken(): string {
  if (window.location.pathname !== "/invitation") return "";
  const token = window.location.hash.slice(1);
  if (token !== "") window.history.replaceState(null, "", "/invitation");
  return token;
}

const token = takeToken();

function Words({ fault }: { readonly fault: unknown }) {
  const words = faultWords(fault);
  return (
    <>
      <h1>{words.title}</h1>
      <p role="alert">{words.detail}</p>
      <p className="quiet">{words.hint}</p>
    </>
  );
}

export function InvitationScreen({ onSignedIn }: { readonly onSignedIn: () => void }) {
  const invitation = useQuery({
    queryKey: ["invitation"],
    queryFn: () => post<OpenedInvitation>("/invitation/open", { token: token === "" ? "none" : token }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const accept = useMutation({
    mutationFn: () => post("/invitation/accept", { token }),
    onSuccess: onSignedIn,
  });
  const fault = accept.error ?? invitation.error;
  return (
    <main className="sign-in">
      <div className="card sign-in-card stack" style={{ gap: 14 }}>
        <div className="sign-in-mark">
          <Mark />
        </div>
        {fault !== null && <Words fault={fault} />}
        {fault === null && invitation.data === undefined && <h1>Reading your invitation …</h1>}
        {fault === null && invitation.data !== undefined && (
          <>
            <h1>Welcome, {invitation.data.name}</h1>
            <p>
              You are invited to Breakwater as {roleWord(invitation.data.role)} of{" "}
              {invitation.data.memberName ?? "the center"}, as {invitation.data.email}.
            </p>
            <p className="quiet">Next you set up how you sign in. This link then works no more.</p>
            <Button loading={accept.isPending} onClick={() => accept.mutate()}>
              Accept the invitation
            </Button>
          </>
        )}
      </div>
    </main>
  );
}
