/** The exact lines that let a program read this center, or give to it: they name its own address, as the browser reached it. */
import { useState } from "react";
import { Lines } from "../../parts/copy.js";

const token = "$TOKEN";

export const taxiiLines = (address: string, secret: string = token): string =>
  `curl -u any:${secret} -H 'Accept: application/taxii+json;version=2.1' \\\n  ${address}/taxii2/port/collections/indicators/objects/`;

const ways = [
  {
    id: "taxii",
    title: "A TAXII client",
    lines: (address: string) =>
      `Server      ${address}/taxii2/\nUser        any name\nPassword    the token\nAPI root    ${address}/taxii2/port/\nCollection  indicators`,
  },
  {
    id: "misp",
    title: "A MISP",
    lines: (address: string) =>
      `Sync Actions → Feeds → Add Feed\nSource format  MISP Feed\nURL            ${address}/misp/feed\nHeaders        Authorization: ${token}`,
  },
  { id: "try", title: "Try it, by curl", lines: (address: string) => taxiiLines(address) },
  {
    id: "give",
    title: "Give, by curl",
    lines: (address: string) =>
      `curl -u any:${token} -H 'Accept: application/taxii+json;version=2.1' \\\n  -H 'Content-Type: application/taxii+json;version=2.1' \\\n  --data-binary @envelope.json \\\n  ${address}/taxii2/port/collections/inbox/objects/`,
  },
] as const;

export function ConnectProgram() {
  const [chosen, setChosen] = useState<string>("taxii");
  const way = ways.find(({ id }) => id === chosen) ?? ways[0];
  return (
    <>
      <fieldset className="chips" style={{ border: 0, padding: 0, margin: 0 }}>
        <legend className="hidden-text">Kind of program</legend>
        {ways.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            className="chip"
            aria-pressed={id === chosen}
            aria-current={id === chosen}
            onClick={() => setChosen(id)}
            style={{ cursor: "pointer", font: "inherit", fontSize: "0.88rem" }}
          >
            {title}
          </button>
        ))}
      </fieldset>
      <Lines label={`Lines for: ${way.title}`} text={way.lines(window.location.origin)} />
    </>
  );
}
