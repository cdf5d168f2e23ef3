/** Adding a member: name, sector, networks, and who runs its tools (two members of one provider are no two sources). */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { MemberRow } from "../../api/types.js";
import { sectors } from "../../model/index.js";
import { post } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault } from "../parts/fault.js";

export function MemberForm({ onDone }: { readonly onDone: () => void }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [name, setName] = useState("");
  const [sector, setSector] = useState<string>("terminal operator");
  const [networks, setNetworks] = useState("");
  const [provider, setProvider] = useState("");
  const add = useMutation({
    mutationFn: () =>
      post<MemberRow>("/members", {
        name,
        sector,
        networks: networks.split(/[\s,;]+/).filter((network) => network !== ""),
        provider: provider.trim() === "" ? null : provider.trim(),
      }),
    onSuccess: (member) => {
      void client.invalidateQueries({ queryKey: ["members"] });
      notices.say(`${member.name} is a member now`);
      onDone();
    },
  });
  return (
    <section className="card" aria-labelledby="add-title">
      <form
        className="card-body stack"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <h2 id="add-title">A new member</h2>
        <div className="form-columns">
          <TextInput
            label="Company"
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <NativeSelect
            label="Sector"
            data={[...sectors]}
            value={sector}
            onChange={(event) => setSector(event.currentTarget.value)}
          />
        </div>
        <Textarea
          label="Networks"
          description="Those it calls its own, inside and outside, as 203.0.113.0/24 or 2001:db8:40::/48; one a line"
          rows={3}
          value={networks}
          onChange={(event) => setNetworks(event.currentTarget.value)}
        />
        <TextInput
          label="Security provider"
          description="The company that runs its security tools, if any; two members of one provider do not confirm one another"
          value={provider}
          onChange={(event) => setProvider(event.currentTarget.value)}
        />
        {add.error !== null && <Fault fault={add.error} />}
        <div className="row">
          <Button type="submit" loading={add.isPending}>
            Add this member
          </Button>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
        </div>
      </form>
    </section>
  );
}
