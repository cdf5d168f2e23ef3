/** What a member signed: agreements with version, signer and day; operators add and end them. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Agreement, AgreementText } from "../../api/types.js";
import { get, post } from "../ask.js";
import { dayInWords, startOfDayUs } from "../parts/day.js";
import { Fault } from "../parts/fault.js";

const empty = { name: "", version: "", signedBy: "", signed: "" };

export function SignedPart({ memberId, writes }: { readonly memberId: string; readonly writes: boolean }) {
  const client = useQueryClient();
  const key = ["agreements", memberId];
  const path = `/members/${encodeURIComponent(memberId)}/agreements`;
  const [fresh, setFresh] = useState(empty);
  const list = useQuery({ queryKey: key, queryFn: () => get<{ rows: readonly Agreement[] }>(path) });
  // What companies are asked to sign is offered while one writes.
  const texts = useQuery({
    queryKey: ["agreement-texts"],
    queryFn: () => get<{ rows: readonly AgreementText[] }>("/agreement-texts"),
    enabled: writes,
  });
  const offered = texts.data?.rows ?? [];
  const refresh = () => void client.invalidateQueries({ queryKey: key });
  const add = useMutation({
    mutationFn: () => {
      const { signed, ...texts } = fresh;
      return post<Agreement>(path, { ...texts, signedUs: startOfDayUs(signed) });
    },
    onSuccess: () => {
      setFresh(empty);
      refresh();
    },
  });
  const end = useMutation({
    mutationFn: (id: string) => post<Agreement>(`/agreements/${encodeURIComponent(id)}/end`, {}),
    onSuccess: refresh,
  });
  const field = (
    name: keyof typeof empty,
    label: string,
    { type = "text", offers }: { readonly type?: string; readonly offers?: string } = {},
  ) => (
    <TextInput
      label={label}
      type={type}
      {...(offers === undefined ? {} : { list: offers })}
      required
      value={fresh[name]}
      onChange={(event) => setFresh({ ...fresh, [name]: event.currentTarget.value })}
    />
  );
  return (
    <section className="stack" style={{ gap: 10 }} aria-label="Agreements">
      <h3>Agreements</h3>
      {list.error !== null && <Fault fault={list.error} />}
      {list.data?.rows.length === 0 && <p className="quiet">None is on record.</p>}
      <ul style={{ listStyle: "none", padding: 0, display: "grid", gap: 6 }}>
        {list.data?.rows.map((agreement) => (
          <li key={agreement.id} className="row">
            <strong>{agreement.name}</strong> {agreement.version}
            <span className="quiet small">
              signed by {agreement.signedBy} on {dayInWords(agreement.signedUs)}
              {agreement.endedUs !== null && `, ended on ${dayInWords(agreement.endedUs)}`}
            </span>
            {writes && agreement.endedUs === null && (
              <Button variant="default" size="compact-xs" onClick={() => end.mutate(agreement.id)}>
                End it<span className="hidden-text"> {agreement.name}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {add.error !== null && <Fault fault={add.error} />}
      {end.error !== null && <Fault fault={end.error} />}
      {writes && (
        <form
          className="form-fields"
          aria-label="Add an agreement"
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          {field("name", "Agreement", { offers: "agreements-offered" })}
          {field("version", "Version", { offers: "versions-offered" })}
          <datalist id="agreements-offered">
            {[...new Set(offered.map(({ name }) => name))].map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <datalist id="versions-offered">
            {offered
              .filter(({ name }) => name === fresh.name)
              .map(({ version }) => (
                <option key={version} value={version} />
              ))}
          </datalist>
          {field("signedBy", "Signed by")}
          {field("signed", "Day", { type: "date" })}
          <Button type="submit" variant="default" loading={add.isPending}>
            Add an agreement
          </Button>
        </form>
      )}
    </section>
  );
}
