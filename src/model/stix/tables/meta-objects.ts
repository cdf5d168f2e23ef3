/** Meta objects (STIX 2.1, section 7) and the bundle (section 8). */
import {
  dictionary,
  embedded,
  formed,
  list,
  type ObjectTable,
  oneOf,
  ref,
  required,
  text,
  time,
  vocabulary,
} from "../property.js";
import { extensionsField, languageFields, versionedFields } from "./common-fields.js";

export const metaObjects: readonly ObjectTable[] = [
  {
    type: "language-content",
    category: "meta",
    section: "7.1",
    only: "2.1",
    fields: {
      ...languageFields,
      object_ref: required(ref()),
      object_modified: time,
      contents: required(dictionary("language", dictionary("any"))),
      ...extensionsField,
    },
  },
  {
    type: "marking-definition",
    category: "meta",
    section: "7.2.1",
    fields: {
      name: { ...text, only: "2.1" },
      definition_type: vocabulary("marking"),
      definition: embedded({ tlp: text, statement: text }),
      ...extensionsField,
    },
    fields20: {
      definition_type: required(vocabulary("marking")),
      definition: required(embedded({ tlp: text, statement: text })),
    },
  },
  {
    type: "extension-definition",
    category: "meta",
    section: "7.3",
    only: "2.1",
    fields: {
      created_by_ref: required(ref()),
      ...versionedFields,
      name: required(text),
      description: text,
      schema: required(text),
      version: required(formed("semver")),
      extension_types: required(list(oneOf("extension"))),
      extension_properties: list(text),
    },
  },
  {
    type: "bundle",
    category: "bundle",
    section: "8",
    fields: { spec_version: formed("spec-version"), objects: list({ kind: "any" } as const) },
  },
];
