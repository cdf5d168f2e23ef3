/** A member's record as a form, to add one or to change one: what operators keep of it. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { MemberRow } from "../../api/types.js";
import { sectors, type Tlp, tlpLabels } from "../../model/index.js";
import { post, put } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault } from "../parts/fault.js";
import { ProvidersField } from "./providers-field.js";
import { type languageWords, WrittenFields } from "./written-fields.js";

interface Draft {
  readonly name: string;
  readonly sector: string;
  readonly networks: string;
  readonly providers: readonly string[];
  readonly tlpCeiling: Tlp;
  readonly language: keyof typeof languageWords;
  readonly timeZone: string;
}

const blank: Draft = {
  name: "",
  sector: "terminal operator",
  networks: "",
  providers: [],
  tlpCeiling: "TLP:AMBER",
  language: "en",
  timeZone: "UTC",
};

const draftOf = ({
  name,
  sector,
  networks,
  providers,
  tlpCeiling,
  language,
  timeZone,
}: MemberRow): Draft => ({
  name,
  sector,
  networks: networks.join("\n"),
  providers,
  tlpCeiling,
  language,
  timeZone,
});

export function MemberForm(props: {
  /** The member to change; a new one where left out. */
  readonly member?: MemberRow;
  readonly knownProviders: readonly string[];
  readonly onDone: () => void;
}) {
  const { member, onDone } = props;
  const client = useQueryClient();
  const notices = useNotices();
  const [draft, setDraft] = useState(member === undefined ? blank : draftOf(member));
  const save = useMutation({
    mutationFn: () => {
      const body = {
        ...draft,
        networks: draft.networks.split(/[\s,;]+/).filter((network) => network !== ""),
      };
      return member === undefined
        ? post<MemberRow>("/members", body)
        : put<MemberRow>(`/members/${encodeURIComponent(member.id)}`, body);
    },
    onSuccess: ({ name }) => {
      void client.invalidateQueries({ queryKey: ["members"] });
      notices.say(member === undefined ? `${name} is a member now` : `${name} is changed`);
      onDone();
    },
  });
  return (
    <form
      className="stack"
      aria-label={member === undefined ? "A new member" : `Change ${member.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="form-columns">
        <TextInput
          label="Company"
          required
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          data-autofocus
        />
        <NativeSelect
          label="Sector"
          data={[...sectors]}
          value={draft.sector}
          onChange={(event) => setDraft({ ...draft, sector: event.currentTarget.value })}
        />
      </div>
      <Textarea
        label="Networks"
        description="Those it calls its own, inside and outside, as 203.0.113.0/24 or 2001:db8:40::/48; one a line"
        rows={3}
        value={draft.networks}
        onChange={(event) => setDraft({ ...draft, networks: event.currentTarget.value })}
      />
      <ProvidersField
        providers={draft.providers}
        known={props.knownProviders}
        onChange={(providers) => setDraft({ ...draft, providers })}
      />
      <div className="form-fields">
        <NativeSelect
          label="Receives up to"
          data={[...tlpLabels]}
          value={draft.tlpCeiling}
          onChange={(event) => setDraft({ ...draft, tlpCeiling: event.currentTarget.value as Tlp })}
        />
        <WrittenFields written={draft} onChange={(written) => setDraft({ ...draft, ...written })} />
      </div>
      {save.error !== null && <Fault fault={save.error} />}
      <div className="row">
        <Button type="submit" loading={save.isPending}>
          {member === undefined ? "Add this member" : "Save"}
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
