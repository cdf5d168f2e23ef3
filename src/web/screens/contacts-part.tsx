/** Whom to reach at a member, in the order they are called. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Contact } from "../../api/types.js";
import { get, put } from "../ask.js";
import { Fault } from "../parts/fault.js";
import { Tick } from "../parts/tick.js";

const empty: Contact = { name: "", title: "", mail: "", phone: "", onCall: true, note: "" };

export function ContactsPart({ memberId, writes }: { readonly memberId: string; readonly writes: boolean }) {
  const client = useQueryClient();
  const key = ["contacts", memberId];
  const path = `/members/${encodeURIComponent(memberId)}/contacts`;
  const [fresh, setFresh] = useState(empty);
  const list = useQuery({ queryKey: key, queryFn: () => get<{ rows: readonly Contact[] }>(path) });
  const rows = list.data?.rows ?? [];
  const save = useMutation({
    mutationFn: (contacts: readonly Contact[]) => put<{ rows: readonly Contact[] }>(path, { contacts }),
    onSuccess: (answer) => client.setQueryData(key, answer),
  });
  const earlier = (at: number) => {
    const moved = [...rows];
    moved.splice(at - 1, 0, ...moved.splice(at, 1));
    save.mutate(moved);
  };
  const add = (event: FormEvent) => {
    event.preventDefault();
    save.mutate([...rows, fresh], { onSuccess: () => setFresh(empty) });
  };
  const field = (name: "name" | "title" | "mail" | "phone", label: string) => (
    <TextInput
      label={label}
      required={name === "name"}
      value={fresh[name]}
      onChange={(event) => setFresh({ ...fresh, [name]: event.currentTarget.value })}
    />
  );
  return (
    <section className="stack" style={{ gap: 10 }} aria-label="Contacts">
      <h3>Contacts, in the order they are called</h3>
      {list.error !== null && <Fault fault={list.error} />}
      {list.data !== undefined && rows.length === 0 && <p className="quiet">Nobody yet.</p>}
      <ol style={{ paddingLeft: 22, display: "grid", gap: 8 }}>
        {rows.map((contact, at) => (
          <li key={`${contact.name} ${contact.phone} ${contact.mail}`}>
            <strong>{contact.name}</strong>
            {contact.title !== "" && `, ${contact.title}`}{" "}
            {contact.phone !== "" && <a href={`tel:${contact.phone.replaceAll(" ", "")}`}>{contact.phone}</a>}{" "}
            {contact.mail !== "" && <a href={`mailto:${contact.mail}`}>{contact.mail}</a>}{" "}
            <span className="quiet small">{contact.onCall ? "on call" : "not on call"}</span>{" "}
            {writes && (
              <span className="row" style={{ display: "inline-flex" }}>
                {at > 0 && (
                  <Button variant="default" size="compact-xs" onClick={() => earlier(at)}>
                    Earlier<span className="hidden-text"> {contact.name}</span>
                  </Button>
                )}
                <Button
                  variant="default"
                  size="compact-xs"
                  onClick={() => save.mutate(rows.filter((_, other) => other !== at))}
                >
                  Remove<span className="hidden-text"> {contact.name}</span>
                </Button>
              </span>
            )}
          </li>
        ))}
      </ol>
      {save.error !== null && <Fault fault={save.error} />}
      {writes && (
        <form className="form-fields" onSubmit={add} aria-label="Add a contact">
          {field("name", "Contact's name")}
          {field("title", "What they are there")}
          {field("phone", "Telephone")}
          {field("mail", "Mail")}
          <Tick
            label="On call"
            checked={fresh.onCall}
            onChange={(onCall) => setFresh({ ...fresh, onCall })}
          />
          <Button type="submit" variant="default" loading={save.isPending}>
            Add a contact
          </Button>
        </form>
      )}
    </section>
  );
}
