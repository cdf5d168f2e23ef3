/** Starts a replay and goes to where its findings come in. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import type { RuleReplay } from "../../../api/types.js";
import { post } from "../../ask.js";
import { Fault } from "../../parts/fault.js";

export const replayKey = ["replay"] as const;

export function ReplayButton(props: {
  /** A rule that is known, or with `source` one that waits to be taken. */
  readonly asked: { readonly rule: string; readonly source?: string };
  readonly whom?: string;
}) {
  const client = useQueryClient();
  const [, go] = useLocation();
  const start = useMutation({
    mutationFn: () => post<RuleReplay>("/rules/replay", { ...props.asked, days: 30 }),
    onSuccess: (replay) => {
      client.setQueryData(replayKey, replay);
      go("/rules/replay");
    },
  });
  return (
    <>
      <Button variant="default" size="compact-sm" loading={start.isPending} onClick={() => start.mutate()}>
        Replay over the last 30 days
        {props.whom !== undefined && <span className="hidden-text">: {props.whom}</span>}
      </Button>
      {start.error !== null && <Fault fault={start.error} />}
    </>
  );
}
