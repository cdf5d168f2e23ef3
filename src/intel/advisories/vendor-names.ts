/**
 * What makers are called, as data: in advisories, in device answers and by the people who own the device. The first of each
 * row is what the others mean. `brands` are words in a product's name that say whose it is, and are left out when names
 * are compared, as people leave them out.
 */

export const vendorNames: readonly (readonly string[])[] = [
  [
    "rockwell automation",
    "allen bradley",
    "rockwell",
    "ab",
    "rockwell automation allen bradley",
    "rockwell software",
  ],
  ["schneider electric", "schneider electric software", "schneider", "telemecanique", "modicon", "apc"],
  [
    "siemens",
    "siemens industrial automation",
    "siemens industry",
    "siemens energy automation",
    "siemens digital industries",
  ],
  ["abb", "asea brown boveri", "abb b r", "b r industrial automation", "bernecker rainer"],
  [
    "general electric",
    "ge",
    "ge fanuc",
    "ge intelligent platforms",
    "ge digital",
    "ge vernova",
    "emerson ge",
  ],
  ["emerson", "emerson electric", "emerson automation solutions", "fisher rosemount"],
  ["mitsubishi electric", "mitsubishi", "melco"],
  ["yaskawa", "yaskawa electric", "vipa"],
  ["tmeic", "toshiba mitsubishi electric industrial systems"],
  ["nidec", "nidec asi", "ansaldo sistemi industriali", "avtron", "control techniques"],
  ["zpmc", "shanghai zhenhua heavy industries", "shanghai zhenhua port machinery", "zhenhua"],
  ["konecranes", "konecranes gottwald", "gottwald", "noell"],
  ["liebherr", "liebherr container cranes", "liebherr maritime cranes"],
  ["kalmar", "cargotec", "kalmar cargotec"],
  ["kuenz", "kunz", "hans kunz"],
  ["mitsui", "mitsui e s", "paceco", "mitsui engineering shipbuilding"],
  ["omron", "omron automation"],
  ["honeywell", "honeywell international", "honeywell process solutions"],
  ["johnson controls", "tyco", "sensormatic electronics", "sensormatic", "american dynamics"],
  ["phoenix contact"],
  ["wago", "wago kontakttechnik"],
  ["beckhoff", "beckhoff automation"],
  ["codesys", "3s smart software solutions", "3s smart software", "3s"],
  ["moxa", "moxa technologies"],
  ["hirschmann", "belden", "hirschmann automation"],
  ["red lion", "red lion controls", "sixnet", "n tron"],
  ["sierra wireless", "semtech"],
  ["cisco", "cisco systems"],
  ["hikvision", "hangzhou hikvision digital technology"],
  ["dahua", "dahua technology", "zhejiang dahua technology"],
  ["axis", "axis communications"],
  ["aveva", "wonderware", "invensys", "schneider electric aveva"],
  ["eaton", "cutler hammer", "cooper industries"],
  ["danfoss", "vacon"],
  ["sew eurodrive", "sew"],
  ["pilz"],
  ["sick"],
  ["advantech", "b b electronics"],
  ["delta electronics", "delta"],
  ["fuji electric", "fuji"],
  ["hitachi energy", "abb power grids"],
  ["navis", "kaleris"],
];

/** Legal forms and what stands beside a name without being one. */
export const legalForms: ReadonlySet<string> = new Set(
  (
    "llc inc incorporated gmbh mbh ag ltd limited co company corp corporation sa sas srl spa bv nv oy oyj ab as asa kg kgaa kk " +
    "plc pty pte se sarl group holding holdings the usa international"
  ).split(" "),
);

export const brands: Readonly<Record<string, string>> = {
  simatic: "siemens",
  scalance: "siemens",
  sinamics: "siemens",
  sinumerik: "siemens",
  siprotec: "siemens",
  ruggedcom: "siemens",
  desigo: "siemens",
  controllogix: "rockwell automation",
  compactlogix: "rockwell automation",
  micrologix: "rockwell automation",
  guardlogix: "rockwell automation",
  powerflex: "rockwell automation",
  factorytalk: "rockwell automation",
  panelview: "rockwell automation",
  modicon: "schneider electric",
  altivar: "schneider electric",
  magelis: "schneider electric",
  ecostruxure: "schneider electric",
  melsec: "mitsubishi electric",
  freqrol: "mitsubishi electric",
  sysmac: "omron",
  experion: "honeywell",
};

/** Brands that tell no product apart, so that with the maker known they are nothing. */
export const emptyBrands: ReadonlySet<string> = new Set([
  "simatic",
  "modicon",
  "melsec",
  "sysmac",
  "ecostruxure",
]);

/** Words of a product's name that are about any product. */
export const commonWords: ReadonlySet<string> = new Set(
  (
    "family families series all with firmware and or the incl including variants variant models model version versions for in of on " +
    "cpu cpus plc plcs controller controllers module modules device devices software product products related a an industrial programmable logic"
  ).split(" "),
);

/** Families that a part number or a short name tells, where people and devices name only these. */
export const families: readonly {
  readonly vendor: string;
  readonly part: RegExp;
  readonly family: string;
}[] = [
  { vendor: "siemens", part: /\b(?:cpu )?15[1-4]\d[a-z]{0,3}\b|\b6es7 ?5[1-4]\d/, family: "s7 1500" },
  { vendor: "siemens", part: /\b(?:cpu )?12[1-2]\d[a-z]{0,3}\b|\b6es7 ?21[1-7]\d?/, family: "s7 1200" },
  { vendor: "siemens", part: /\bcpu 31\d[a-z]{0,3}\b|\b6es7 ?31\d/, family: "s7 300" },
  { vendor: "siemens", part: /\bcpu 41\d[a-z]{0,3}\b|\b6es7 ?41\d/, family: "s7 400" },
  { vendor: "rockwell automation", part: /\b1756 l8\d/, family: "controllogix 5580" },
  { vendor: "rockwell automation", part: /\b1756 l7\d/, family: "controllogix 5570" },
  { vendor: "rockwell automation", part: /\b1756 (?:en|ewe)/, family: "controllogix communication" },
  { vendor: "rockwell automation", part: /\b5069 l/, family: "compactlogix 5380" },
  { vendor: "rockwell automation", part: /\b1769 l/, family: "compactlogix 5370" },
  { vendor: "rockwell automation", part: /\b176[1-6] l/, family: "micrologix" },
  { vendor: "schneider electric", part: /\bbmx ?p34/, family: "m340" },
  { vendor: "schneider electric", part: /\bbme ?[ph]58/, family: "m580" },
];
