/**
 * STIX Domain Objects that gather and tell (groupings, reports, notes, incidents, places, observed data) and the two
 * STIX Relationship Objects: STIX 2.1, sections 4 and 5.
 */
import {
  count,
  float,
  formed,
  list,
  type ObjectTable,
  ref,
  required,
  text,
  time,
  truth,
  vocabulary,
} from "../property.js";

export const reportObjects: readonly ObjectTable[] = [
  {
    type: "grouping",
    category: "sdo",
    section: "4.4",
    only: "2.1",
    fields: {
      name: text,
      description: text,
      context: required(vocabulary("grouping")),
      object_refs: required(list(ref())),
    },
  },
  {
    type: "incident",
    category: "sdo",
    section: "4.6",
    only: "2.1",
    fields: { name: required(text), description: text },
  },
  {
    type: "location",
    category: "sdo",
    section: "4.10",
    only: "2.1",
    fields: {
      name: text,
      description: text,
      latitude: { ...float, min: -90, max: 90 },
      longitude: { ...float, min: -180, max: 180 },
      precision: { ...float, min: 0 },
      region: vocabulary("region"),
      country: formed("country"),
      administrative_area: text,
      city: text,
      street_address: text,
      postal_code: text,
    },
  },
  {
    type: "note",
    category: "sdo",
    section: "4.13",
    only: "2.1",
    fields: {
      abstract: text,
      content: required(text),
      authors: list(text),
      object_refs: required(list(ref())),
    },
  },
  {
    type: "observed-data",
    category: "sdo",
    section: "4.14",
    fields: {
      first_observed: required(time),
      last_observed: required(time),
      number_observed: required({ ...count, min: 1, max: 999_999_999 }),
      objects: { kind: "objects" },
      object_refs: { ...list(ref("sco", "sro")), only: "2.1" },
    },
    fields20: { objects: { kind: "objects", required: true } },
  },
  {
    type: "report",
    category: "sdo",
    section: "4.16",
    fields: {
      name: required(text),
      description: text,
      report_types: { ...list(vocabulary("report")), only: "2.1" },
      published: required(time),
      object_refs: required(list(ref())),
    },
    fields20: { labels: required(list(vocabulary("reportLabel"))) },
  },
  {
    type: "relationship",
    category: "sro",
    section: "5.1",
    fields: {
      relationship_type: required(formed("relationship-type")),
      description: text,
      source_ref: required(ref("sdo", "sco")),
      target_ref: required(ref("sdo", "sco")),
      start_time: { ...time, only: "2.1" },
      stop_time: { ...time, only: "2.1" },
    },
  },
  {
    type: "sighting",
    category: "sro",
    section: "5.2",
    fields: {
      description: { ...text, only: "2.1" },
      first_seen: time,
      last_seen: time,
      count: { ...count, max: 999_999_999 },
      sighting_of_ref: required(ref("sdo")),
      observed_data_refs: list(ref("observed-data")),
      where_sighted_refs: list(ref("identity", "location")),
      summary: truth,
    },
  },
];
