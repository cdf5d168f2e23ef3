/** Removing a member, which can't be undone, so it asks once more and says what goes. */
import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { MemberRow, Removal } from "../../api/types.js";
import { get, remove } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault } from "../parts/fault.js";

export function MemberRemove({ member }: { readonly member: MemberRow }) {
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const notices = useNotices();
  const path = `/members/${encodeURIComponent(member.id)}`;
  const goes = useQuery({
    queryKey: ["removal", member.id],
    queryFn: () => get<Removal>(`${path}/removal`),
    enabled: asking,
    staleTime: 0,
  });
  const removing = useMutation({
    mutationFn: () => remove<MemberRow>(`${path}?withOpenWarnings=${(goes.data?.openWarnings ?? 0) > 0}`),
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
          {goes.error !== null && <Fault fault={goes.error} />}
          {goes.data !== undefined && (
            <p>
              Its {goes.data.people} people, {goes.data.tokens} tokens, {goes.data.exposures} exposures,{" "}
              {goes.data.sightings} sightings and {goes.data.warnings} warnings go with it
              {goes.data.openWarnings > 0 && `, ${goes.data.openWarnings} of them still open`}. Warnings of
              others stay as they are, and its name stays hidden in them. This can't be undone.
            </p>
          )}
          {removing.error !== null && <Fault fault={removing.error} />}
          <div className="row">
            <Button
              color="red.8"
              disabled={goes.data === undefined}
              loading={removing.isPending}
              onClick={() => removing.mutate()}
            >
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
