/** A button for what can't be undone: it says what follows and asks once more, where it stands. */
import { Button } from "@mantine/core";
import { useState } from "react";

export function Sure(props: {
  /** The button's word, before and after: `Remove`. */
  readonly what: string;
  /** What it is about, for whoever hears the button and does not see where it stands. */
  readonly whom: string;
  /** What follows, in a sentence. */
  readonly follows: string;
  readonly act: () => void;
}) {
  const { what, whom, follows, act } = props;
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <Button variant="default" size="compact-xs" onClick={() => setAsking(true)}>
        {what}
        <span className="hidden-text"> {whom}</span>
      </Button>
    );
  return (
    <span className="row" role="status">
      <span className="small">{follows}</span>
      <Button
        size="compact-xs"
        color="red.8"
        onClick={() => {
          setAsking(false);
          act();
        }}
      >
        {what} {whom}
      </Button>
      <Button variant="default" size="compact-xs" onClick={() => setAsking(false)}>
        Keep
      </Button>
    </span>
  );
}
