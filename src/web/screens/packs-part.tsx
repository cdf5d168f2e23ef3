/** Packs: what this center set up as one signed file for another port, and taking such a file from another. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { PackMake } from "./pack-make.js";
import { PackTake } from "./pack-take.js";

export function PacksPart() {
  const [open, setOpen] = useState<"make" | "take" | null>(null);
  const close = () => setOpen(null);
  return (
    <section className="card" aria-labelledby="packs-title">
      <div className="card-head">
        <h2 id="packs-title">Packs for and from other ports</h2>
        {open === null && (
          <span className="row">
            <Button variant="default" size="xs" onClick={() => setOpen("make")}>
              Make a pack
            </Button>
            <Button variant="default" size="xs" onClick={() => setOpen("take")}>
              Take a pack
            </Button>
          </span>
        )}
      </div>
      <div className="card-body stack">
        <p className="quiet">
          A pack is one signed file with feeds, allow lists, agreement texts, policies and settings, from
          which another port starts its own center in minutes. Nothing of a member is in it.
        </p>
        {open === "make" && <PackMake onDone={close} />}
        {open === "take" && <PackTake onDone={close} />}
      </div>
    </section>
  );
}
