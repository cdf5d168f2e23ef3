/** A refusal on screen: what was wrong, and what to do now. */
import { Button } from "@mantine/core";
import { faultWords } from "../ask.js";

export function Fault({ fault, retry }: { readonly fault: unknown; readonly retry?: () => void }) {
  const words = faultWords(fault);
  return (
    <div className="banner" role="alert">
      <div>
        <strong>{words.title}.</strong> {words.detail} <span className="quiet">{words.hint}</span>
      </div>
      {retry !== undefined && (
        <Button variant="default" size="xs" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

export function Waiting({ what }: { readonly what: string }) {
  return (
    <p className="quiet" role="status">
      Reading {what} …
    </p>
  );
}
