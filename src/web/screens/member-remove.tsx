/** Removing a member, which can't be undone, so it asks once more and says what goes. */
import { Button, Modal } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { MemberRow } from "../../api/types.js";
import { remove } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault } from "../parts/fault.js";

export function MemberRemove({ member }: { readonly member: MemberRow }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const notices = useNotices();
  const removing = useMutation({
    mutationFn: () => remove<MemberRow>(`/members/${encodeURIComponent(member.id)}`),
    onSuccess: () => {
      setAsking(false);
      notices.say(`${member.name} was removed`);
      void client.invalidateQueries();
    },
  });
  return (
    <div>
      <Button variant="default" size="xs" onClick={() => setAsking(true)}>
        Remove {member.name} …
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Remove ${member.name}?`}
        lockScroll={false}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <div className="stack">
          <p>Its people, tokens, sightings and warnings go with it. This can't be undone.</p>
          {removing.error !== null && <Fault fault={removing.error} />}
          <div className="row">
            <Button color="red.8" loading={removing.isPending} onClick={() => removing.mutate()}>
              Remove it
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              Keep it
            </Button>
          </div>
        </div>
      </Modal>
    </div>
  );
}
