/** How it goes with one other server or feed: a shape, a sentence, what to do, and a button that does it now. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { post } from "../../ask.js";
import { Fault } from "../../parts/fault.js";
import { StateSign } from "../../parts/icons.js";
import { When } from "../../parts/when.js";

export interface GoingProps {
  readonly name: string;
  readonly address: string;
  /** "read" or "given to". */
  readonly done: "read" | "given to";
  /** "6,000 indicators". */
  readonly amount: string;
  readonly state: {
    readonly triedUs: number | null;
    readonly succeededUs: number | null;
    readonly failures: number;
    readonly note: string;
  };
  /** Where to ask that it is done now. */
  readonly now: { readonly path: string; readonly label: string };
  readonly queryKey: readonly string[];
}

export const amountOf = (count: number, one: string, many: string): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

const stateOf = ({ triedUs, failures, note }: GoingProps["state"]) =>
  failures > 0 || note !== "" ? "degraded" : triedUs === null ? "silent" : "well";

const words = { degraded: "Needs a look", silent: "Not yet", well: "Well" } as const;

export function Going({ name, address, done, amount, state, now, queryKey }: GoingProps) {
  const client = useQueryClient();
  const doNow = useMutation({
    mutationFn: () => post(now.path, { name }),
    onSettled: () => void client.invalidateQueries({ queryKey }),
  });
  const { succeededUs, failures, note } = state;
  const how = stateOf(state);
  return (
    <li className="source" data-state={how}>
      <StateSign state={how} />
      <div style={{ minWidth: 0 }}>
        <strong>{name}</strong>
        <div className="quiet small" style={{ overflowWrap: "anywhere" }}>
          {address}
        </div>
        <div className="small">
          {succeededUs === null ? (
            `Never ${done} so far.`
          ) : (
            <>
              Last {done} <When us={succeededUs} />; {amount} so far.
            </>
          )}
        </div>
      </div>
      <span className="source-word">{words[how]}</span>
      <div className="source-advice stack" style={{ gap: 8 }}>
        {note !== "" && <p style={{ overflowWrap: "anywhere" }}>{note}</p>}
        {failures > 0 && (
          <p>
            {failures === 1 ? "The last try failed." : `The last ${failures} tries failed.`} It is tried again
            by itself, later each time. If it lasts, compare its address, password and certificate in the
            configuration with what its operators say.
          </p>
        )}
        {/* What failed there stands above already. */}
        {doNow.error !== null && failures === 0 && <Fault fault={doNow.error} />}
        <div>
          <Button variant="default" size="xs" onClick={() => doNow.mutate()} loading={doNow.isPending}>
            {now.label}
            <span className="hidden-text"> {name}</span>
          </Button>
        </div>
      </div>
    </li>
  );
}
