/**
 * The first steps, with what is done and what is to do: for operators those of the center, for a member's people those
 * of their member. Gone when all are done, or when they are put away.
 */
import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";
import type { Now } from "../../api/types.js";
import { useIsCenter, useSession } from "../session.js";
import { ConnectLines, ImportLines } from "./connect.js";

type StepId = Now["steps"][number]["id"];

const titles: Readonly<Record<StepId, string>> = {
  telemetry: "Connect a source",
  indicators: "Load indicators",
  members: "Add a member",
  exposures: "Register what is yours",
  people: "Invite somebody",
};

const centers: Readonly<Record<StepId, ReactNode>> = {
  telemetry: <ConnectLines tokens={<Link href="/members">Members</Link>} />,
  indicators: (
    <>
      <p className="quiet">Without them nothing can be recognized.</p>
      <ImportLines />
    </>
  ),
  members: (
    <p className="quiet">
      Until then everything is read as the port's own. <Link href="/members">Add one under Members</Link>
    </p>
  ),
  exposures: (
    <p className="quiet">
      Networks, domains, names and ships: a warning finds whom it concerns by them, and they are cut from what
      others get. <Link href="/members">Each member's stand under Members</Link>
    </p>
  ),
  people: (
    <p className="quiet">
      Members' people <Link href="/members">under Members</Link>, your colleagues{" "}
      <Link href="/settings">under Settings</Link>.
    </p>
  ),
};

function OfMember({ id }: { readonly id: StepId }) {
  const { person } = useSession();
  const decides = person.role === "admin";
  const people = decides ? <Link href="/people">People</Link> : "People, by an admin of yours";
  if (id === "telemetry") {
    if (decides) return <ConnectLines tokens={people} />;
    return (
      <p className="quiet">
        Then the center sees when one of your machines talks to an attack server. It takes a token, which an
        admin of yours makes.
      </p>
    );
  }
  if (id === "exposures")
    return (
      <p className="quiet">
        Networks, domains, names and ships: you are warned when they are named, and they are cut from
        everything others get.{" "}
        <Link href="/sharing">{person.role === "viewer" ? "See them" : "Register them"} under Sharing</Link>
      </p>
    );
  return (
    <p className="quiet">
      A warning at night needs more than one who reads it. {decides ? "Make an invitation" : "It is made"}{" "}
      under {people}.
    </p>
  );
}

const hiddenName = "breakwater.steps-put-away";

export function FirstSteps({ steps }: { readonly steps: Now["steps"] }) {
  const center = useIsCenter();
  const [hidden, setHidden] = useState(localStorage.getItem(hiddenName) !== null);
  if (hidden || steps.every((step) => step.done)) return null;
  const next = steps.find((step) => !step.done)?.id;
  const putAway = () => {
    localStorage.setItem(hiddenName, "1");
    setHidden(true);
  };
  return (
    <section className="card" aria-labelledby="steps-title">
      <div className="card-head">
        <h2 id="steps-title">First steps</h2>
        <Button variant="default" size="compact-xs" onClick={putAway}>
          Put away
        </Button>
      </div>
      <ol className="card-body first-steps">
        {steps.map(({ id, done }) => (
          <li key={id} data-done={done}>
            <details open={id === next}>
              <summary>
                <strong>{titles[id]}</strong> <span className="step-state">{done ? "Done" : "To do"}</span>
              </summary>
              <div className="stack" style={{ gap: 10, paddingTop: 8 }}>
                {center ? centers[id] : <OfMember id={id} />}
              </div>
            </details>
          </li>
        ))}
      </ol>
    </section>
  );
}
