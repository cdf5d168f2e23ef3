/** Ctrl/Cmd+K: go to a screen by name, or look up whatever was pasted. */
import { Modal, TextInput } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { useLocation } from "wouter";
import { Icon } from "./parts/icons.js";
import { usePlaces } from "./places.js";

interface Choice {
  readonly id: string;
  readonly title: string;
  readonly path: string;
}

function useChoices(text: string): readonly Choice[] {
  const places = usePlaces();
  const wanted = text.trim().toLowerCase();
  const screens = places
    .filter((place) => wanted === "" || place.title.toLowerCase().includes(wanted))
    .map((place) => ({ id: place.path, title: `Go to ${place.title}`, path: place.path }));
  if (wanted === "") return screens;
  const lookUp = {
    id: "look-up-value",
    title: `Look up ${text.trim().slice(0, 60)}`,
    path: `/look-up?values=${encodeURIComponent(text.trim())}`,
  };
  return /[.:@\d]/.test(wanted) ? [lookUp, ...screens] : [...screens, lookUp];
}

export function Palette({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [, go] = useLocation();
  const choices = useChoices(text);
  const chosen = Math.min(at, choices.length - 1);

  const close = () => {
    setText("");
    setAt(0);
    onClose();
  };
  const choose = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    close();
    go(choice.path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, choices.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
    else if (event.key === "Enter") choose(choices[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <Modal
      opened={opened}
      onClose={close}
      withCloseButton={false}
      title="Go anywhere"
      lockScroll={false}
      yOffset="12vh"
    >
      <TextInput
        data-autofocus
        size="md"
        aria-label="Where to, or what to look up"
        placeholder="Where to, or an address, name, URL or hash"
        leftSection={<Icon name="lookup" />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-choices"
        aria-activedescendant={choices[chosen] === undefined ? undefined : `palette-${choices[chosen].id}`}
      />
      <div id="palette-choices" role="listbox" aria-label="Choices" className="palette">
        {choices.map((choice, index) => (
          <div
            key={choice.id}
            id={`palette-${choice.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            className="palette-choice"
            onClick={() => choose(choice)}
            onKeyDown={onKeyDown}
          >
            {choice.title}
          </div>
        ))}
      </div>
    </Modal>
  );
}
