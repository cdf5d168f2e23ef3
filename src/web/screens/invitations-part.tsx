/** Inviting somebody, and the invitations that are open. The link is shown once, to be handed over. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { InvitationRow } from "../../api/types.js";
import type { Role } from "../../model/index.js";
import { get, post, remove } from "../ask.js";
import { Lines } from "../parts/copy.js";
import { Fault } from "../parts/fault.js";
import { roleMeaning, roleWord } from "../parts/labels.js";
import { Tick } from "../parts/tick.js";
import { When } from "../parts/when.js";
import { useSession } from "../session.js";

function Open({ rows, onChange }: { rows: readonly InvitationRow[]; onChange: () => void }) {
  const revoke = useMutation({
    mutationFn: (id: string) => remove(`/invitations/${encodeURIComponent(id)}`),
    onSettled: onChange,
  });
  if (rows.length === 0) return null;
  return (
    <>
      <h3>Open invitations</h3>
      {revoke.error !== null && <Fault fault={revoke.error} />}
      <ul style={{ listStyle: "none", padding: 0, display: "grid", gap: 8 }} aria-label="Open invitations">
        {rows.map((row) => (
          <li key={row.id} className="row">
            <strong>{row.name}</strong>
            <span className="quiet small">
              {row.email}, {roleWord(row.role)}, until <When us={row.expiresUs} />
            </span>
            <Button variant="default" size="compact-xs" onClick={() => revoke.mutate(row.id)}>
              Revoke<span className="hidden-text"> the invitation of {row.name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}

export function InvitationsPart({ memberId, roles }: { memberId: string | null; roles: readonly Role[] }) {
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const { isMailOn } = useSession();
  const [byMail, setByMail] = useState(false);
  const [role, setRole] = useState(roles[0] as Role);
  const invitations = useQuery({
    queryKey: ["invitations", memberId],
    queryFn: () =>
      get<{ rows: readonly InvitationRow[] }>(
        `/invitations${memberId === null ? "" : `?memberId=${encodeURIComponent(memberId)}`}`,
      ),
  });
  const refresh = () => void client.invalidateQueries({ queryKey: ["invitations", memberId] });
  const invite = useMutation({
    mutationFn: (asked: { byMail: boolean }) =>
      post<{ link: string }>("/invitations", { name, email, role, memberId, ...asked }),
    onSuccess: () => {
      setName("");
      setEmail("");
      refresh();
    },
  });
  const open = invitations.data?.rows.filter((row) => row.memberId === memberId && row.state === "open");
  return (
    <section className="stack" style={{ gap: 10 }} aria-label="Invitations">
      <h3>Invite somebody</h3>
      {invitations.error !== null && <Fault fault={invitations.error} />}
      {invite.error !== null && <Fault fault={invite.error} />}
      <form
        className="form-fields"
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate({ byMail });
        }}
      >
        <TextInput
          label="Name"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="E-mail address"
          type="email"
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NativeSelect
          label="Role"
          data={roles.map((value) => ({ value, label: roleWord(value) }))}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value as Role)}
        />
        {isMailOn && <Tick label="Send it by mail" checked={byMail} onChange={setByMail} />}
        <Button type="submit" variant="default" loading={invite.isPending}>
          Make an invitation
        </Button>
      </form>
      <p className="quiet small">
        {roleWord(role)}: {roleMeaning(role)}
      </p>
      {invite.data !== undefined && (
        <div className="do-now stack" data-urgency="low" role="status" style={{ gap: 10 }}>
          <p>
            {invite.variables?.byMail === true
              ? "The invitation is on its way by mail. Should it not arrive, this link works too: "
              : "Hand this link over by a way you trust. It works "}
            once, for seven days, and is not shown again.
          </p>
          <Lines label="Invitation link" text={invite.data.link} />
        </div>
      )}
      {open !== undefined && <Open rows={open} onChange={refresh} />}
    </section>
  );
}
