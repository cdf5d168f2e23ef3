/** Mail that came from one's own address and waits: opened as a report to be, or thrown away. Nobody else sees it. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { MailDraftRow, OpenedMail } from "../../../api/types.js";
import { get, post } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault } from "../../parts/fault.js";
import { When } from "../../parts/when.js";

const lookEveryMs = 15_000;

function Waiting({
  mail,
  onOpen,
}: {
  readonly mail: MailDraftRow;
  readonly onOpen: (mail: OpenedMail) => void;
}) {
  const client = useQueryClient();
  const notices = useNotices();
  const path = `/reports/mail/${encodeURIComponent(mail.id)}`;
  const subject = mail.subject === "" ? "(no subject)" : mail.subject;
  const open = useMutation({ mutationFn: () => get<OpenedMail>(path), onSuccess: onOpen });
  const discard = useMutation({
    mutationFn: () => post(`${path}/discard`, {}),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["mail"] });
      notices.say("Thrown away. Nothing of it left.");
    },
  });
  return (
    <li className="stack" style={{ gap: 6 }}>
      <strong style={{ overflowWrap: "anywhere" }}>{subject}</strong>
      <span className="quiet small">
        Came <When us={mail.receivedUs} />, waits until <When us={mail.expiresUs} />.
        {mail.isAssigned && ` From ${mail.fromShown}; the center's operators gave it to you.`}
      </span>
      {open.error !== null && <Fault fault={open.error} />}
      {discard.error !== null && <Fault fault={discard.error} />}
      <div className="row">
        <Button size="xs" loading={open.isPending} onClick={() => open.mutate()}>
          Look and send<span className="hidden-text"> {subject}</span>
        </Button>
        <Button variant="default" size="xs" loading={discard.isPending} onClick={() => discard.mutate()}>
          Throw away<span className="hidden-text"> {subject}</span>
        </Button>
      </div>
    </li>
  );
}

export function MailDrafts({ onOpen }: { readonly onOpen: (mail: OpenedMail) => void }) {
  const mails = useQuery({
    queryKey: ["mail"],
    queryFn: () => get<{ rows: readonly MailDraftRow[]; addresses: readonly string[] }>("/reports/mail"),
    refetchInterval: lookEveryMs,
  });
  if (mails.error !== null) return <Fault fault={mails.error} retry={() => void mails.refetch()} />;
  if (mails.data === undefined) return null;
  const { rows, addresses } = mails.data;
  return (
    <>
      {addresses.length > 0 && (
        <p className="quiet">
          You can also forward a mail to <span className="mono">{addresses.join(" or ")}</span> from your own
          address; it waits here until you have looked at it and sent it.
        </p>
      )}
      {rows.length > 0 && (
        <section className="card card-body stack" aria-labelledby="mail-drafts">
          <h2 id="mail-drafts">Came by mail: look and send</h2>
          <p className="quiet">Only you see these. Nothing leaves before you send it.</p>
          <ul className="plain-list stack">
            {rows.map((mail) => (
              <Waiting key={mail.id} mail={mail} onOpen={onOpen} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
