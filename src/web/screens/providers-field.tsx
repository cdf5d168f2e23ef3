/** The managed service providers of a member in a form, as many as it has; those known are offered while one types. */
import { Button, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { providerKey } from "../../model/index.js";

export function ProvidersField(props: {
  readonly providers: readonly string[];
  /** What other members have; for operators alone, who see these anyway. */
  readonly known: readonly string[];
  readonly onChange: (providers: readonly string[]) => void;
}) {
  const { providers, known, onChange } = props;
  const listId = useId();
  const [text, setText] = useState("");
  const has = (name: string) => providers.some((each) => providerKey(each) === providerKey(name));
  const add = () => {
    const name = text.trim();
    // As it is written already, so that one provider has one name.
    const spelled = known.find((each) => providerKey(each) === providerKey(name)) ?? name;
    if (name !== "" && !has(name)) onChange([...providers, spelled]);
    setText("");
  };
  return (
    <div className="stack" style={{ gap: 8 }}>
      <div className="row field-row">
        <TextInput
          label="Security providers"
          description="Companies that run its security tools. Members that share one do not confirm one another."
          list={listId}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key !== "Enter") return;
            event.preventDefault();
            add();
          }}
        />
        <Button variant="default" onClick={add}>
          Add<span className="hidden-text"> this provider</span>
        </Button>
        <datalist id={listId}>
          {known
            .filter((name) => !has(name))
            .map((name) => (
              <option key={name} value={name} />
            ))}
        </datalist>
      </div>
      {providers.length > 0 && (
        <ul className="chips" aria-label="Its providers">
          {providers.map((name) => (
            <li key={name} className="chip">
              {name}
              <button
                type="button"
                className="chip-remove"
                aria-label={`Take ${name} out`}
                onClick={() => onChange(providers.filter((each) => each !== name))}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Every provider the members have, each once, by name. */
export function knownProviders(
  members: readonly { readonly providers: readonly string[] }[],
): readonly string[] {
  const byKey = new Map<string, string>();
  for (const name of members.flatMap(({ providers }) => providers))
    if (!byKey.has(providerKey(name))) byKey.set(providerKey(name), name);
  return [...byKey.values()].sort((a, b) => a.localeCompare(b));
}
