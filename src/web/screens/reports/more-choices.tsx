/** What a reporter rarely changes: how far a report may go, whom it is for, who may know whose it is. */
import { NativeSelect, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "wouter";
import type { GroupRow, MemberRow, ReportDraft } from "../../../api/types.js";
import { attributions, tlpLabels } from "../../../model/index.js";
import { get } from "../../ask.js";

import { tlpMeaning } from "../../parts/labels.js";
import { Tick } from "../../parts/tick.js";
import { useSession } from "../../session.js";

export type Choices = Pick<ReportDraft, "tlp" | "attribution" | "groupIds"> & {
  /** Mail addresses as they are typed, one a line. */
  readonly named: string;
};

export const firstChoices: Choices = { tlp: "TLP:AMBER", attribution: "center", groupIds: [], named: "" };

const attributionWords = {
  nobody: "Nobody, not even the center",
  center: "The center's operators only",
  groups: "The groups it is for",
  members: "All members",
} as const;

/** The choices as the API takes them: what does not go with the marking is left out. */
export function choicesBody({ tlp, attribution, groupIds, named }: Choices) {
  const isRed = tlp === "TLP:RED";
  return {
    tlp,
    attribution,
    groupIds: isRed ? [] : groupIds,
    namedMails: isRed ? named.split(/[\s,;]+/).filter((mail) => mail !== "") : [],
  };
}

/** Whether the company agreed to be named to all members, or to those of each of these groups where there are any. */
function agreesTo(consents: MemberRow["consents"], groupIds: readonly string[]): boolean {
  const toGroup = (id: string) => consents.some(({ to, groupId }) => to === "group" && groupId === id);
  return consents.some(({ to }) => to === "members") || (groupIds.length > 0 && groupIds.every(toGroup));
}

export function MoreChoices({
  choices,
  onChange,
}: {
  readonly choices: Choices;
  readonly onChange: (part: Partial<Choices>) => void;
}) {
  const groups = useQuery({
    queryKey: ["groups"],
    queryFn: () => get<{ rows: readonly GroupRow[] }>("/groups"),
  });
  const { person } = useSession();
  const memberId = person.memberId ?? "";
  const member = useQuery({
    queryKey: ["member", memberId],
    queryFn: () => get<MemberRow>(`/members/${encodeURIComponent(memberId)}`),
  });
  const own = groups.data?.rows ?? [];
  const { tlp, attribution, groupIds, named } = choices;
  const isRed = tlp === "TLP:RED";
  const chosen = own.filter(({ id }) => groupIds.includes(id)).map(({ name }) => name);
  const forWhom = isRed ? "people you name" : chosen.length > 0 ? chosen.join(", ") : "the whole port";
  const consents = member.data?.consents ?? [];
  const isAgreed = { members: agreesTo(consents, []), groups: agreesTo(consents, groupIds) };
  const hasGroups = !isRed && groupIds.length > 0;
  const offered = attributions.filter((value) => {
    if (value === "members") return isAgreed.members;
    return value !== "groups" || (hasGroups && isAgreed.groups);
  });
  const choose = (id: string, isChosen: boolean) => {
    const next = isChosen ? [...groupIds, id] : groupIds.filter((each) => each !== id);
    const mayStay = next.length > 0 && agreesTo(consents, next);
    onChange({
      groupIds: next,
      ...(attribution === "groups" && !mayStay ? { attribution: "center" } : {}),
    });
  };
  return (
    <details className="card card-body">
      <summary>
        <strong>More choices</strong>{" "}
        <span className="quiet">
          {tlp}, for {forWhom}; known to {attributionWords[attribution].toLowerCase()}
        </span>
      </summary>
      <div className="stack" style={{ marginTop: 12 }}>
        <NativeSelect
          label="How far it may go"
          description={
            isRed ? "For the people you name, and the center's operators; for nobody else." : tlpMeaning(tlp)
          }
          data={tlpLabels}
          value={tlp}
          onChange={(event) => {
            const next = event.currentTarget.value as Choices["tlp"];
            onChange({
              tlp: next,
              ...(next === "TLP:RED" && attribution === "groups" ? { attribution: "center" } : {}),
            });
          }}
        />
        {isRed && (
          <Textarea
            label="Who may read it"
            description="Mail addresses, one a line. Who has one gets it where their company told the center that the part behind the @ is its own. You are not told whether an address is known."
            placeholder="harbor.master@port.example"
            rows={3}
            value={named}
            onChange={(event) => onChange({ named: event.currentTarget.value })}
          />
        )}
        {!isRed && own.length > 0 && (
          <fieldset className="plain-fieldset">
            <legend>Only for these groups</legend>
            <p className="quiet small">The whole port, as far as the marking goes, where none is ticked.</p>
            {own.map(({ id, name }) => (
              <Tick
                key={id}
                label={name}
                checked={groupIds.includes(id)}
                onChange={(isChosen) => choose(id, isChosen)}
              />
            ))}
          </fieldset>
        )}
        <NativeSelect
          label="Who may know it is from you"
          description="Others read it without your name, unless you say so here and your company agreed to it. With files it can't be nobody: a file shows whose it is."
          data={offered.map((value) => ({ value, label: attributionWords[value] }))}
          value={attribution}
          onChange={(event) => onChange({ attribution: event.currentTarget.value as Choices["attribution"] })}
        />
        {member.data !== undefined && !isAgreed.members && (
          <p className="quiet small">
            {hasGroups && !isAgreed.groups
              ? "Your company has not agreed to be named to all members, nor to these groups. "
              : "Your company has not agreed to be named to all members. "}
            {person.role === "admin" ? "You can agree under " : "An admin of your company can agree under "}
            <Link href="/sharing">Sharing</Link>, <em>Which members may learn that a report is ours</em>.
          </p>
        )}
      </div>
    </details>
  );
}
