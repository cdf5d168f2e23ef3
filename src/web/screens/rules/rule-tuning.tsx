/** What an operator sets for one rule: on or off, how grave, and why; or all of it back to the policy's. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { RuleText } from "../../../api/types.js";
import { type DetectionLevel, detectionLevels } from "../../../model/index.js";
import { put } from "../../ask.js";
import { useNotices } from "../../notices.js";
import { Fault } from "../../parts/fault.js";
import { levelWords } from "../../parts/level.js";

interface Change {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly said: string;
}

export function RuleTuning({ rule }: { readonly rule: RuleText }) {
  const client = useQueryClient();
  const notices = useNotices();
  const [reason, setReason] = useState("");
  const tune = useMutation({
    mutationFn: ({ path, body }: Change) => put(`/rules/${path}`, { rule: rule.key, ...body }),
    onSuccess: (_answer, { said }) => {
      setReason("");
      notices.say(said);
      void client.invalidateQueries({ queryKey: ["rules"] });
    },
  });
  const setLevel = (level: DetectionLevel | null) =>
    tune.mutate({
      path: "level",
      body: { level, reason },
      said: level === null ? "Its own level counts" : `Its level is ${levelWords[level].toLowerCase()}`,
    });
  return (
    <div className="stack" style={{ gap: 12 }}>
      <TextInput
        label="Why, for those who come later"
        placeholder="our backup does this each night"
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className="form-fields">
        <NativeSelect
          label="How grave what it finds is"
          value={rule.set?.level ?? ""}
          disabled={tune.isPending}
          onChange={(event) =>
            setLevel(detectionLevels.find((level) => level === event.currentTarget.value) ?? null)
          }
          data={[
            {
              value: "",
              label:
                rule.ownLevel === null
                  ? "As its author says"
                  : `As its author says: ${levelWords[rule.ownLevel]}`,
            },
            ...[...detectionLevels].reverse().map((level) => ({ value: level, label: levelWords[level] })),
          ]}
        />
        <span className="row">
          <Button
            variant="default"
            loading={tune.isPending}
            onClick={() =>
              tune.mutate({
                path: rule.isOn ? "disable" : "enable",
                body: { reason },
                said: rule.isOn ? "Switched off" : "Switched on",
              })
            }
          >
            Switch it {rule.isOn ? "off" : "on"}
          </Button>
          {rule.set !== null && (
            <Button
              variant="default"
              disabled={tune.isPending}
              onClick={() => tune.mutate({ path: "reset", body: {}, said: "The policy counts again" })}
            >
              Let the policy count
            </Button>
          )}
        </span>
      </div>
      {tune.error !== null && <Fault fault={tune.error} />}
    </div>
  );
}
