/** How a member is written to: language and time zone, in the operators' form and in the member's own. */
import { NativeSelect } from "@mantine/core";
import { useMemo } from "react";
import type { Language } from "../../model/index.js";
import { zonesWith } from "../parts/zones.js";

export const languageWords: Readonly<Record<Language, string>> = { en: "English", es: "Spanish" };

export interface Written {
  readonly language: Language;
  readonly timeZone: string;
}

export function WrittenFields(props: {
  readonly written: Written;
  readonly onChange: (written: Written) => void;
}) {
  const { language, timeZone } = props.written;
  const zones = useMemo(() => zonesWith(timeZone), [timeZone]);
  return (
    <>
      <NativeSelect
        label="Language"
        data={Object.entries(languageWords).map(([value, label]) => ({ value, label }))}
        value={language}
        onChange={(event) => props.onChange({ language: event.currentTarget.value as Language, timeZone })}
      />
      <NativeSelect
        label="Time zone"
        data={[...zones]}
        value={timeZone}
        onChange={(event) => props.onChange({ language, timeZone: event.currentTarget.value })}
      />
    </>
  );
}
