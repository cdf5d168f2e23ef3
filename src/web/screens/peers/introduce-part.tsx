/** Introducing another center: an invitation to send, or one that came, to take. */
import { Button, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../../ask.js";
import { Lines } from "../../parts/copy.js";
import { Fault } from "../../parts/fault.js";

export function IntroducePart() {
  return (
    <section className="card" aria-labelledby="introduce-title">
      <div className="card-head">
        <h2 id="introduce-title">Introduce another center</h2>
      </div>
      <div className="card-body stack" style={{ gap: 24 }}>
        <Invite />
        <Accept />
      </div>
    </section>
  );
}

function Invite() {
  const [name, setName] = useState("");
  const [url, setUrl] = useState("");
  const invite = useMutation({
    mutationFn: () =>
      post<{ line: string }>("/peers/invite", {
        ...(name.trim() === "" ? {} : { name: name.trim() }),
        ...(url.trim() === "" ? {} : { url: url.trim() }),
      }),
  });
  return (
    <form
      className="stack"
      style={{ gap: 10 }}
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate();
      }}
    >
      <h3>Invite</h3>
      <p className="quiet">Both lines are kept: the next time you may leave them empty.</p>
      <div className="form-fields">
        <TextInput
          label="What your center is called there"
          placeholder="Port of Sola"
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Where your door for peers is"
          placeholder="https://center.sola.example:8421"
          type="url"
          maxLength={300}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={invite.isPending}>
          Make an invitation
        </Button>
      </div>
      {invite.error !== null && <Fault fault={invite.error} />}
      {invite.data !== undefined && (
        <div role="status">
          <p>Send this line to the other center. It is good once, for seven days.</p>
          <Lines label="Invitation" text={invite.data.line} />
        </div>
      )}
    </form>
  );
}

interface Accepted {
  readonly name: string;
  readonly answer: string | null;
}

function Accept() {
  const client = useQueryClient();
  const [line, setLine] = useState("");
  const accept = useMutation({
    mutationFn: () => post<Accepted>("/peers/accept", { line }),
    onSuccess: () => {
      setLine("");
      void client.invalidateQueries({ queryKey: ["peers"] });
    },
  });
  return (
    <form
      className="stack"
      style={{ gap: 10 }}
      onSubmit={(event) => {
        event.preventDefault();
        accept.mutate();
      }}
    >
      <h3>Take an invitation or an answer</h3>
      <Textarea
        label="The line that came"
        required
        autosize={false}
        rows={4}
        value={line}
        onChange={(event) => setLine(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" variant="default" loading={accept.isPending}>
          Take it
        </Button>
      </div>
      {accept.error !== null && <Fault fault={accept.error} />}
      {accept.data !== undefined && (
        <div role="status">
          {accept.data.answer === null ? (
            <p>{accept.data.name} is there, above: compare the fingerprint.</p>
          ) : (
            <>
              <p>Send this answer to {accept.data.name}, then compare the fingerprint, above.</p>
              <Lines label="Answer" text={accept.data.answer} />
            </>
          )}
        </div>
      )}
    </form>
  );
}
