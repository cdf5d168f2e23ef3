/** How a member is written to, as its admin sets it and its others read it; and who runs its security tools. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { MemberRow } from "../../api/types.js";
import { put } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault } from "../parts/fault.js";
import { zoneNow } from "../parts/zones.js";
import { languageWords, WrittenFields } from "./written-fields.js";

function Form({ member, onDone }: { readonly member: MemberRow; readonly onDone: () => void }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [written, setWritten] = useState({ language: member.language, timeZone: member.timeZone });
  const save = useMutation({
    mutationFn: () => put(`/members/${encodeURIComponent(member.id)}/language`, written),
    onSuccess: () => {
      notices.say("Language and time zone are kept");
      void client.invalidateQueries({ queryKey: ["member", member.id] });
      onDone();
    },
  });
  return (
    <form
      className="stack"
      aria-label="Language and time zone"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="form-fields">
        <WrittenFields written={written} onChange={setWritten} />
      </div>
      {save.error !== null && <Fault fault={save.error} />}
      <div className="row">
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

export function WrittenPart({ member, decides }: { readonly member: MemberRow; readonly decides: boolean }) {
  const [changing, setChanging] = useState(false);
  const [openedMs] = useState(Date.now);
  return (
    <section className="stack" style={{ gap: 10 }} aria-label="Language and time zone">
      <div className="row">
        <h3>Language and time zone</h3>
        {decides && !changing && (
          <Button variant="default" size="compact-xs" onClick={() => setChanging(true)}>
            Change<span className="hidden-text"> language and time zone</span>
          </Button>
        )}
      </div>
      {changing ? (
        <Form member={member} onDone={() => setChanging(false)} />
      ) : (
        <p>
          {languageWords[member.language]}; {zoneNow(member.timeZone, openedMs)}.{" "}
          <span className="quiet">These pages are in English and show the time of your device.</span>
        </p>
      )}
      {member.providers.length > 0 && (
        <>
          <h3>Security providers</h3>
          <p>
            {member.providers.join(", ")}.{" "}
            <span className="quiet">Something to correct? Tell the center's operators.</span>
          </p>
        </>
      )}
    </section>
  );
}
