/** A member's people (or the center's own) and their sign-in links, each shown once. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { PersonRow } from "../../api/types.js";
import { get, post } from "../ask.js";
import { Lines } from "../parts/copy.js";
import { Fault } from "../parts/fault.js";
import { roleWord } from "../parts/labels.js";

function Person({ person }: { readonly person: PersonRow }) {
  const link = useMutation({
    mutationFn: () => post<{ link: string }>(`/people/${encodeURIComponent(person.id)}/link`, {}),
  });
  return (
    <li className="stack" style={{ gap: 8 }}>
      <div className="row">
        <strong>{person.name}</strong> <span className="quiet small">{roleWord(person.role)}</span>
        <Button variant="default" size="compact-xs" loading={link.isPending} onClick={() => link.mutate()}>
          New sign-in link<span className="hidden-text"> for {person.name}</span>
        </Button>
      </div>
      {link.error !== null && <Fault fault={link.error} />}
      {link.data !== undefined && (
        <div className="do-now stack" data-urgency="low" role="status" style={{ gap: 10 }}>
          <p>Send this to {person.name} by a way you trust. It works once, for fifteen minutes.</p>
          <Lines label="Sign-in link" text={link.data.link} />
        </div>
      )}
    </li>
  );
}

export function PeoplePart({ memberId }: { readonly memberId: string | null }) {
  const client = useQueryClient();
  const roles = memberId === null ? ["operator", "auditor"] : ["analyst", "viewer", "admin"];
  const [name, setName] = useState("");
  const [role, setRole] = useState(roles[0] as string);
  const people = useQuery({
    queryKey: ["people", memberId],
    queryFn: () =>
      get<{ rows: readonly PersonRow[] }>(
        `/people${memberId === null ? "" : `?memberId=${encodeURIComponent(memberId)}`}`,
      ),
  });
  const add = useMutation({
    mutationFn: () => post<PersonRow>("/people", { name, role, memberId }),
    onSuccess: () => {
      setName("");
      void client.invalidateQueries({ queryKey: ["people", memberId] });
    },
  });
  return (
    <section className="stack" style={{ gap: 10 }} aria-label="People">
      <h3>People</h3>
      {people.error !== null && <Fault fault={people.error} />}
      <ul style={{ listStyle: "none", padding: 0, display: "grid", gap: 8 }}>
        {people.data?.rows
          .filter((person) => person.memberId === memberId)
          .map((person) => (
            <Person key={person.id} person={person} />
          ))}
      </ul>
      {add.error !== null && <Fault fault={add.error} />}
      <form
        className="row"
        style={{ alignItems: "flex-end" }}
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <TextInput
          label="Name"
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="Role"
          data={roles.map((value) => ({ value, label: value }))}
          value={role}
          onChange={(event) => setRole(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={add.isPending}>
          Add a person
        </Button>
      </form>
    </section>
  );
}
