/** Who sees what of a member: its directory entry, to whom it may be named, the groups it is in. */
import { Button, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { GroupRow, MemberRow } from "../../api/types.js";
import { get, put } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault } from "../parts/fault.js";
import { TlpChip } from "../parts/labels.js";
import { Tick } from "../parts/tick.js";

interface Props {
  readonly member: MemberRow;
  /** The member's admin decides; others of it may look. */
  readonly decides: boolean;
}

function Directory({ member, decides }: Props) {
  const client = useQueryClient();
  const notices = useNotices();
  const [listed, setListed] = useState(member.directory.listed);
  const [text, setText] = useState(member.directory.text);
  const save = useMutation({
    mutationFn: () => put(`/members/${encodeURIComponent(member.id)}/directory`, { listed, text }),
    onSuccess: () => {
      notices.say(listed ? "You are in the directory" : "You are in no directory");
      void client.invalidateQueries({ queryKey: ["member", member.id] });
    },
  });
  return (
    <form
      className="stack"
      style={{ gap: 10 }}
      aria-labelledby="directory-title"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <h3 id="directory-title">Directory</h3>
      <p className="quiet">
        Other members learn that you are one only if you are listed: they see your name, your sector and this
        text.
      </p>
      <Tick label="List us in the directory" checked={listed} disabled={!decides} onChange={setListed} />
      <Textarea
        label="What it says of us"
        rows={2}
        maxLength={600}
        disabled={!decides}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {save.error !== null && <Fault fault={save.error} />}
      {decides && (
        <div>
          <Button type="submit" variant="default" loading={save.isPending}>
            Save our entry
          </Button>
        </div>
      )}
    </form>
  );
}

type Consents = MemberRow["consents"];
const has = (
  consents: readonly Pick<Consents[number], "to" | "groupId">[],
  to: Consents[number]["to"],
  groupId: string | null,
): boolean => consents.some((consent) => consent.to === to && consent.groupId === groupId);

function ConsentsPart({ member, decides, groups }: Props & { readonly groups: readonly GroupRow[] }) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (consents: readonly Pick<Consents[number], "to" | "groupId">[]) =>
      put(`/members/${encodeURIComponent(member.id)}/consents`, { consents }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["member", member.id] }),
  });
  // What was pressed is shown at once; it stays pending until the record is read again.
  const shown = save.isPending ? save.variables : member.consents;
  type Choice = Pick<Consents[number], "to" | "groupId"> & { readonly label: string };
  const choices: readonly Choice[] = [
    { to: "members", groupId: null, label: "All members" },
    ...groups.map(({ id, name }) => ({ to: "group" as const, groupId: id, label: `The members of ${name}` })),
  ];
  const change = (to: Consents[number]["to"], groupId: string | null, checked: boolean) =>
    save.mutate([
      ...member.consents
        .filter((consent) => consent.to !== to || consent.groupId !== groupId)
        .map((consent) => ({ to: consent.to, groupId: consent.groupId })),
      ...(checked ? [{ to, groupId }] : []),
    ]);
  return (
    <fieldset className="stack" style={{ gap: 6, border: 0, padding: 0, margin: 0 }}>
      <legend>
        <h3>Which members may learn that a report is ours</h3>
      </legend>
      {choices.map(({ to, groupId, label }) => (
        <Tick
          key={`${to} ${groupId}`}
          label={label}
          checked={has(shown, to, groupId)}
          disabled={!decides || save.isPending}
          onChange={(checked) => change(to, groupId, checked)}
        />
      ))}
      {shown.length === 0 && (
        <p className="quiet">None: other members read what you share without your name.</p>
      )}
      <p className="quiet small">
        The center's operators see whose a report is, unless you choose otherwise when you write it.
      </p>
      {save.error !== null && <Fault fault={save.error} />}
    </fieldset>
  );
}

function listedBeside(group: GroupRow, member: MemberRow): string {
  const others = group.listed.filter((name) => name !== member.name);
  return others.length === 0 ? "Nobody else in it is listed." : `Listed beside you: ${others.join(", ")}.`;
}

export function SeenPart(props: Props) {
  const groups = useQuery({
    queryKey: ["groups"],
    queryFn: () => get<{ rows: readonly GroupRow[] }>("/groups"),
  });
  const rows = groups.data?.rows ?? [];
  return (
    <section className="card" aria-labelledby="seen-title">
      <div className="card-head">
        <h2 id="seen-title">Who sees what of you</h2>
      </div>
      <div className="card-body stack" style={{ gap: 24 }}>
        <Directory {...props} />
        <ConsentsPart {...props} groups={rows} />
        <div className="stack" style={{ gap: 8 }}>
          <h3>Groups you are in</h3>
          {groups.error !== null && <Fault fault={groups.error} />}
          {groups.data !== undefined && rows.length === 0 && <p className="quiet">None.</p>}
          <ul style={{ listStyle: "none", padding: 0, display: "grid", gap: 8 }}>
            {rows.map((group) => (
              <li key={group.id}>
                <div className="row">
                  <strong>{group.name}</strong> <TlpChip tlp={group.tlpCeiling} />
                </div>
                {group.purpose !== "" && <p>{group.purpose}</p>}
                <p className="quiet small">
                  {listedBeside(group, props.member)} Others may be in it unlisted.
                </p>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}
