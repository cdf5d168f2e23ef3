/** Removing a member, which can't be undone, so it asks once more and says what goes. */
import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { MemberRow, Removal } from "../../api/types.js";
import { get, remove } from "../ask.js";
import { useNotices } from "../notices.js";
import { Fault } from "../parts/fault.js";
import { Tick } from "../parts/tick.js";

export function MemberRemove({ member }: { readonly member: MemberRow }) {
  const [asking, setAsking] = useState(false);
  /** How many open warnings may end with it: one that came since is asked about again. */
  const [mayEnd, setMayEnd] = useState(0);
  const client = useQueryClient();
  const notices = useNotices();
  const path = `/members/${encodeURIComponent(member.id)}`;
  const goes = useQuery({
    queryKey: ["removal", member.id],
    queryFn: () => get<Removal>(`${path}/removal`),
    enabled: asking,
    staleTime: 0,
  });
  const open = goes.data?.openWarnings ?? 0;
  const removing = useMutation({
    mutationFn: () => remove<MemberRow>(`${path}?withOpenWarnings=${mayEnd > 0}`),
    // A warning may have come meanwhile: what goes is read anew.
    onError: () => void goes.refetch(),
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
              {goes.data.sightings} sightings and {goes.data.warnings} warnings go with it. Warnings of others
              stay as they are, and its name stays hidden in them. This can't be undone.
            </p>
          )}
          {open > 0 && (
            <Tick
              label={open === 1 ? "Its open warning ends with it" : `Its ${open} open warnings end with it`}
              description="Better: see first whether somebody works on them."
              checked={mayEnd >= open}
              onChange={(checked) => setMayEnd(checked ? open : 0)}
            />
          )}
          {removing.error !== null && <Fault fault={removing.error} />}
          <div className="row">
            <Button
              color="red.8"
              disabled={goes.data === undefined || mayEnd < open}
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
