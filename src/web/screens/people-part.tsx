/** A member's people (or the center's own): their sign-in, links shown once, reset and removal, and invitations. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { PersonRow } from "../../api/types.js";
import { centerRoles } from "../../model/index.js";
import { get, post, remove } from "../ask.js";
import { Lines } from "../parts/copy.js";
import { Fault } from "../parts/fault.js";
import { roleWord } from "../parts/labels.js";
import { Sure } from "../parts/sure.js";
import { When } from "../parts/when.js";
import { useSession } from "../session.js";
import { InvitationsPart } from "./invitations-part.js";

function Person({ person, onChange }: { readonly person: PersonRow; readonly onChange: () => void }) {
  const path = `/people/${encodeURIComponent(person.id)}`;
  const own = useSession().person.id === person.id;
  const link = useMutation({ mutationFn: () => post<{ link: string }>(`${path}/link`, {}) });
  const reset = useMutation({ mutationFn: () => post(`${path}/reset`, {}), onSettled: onChange });
  const drop = useMutation({ mutationFn: () => remove(path), onSettled: onChange });
  const fault = link.error ?? reset.error ?? drop.error;
  return (
    <li className="stack" style={{ gap: 8 }}>
      <div className="row">
        <strong>{person.name}</strong>{" "}
        <span className="quiet small">
          {roleWord(person.role)}
          {person.email !== null && `, ${person.email}`}
          {!person.secondFactor && ", no second factor"}
          {person.seenUs !== null && (
            <>
              , here <When us={person.seenUs} />
            </>
          )}
        </span>
        <Button variant="default" size="compact-xs" loading={link.isPending} onClick={() => link.mutate()}>
          New sign-in link<span className="hidden-text"> for {person.name}</span>
        </Button>
        {!own && (
          <>
            <Sure
              what="Reset"
              whom={person.name}
              follows="Takes passkeys, password and codes away, and signs out."
              act={() => reset.mutate()}
            />
            <Sure
              what="Remove"
              whom={person.name}
              follows="Signs out at once, everywhere, and ends tokens."
              act={() => drop.mutate()}
            />
          </>
        )}
      </div>
      {fault !== null && <Fault fault={fault} />}
      {link.data !== undefined && (
        <div className="do-now stack" data-urgency="low" role="status" style={{ gap: 10 }}>
          <p>Send this to {person.name} by a way you trust. It works once, for fifteen minutes.</p>
          <Lines label="Sign-in link" text={link.data.link} />
        </div>
      )}
    </li>
  );
}

export function PeoplePart(props: {
  readonly memberId: string | null;
  /** False where the place it stands in has a title already. */
  readonly titled?: boolean;
}) {
  const { memberId, titled = true } = props;
  const client = useQueryClient();
  const roles = memberId === null ? centerRoles : (["analyst", "viewer", "admin"] as const);
  const people = useQuery({
    queryKey: ["people", memberId],
    queryFn: () =>
      get<{ rows: readonly PersonRow[] }>(
        `/people${memberId === null ? "" : `?memberId=${encodeURIComponent(memberId)}`}`,
      ),
  });
  const refresh = () => void client.invalidateQueries({ queryKey: ["people", memberId] });
  return (
    <section className="stack" style={{ gap: 14 }} aria-label="People">
      {titled && <h3>People</h3>}
      {people.error !== null && <Fault fault={people.error} />}
      <ul style={{ listStyle: "none", padding: 0, display: "grid", gap: 8 }}>
        {people.data?.rows
          .filter((person) => person.memberId === memberId)
          .map((person) => (
            <Person key={person.id} person={person} onChange={refresh} />
          ))}
      </ul>
      <InvitationsPart memberId={memberId} roles={roles} />
    </section>
  );
}
