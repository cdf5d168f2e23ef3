/** A member's API tokens. A new one's secret is shown here once, with the line that uses it. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { TokenRow } from "../../api/types.js";
import { get, post, remove } from "../ask.js";
import { CopyButton, Lines } from "../parts/copy.js";
import { Fault } from "../parts/fault.js";
import { When } from "../parts/when.js";
import { taxiiLines } from "./exchange/connect-program.js";

type Use = "telemetry" | "programs";

const uses: Readonly<
  Record<Use, { title: string; scopes: readonly string[]; example: string; lines: (token: string) => string }>
> = {
  telemetry: {
    title: "Tokens for sending telemetry",
    scopes: ["ingest"],
    example: "sensor at the gate",
    lines: (token) =>
      `breakwater send --to ${window.location.origin} --token ${token} /var/log/suricata/eve.json`,
  },
  programs: {
    title: "Tokens for programs that read and give",
    scopes: ["read", "report"],
    example: "our SIEM",
    lines: (token) => taxiiLines(window.location.origin, token),
  },
};

function Fresh({ token, use }: { readonly token: string; readonly use: Use }) {
  return (
    <div className="do-now stack" data-urgency="low" role="status" style={{ gap: 10 }}>
      <p>
        <strong>Copy this token now.</strong> It is not shown again.
      </p>
      <div className="row">
        <code style={{ overflowWrap: "anywhere" }}>{token}</code>{" "}
        <CopyButton text={token} label="Copy the token" />
      </div>
      <Lines label="Lines that use this token" text={uses[use].lines(token)} />
    </div>
  );
}

export function TokensPart({
  memberId,
  use = "telemetry",
}: {
  readonly memberId: string;
  readonly use?: Use;
}) {
  const { title, scopes, example } = uses[use];
  const client = useQueryClient();
  const [name, setName] = useState("");
  const tokens = useQuery({
    queryKey: ["tokens", memberId],
    queryFn: () => get<{ rows: readonly TokenRow[] }>(`/tokens?memberId=${encodeURIComponent(memberId)}`),
  });
  const refresh = () => void client.invalidateQueries({ queryKey: ["tokens", memberId] });
  const create = useMutation({
    mutationFn: () => post<{ token: string }>("/tokens", { memberId, name, scopes }),
    onSuccess: () => {
      setName("");
      refresh();
    },
  });
  const rows = tokens.data?.rows.filter((token) => token.scopes.some((scope) => scopes.includes(scope)));
  const revoke = useMutation({ mutationFn: (id: string) => remove(`/tokens/${id}`), onSettled: refresh });
  return (
    <section className="stack" style={{ gap: 10 }} aria-label="Tokens">
      <h3>{title}</h3>
      {tokens.error !== null && <Fault fault={tokens.error} />}
      {rows?.length === 0 && <p className="quiet">None yet.</p>}
      <ul style={{ listStyle: "none", padding: 0, display: "grid", gap: 6 }}>
        {rows?.map((token) => (
          <li key={token.id} className="row">
            <strong>{token.name}</strong>
            <span className="quiet small">
              made <When us={token.createdUs} />,{" "}
              {token.usedUs === null ? (
                "never used"
              ) : (
                <>
                  used <When us={token.usedUs} />
                </>
              )}
            </span>
            {token.revokedUs !== null ? (
              <span className="quiet small">revoked</span>
            ) : (
              <Button variant="default" size="compact-xs" onClick={() => revoke.mutate(token.id)}>
                Revoke<span className="hidden-text"> {token.name}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {create.data !== undefined && <Fresh token={create.data.token} use={use} />}
      {create.error !== null && <Fault fault={create.error} />}
      <form
        className="form-fields"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <TextInput
          label="What will use it"
          placeholder={example}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={create.isPending}>
          Make a token
        </Button>
      </form>
    </section>
  );
}
