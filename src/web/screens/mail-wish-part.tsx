/** Whether one's own warnings come by mail; nothing where there is no address, or this center sends no mail. */
import { useMutation } from "@tanstack/react-query";
import type { Own } from "../../api/types.js";
import { put } from "../ask.js";
import { Fault } from "../parts/fault.js";
import { Tick } from "../parts/tick.js";
import { useSession } from "../session.js";

export function MailWishPart({ own, refresh }: { readonly own: Own; readonly refresh: () => void }) {
  const { isMailOn } = useSession();
  const set = useMutation({
    mutationFn: (mailWarnings: boolean) => put("/own/mail", { mailWarnings }),
    onSettled: refresh,
  });
  if (own.mailWarnings === null) return null;
  return (
    <section className="card card-body stack" style={{ gap: 10 }} aria-labelledby="mail-title">
      <h2 id="mail-title">Warnings by mail</h2>
      {set.error !== null && <Fault fault={set.error} />}
      <Tick
        label="Mail me warnings"
        description={
          isMailOn
            ? `To ${own.email ?? ""}. Each mail has a link that opens that one warning, once, for 72 hours.`
            : "This center sends no mail yet; what you choose counts from when it does."
        }
        checked={set.isPending ? set.variables : own.mailWarnings}
        onChange={(checked) => set.mutate(checked)}
      />
      <p className="quiet small">Contacts of your company are mailed in any case, in the order on call.</p>
    </section>
  );
}
