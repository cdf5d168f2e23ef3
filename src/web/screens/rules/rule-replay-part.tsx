/**
 * Replay: a rule asked of the last days' events before it goes live, how often it would have told, on whom, with
 * examples. One runs at a time; its answer stays until another begins or the center stops.
 */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { RuleReplay } from "../../../api/types.js";
import { get, post } from "../../ask.js";
import { dayInWords } from "../../parts/day.js";
import { Fault, Waiting } from "../../parts/fault.js";
import { replayKey } from "./replay-button.js";
import { ReplayFindings } from "./replay-findings.js";
import { rulePath } from "./rule-words.js";

const stateWords: Readonly<Record<RuleReplay["state"], string>> = {
  none: "",
  running: "Runs",
  done: "Done",
  stopped: "Stopped",
  failed: "Failed",
};

/** How much of the time asked for was looked at, of 100. */
export function partDone({ state, fromUs, toUs, reachedUs }: RuleReplay): number {
  if (state === "done") return 100;
  return toUs <= fromUs
    ? 0
    : Math.round(Math.min(1, Math.max(0, (reachedUs - fromUs) / (toUs - fromUs))) * 100);
}

function Going({ replay, onStop }: { readonly replay: RuleReplay; readonly onStop: () => void }) {
  const percent = partDone(replay);
  return (
    <div className="stack" style={{ gap: 8 }}>
      <p>
        <strong>{stateWords[replay.state]}</strong>: <Link href={rulePath(replay.rule)}>{replay.title}</Link>,{" "}
        <span className="quiet">
          {dayInWords(replay.fromUs)} to {dayInWords(replay.toUs)}, {replay.events.toLocaleString("en")}{" "}
          events asked
        </span>
      </p>
      {replay.state === "running" && (
        <div className="row" style={{ flexWrap: "nowrap" }}>
          <progress className="progress" max={100} value={percent} aria-label="How far the replay is">
            {percent} %
          </progress>
          <span className="numbers">{percent} %</span>
          <Button variant="default" size="compact-sm" onClick={onStop}>
            Stop
          </Button>
        </div>
      )}
      {replay.note !== "" && <p role="status">{replay.note}</p>}
    </div>
  );
}

function TryText({ onStarted }: { readonly onStarted: (replay: RuleReplay) => void }) {
  const [text, setText] = useState("");
  const [days, setDays] = useState("30");
  const start = useMutation({
    mutationFn: () => post<RuleReplay>("/rules/replay", { text, days: Number(days) }),
    onSuccess: onStarted,
  });
  return (
    <form
      className="stack"
      aria-label="Try a rule that you are writing"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate();
      }}
    >
      <Textarea
        label="The rule, as Sigma writes it"
        required
        minRows={6}
        autosize
        maxRows={24}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.86rem" } }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="form-fields">
        <TextInput
          type="number"
          label="Days back"
          min={1}
          max={365}
          required
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={start.isPending}>
          Replay it
        </Button>
      </div>
      {start.error !== null && <Fault fault={start.error} />}
    </form>
  );
}

export function RuleReplayPart() {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: replayKey,
    queryFn: () => get<RuleReplay>("/rules/replay"),
    refetchInterval: ({ state }) => (state.data?.state === "running" ? 1_000 : 15_000),
  });
  const keep = (replay: RuleReplay) => client.setQueryData(replayKey, replay);
  const stop = useMutation({
    mutationFn: () => post<RuleReplay>("/rules/replay/stop", {}),
    onSuccess: keep,
  });
  const replay = query.data;
  return (
    <>
      <section className="card" aria-labelledby="replay-title">
        <div className="card-head">
          <h2 id="replay-title">What a rule would have told</h2>
        </div>
        <div className="card-body stack">
          {query.isPending && <Waiting what="the replay" />}
          {query.error !== null && <Fault fault={query.error} retry={() => void query.refetch()} />}
          {replay?.state === "none" && (
            <p className="quiet">
              Nothing was replayed since the center started. Open a rule under{" "}
              <Link href="/rules">All rules</Link> and press <em>Replay over the last 30 days</em>, or try one
              that you are writing, below.
            </p>
          )}
          {replay !== undefined && replay.state !== "none" && (
            <>
              <Going replay={replay} onStop={() => stop.mutate()} />
              {stop.error !== null && <Fault fault={stop.error} />}
              <ReplayFindings replay={replay} />
            </>
          )}
        </div>
      </section>
      <section className="card" aria-labelledby="try-title">
        <div className="card-head">
          <h2 id="try-title">Try a rule that you are writing</h2>
        </div>
        <div className="card-body">
          <TryText onStarted={keep} />
        </div>
      </section>
    </>
  );
}
