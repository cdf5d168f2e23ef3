/** What flows to and from one center; a change takes effect at once, and takes back what may no longer go. */
import { NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { PeerRow } from "../../../api/types.js";
import { put } from "../../ask.js";
import { Fault } from "../../parts/fault.js";
import { Tick } from "../../parts/tick.js";

type Agreement = PeerRow["agreement"];

const kinds: readonly (readonly [Agreement["kinds"][number], string, string])[] = [
  ["indicator", "Indicators", "What your sources say of hostile values."],
  ["warning", "Warnings", "What several members met. Flows from TLP:AMBER on."],
  ["sighting", "Counts", "How many members met a value: 2 to 4, or 5 or more. Flows from TLP:AMBER on."],
];

export function AgreementPart({ peer }: { readonly peer: PeerRow }) {
  const client = useQueryClient();
  const { agreement } = peer;
  const agree = useMutation({
    mutationFn: (change: Partial<Agreement>) => put(`/peers/${peer.id}/agreement`, change),
    onSettled: () => void client.invalidateQueries({ queryKey: ["peers"] }),
  });
  return (
    <div className="stack" style={{ gap: 10 }}>
      <h3>What was agreed</h3>
      {kinds.map(([kind, label, description]) => (
        <Tick
          key={kind}
          label={label}
          description={description}
          checked={agreement.kinds.includes(kind)}
          disabled={agree.isPending}
          onChange={(on) =>
            agree.mutate({
              kinds: on ? [...agreement.kinds, kind] : agreement.kinds.filter((each) => each !== kind),
            })
          }
        />
      ))}
      <div className="form-fields">
        <NativeSelect
          label="Up to which marking"
          value={agreement.tlpCeiling}
          disabled={agree.isPending}
          data={[
            { value: "TLP:CLEAR", label: "TLP:CLEAR" },
            { value: "TLP:GREEN", label: "TLP:GREEN" },
            { value: "TLP:AMBER", label: "TLP:AMBER, of the center's own word" },
          ]}
          onChange={(event) =>
            agree.mutate({ tlpCeiling: event.currentTarget.value as Agreement["tlpCeiling"] })
          }
        />
        <NativeSelect
          label="Which way"
          value={agreement.direction}
          disabled={agree.isPending}
          data={[
            { value: "both", label: "Both ways" },
            { value: "send", label: "Only to it" },
            { value: "receive", label: "Only from it" },
          ]}
          onChange={(event) =>
            agree.mutate({ direction: event.currentTarget.value as Agreement["direction"] })
          }
        />
      </div>
      {agree.error !== null && <Fault fault={agree.error} />}
    </div>
  );
}
