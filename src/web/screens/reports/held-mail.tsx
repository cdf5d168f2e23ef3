/** For operators: mail that is nobody's yet, what is known of its sender, and whom it may be given to. */
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { HeldMailRow, MemberRow, PersonRow } from "../../../api/types.js";
import { get, post } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault } from "../../parts/fault.js";
import { When } from "../../parts/when.js";

const lookEveryMs = 15_000;
type Check = HeldMailRow["dkim"];
const said = (name: string, { result, domain }: Check): string =>
  `${name} ${result}${domain === null ? "" : ` (${domain})`}`;

/** People who report, with their company. */
function useReporters(isNeeded: boolean) {
  const people = useQuery({
    queryKey: ["people", "all"],
    queryFn: () => get<{ rows: readonly PersonRow[] }>("/people"),
    enabled: isNeeded,
  });
  const members = useQuery({
    queryKey: ["members", "names"],
    queryFn: () => get<{ rows: readonly MemberRow[] }>("/members"),
    enabled: isNeeded,
  });
  const nameOf = new Map(members.data?.rows.map(({ id, name }) => [id, name]));
  return (people.data?.rows ?? [])
    .filter(({ memberId, role }) => memberId !== null && role !== "viewer")
    .map(({ id, name, memberId }) => ({ value: id, label: `${name}, ${nameOf.get(memberId ?? "") ?? ""}` }));
}

function Held({
  mail,
  reporters,
}: {
  readonly mail: HeldMailRow;
  readonly reporters: readonly { readonly value: string; readonly label: string }[];
}) {
  const client = useQueryClient();
  const notices = useNotices();
  const [personId, setPerson] = useState("");
  const done = (words: string) => () => {
    void client.invalidateQueries({ queryKey: ["held-mail"] });
    notices.say(words);
  };
  const path = `/reports/held/${encodeURIComponent(mail.id)}`;
  const assign = useMutation({
    mutationFn: () => post(`${path}/assign`, { personId }),
    onSuccess: done("It waits for this person now."),
  });
  const discard = useMutation({
    mutationFn: () => post(`${path}/discard`, {}),
    onSuccess: done("Thrown away."),
  });
  const subject = mail.subject === "" ? "(no subject)" : mail.subject;
  return (
    <li className="stack" style={{ gap: 6 }}>
      <strong style={{ overflowWrap: "anywhere" }}>{subject}</strong>
      <span style={{ overflowWrap: "anywhere" }}>
        says it is from {mail.fromShown === "" ? "nobody" : mail.fromShown}
      </span>
      <span className="quiet small">
        {mail.why} {said("DKIM", mail.dkim)}, {said("SPF", mail.spf)}, {said("DMARC", mail.dmarc)}. Came{" "}
        <When us={mail.receivedUs} />, is removed <When us={mail.expiresUs} />.
      </span>
      {assign.error !== null && <Fault fault={assign.error} />}
      {discard.error !== null && <Fault fault={discard.error} />}
      <div className="row" style={{ alignItems: "flex-end" }}>
        <NativeSelect
          label="Whose it is"
          aria-label={`Whose ${subject} is`}
          data={[{ value: "", label: "Choose a person" }, ...reporters]}
          value={personId}
          onChange={(event) => setPerson(event.currentTarget.value)}
        />
        <Button disabled={personId === ""} loading={assign.isPending} onClick={() => assign.mutate()}>
          Give it<span className="hidden-text"> {subject}</span>
        </Button>
        <Button variant="default" loading={discard.isPending} onClick={() => discard.mutate()}>
          Throw away<span className="hidden-text"> {subject}</span>
        </Button>
      </div>
    </li>
  );
}

export function HeldMail() {
  const mails = useQuery({
    queryKey: ["held-mail"],
    queryFn: () => get<{ rows: readonly HeldMailRow[] }>("/reports/held"),
    refetchInterval: lookEveryMs,
  });
  const rows = mails.data?.rows ?? [];
  const reporters = useReporters(rows.length > 0);
  if (mails.error !== null) return <Fault fault={mails.error} retry={() => void mails.refetch()} />;
  if (rows.length === 0) return null;
  return (
    <section className="card card-body stack" aria-labelledby="held-mail">
      <h2 id="held-mail">Mail that is nobody&apos;s yet</h2>
      <p className="quiet">
        Ask the person by telephone before you give it. Its sender hears nothing; nobody reads its text before
        it is somebody&apos;s. Held mail is removed after 30 days.
      </p>
      <ul className="plain-list stack">
        {rows.map((mail) => (
          <Held key={mail.id} mail={mail} reporters={reporters} />
        ))}
      </ul>
    </section>
  );
}
