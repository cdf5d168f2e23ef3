/** Traps of Zeek's logs, in JSON and as tab-separated text, for what is listed in `traps.ts`. */
import { emptyMd5, type Trap } from "./traps.js";

const json = (name: string, log: string, body: string, hits: number): Trap => ({
  name,
  input: `{"_path":"${log}","ts":1700000000.5,${body}}`,
  hits,
});

export const zeekJsonTraps: readonly Trap[] = [
  json("dotted ids", "conn", '"id.orig_h":"10.0.0.1","id.resp_h":"203.0.113.7"', 1),
  json("ids with underscores", "conn", '"id_orig_h":"10.0.0.1","id_resp_h":"203.0.113.7"', 1),
  json("nested ids", "conn", '"id":{"orig_h":"10.0.0.1","resp_h":"203.0.113.7"}', 1),
  json(
    "ids in all three forms",
    "conn",
    '"id.resp_h":"203.0.113.7","id_resp_h":"203.0.113.7","id":{"resp_h":"203.0.113.7"}',
    2,
  ),
  json("a nested id under another name", "conn", '"ids":{"resp_h":"203.0.113.7"}', 0),
  json("an escaped dot in a key", "conn", '"id\\u002eresp_h":"203.0.113.7"', 1),
  json("a subject that is a name's", "ssl", '"subject":"CN=evil.com"', 1),
  json("a subject that is a mail's", "smtp", '"subject":"CN=evil.com"', 0),
  json("a host where none is told", "stats", '"host":"evil.com"', 0),
  json(
    "a guessed field in a log that nobody knows",
    "my_own",
    '"some_url":"http://bad.example/","x_ip":"203.0.113.7"',
    2,
  ),
  json("a guessed field in a known log", "conn", '"some_url":"http://bad.example/","x_ip":"203.0.113.7"', 0),
  json(
    "a guessed field of OPC UA",
    "opcua_x",
    '"policy_uri":"http://bad.example/","my_uri":"http://bad.example/"',
    1,
  ),
  json("a guessed list", "my_own", '"x_addr":["203.0.113.7",["203.0.113.7"]]', 1),
  json("a guessed field with an escaped key", "my_own", '"x\\u005fip":"203.0.113.7"', 1),
  json("a guessed field that is nested", "my_own", '"x":{"a_ip":"203.0.113.7"}', 0),
  json("the log in capitals", "HTTP", '"host":"bad.example","uri":"/Path/x.php?a=1"', 1),
  json("the log escaped", "ht\\u0074p", '"host":"bad.example","uri":"/Path/x.php?a=1"', 1),
  json("open_http is http", "open_http", '"host":"bad.example","uri":"/Path/x.php?a=1"', 1),
  json("host and uri in another log", "conn", '"host":"bad.example","uri":"/Path/x.php?a=1"', 0),
  json("the uri before the host", "http", '"uri":"/Path/x.php?a=1","host":"bad.example","method":"GET"', 1),
  json("no host but an address", "http", '"uri":"/x","id.resp_h":"192.0.2.1","id.resp_p":80', 2),
  json("no host but an IPv6 address", "http", '"id.resp_h":"2001:db8::5","id.resp_p":80,"uri":"/p"', 1),
  json(
    "a port of the connection",
    "http",
    '"host":"bad.example","uri":"/","id":{"resp_h":"10.0.0.1","resp_p":8080}',
    1,
  ),
  json("CONNECT", "http", '"method":"CONNECT","uri":"evil.com:443","host":"evil.com:443"', 2),
  json("answers", "dns", '"query":"x.org","answers":["a.evil.com","203.0.113.7","TXT 5 evil.com"]', 2),
  json("Intel's own indicator, a host", "intel", '"seen.indicator":"evil.com"', 1),
  json(
    "Intel's own indicator, a URL without a scheme",
    "intel",
    '"seen.indicator":"bad.example/Path/x.php?a=1"',
    1,
  ),
  json("Intel's own indicator, a hash, nested", "intel", `"seen":{"indicator":"${emptyMd5}"}`, 1),
  json("a certificate's names", "x509", '"san.dns":["*.evil.com"],"certificate.subject":"CN=evil.com"', 2),
  json("mails", "smtp", '"mailfrom":"<x@mail.example>","to":["A <a@evil.com>"],"path":["203.0.113.7"]', 3),
  { name: "the log told by @stream", input: '{"@stream":"http","host":"bad.example","uri":"/"}', hits: 1 },
  {
    name: "@stream against _path",
    input: '{"@stream":"conn","_path":"http","host":"bad.example","uri":"/"}',
    hits: 1,
  },
  { name: "_path twice", input: '{"_path":"conn","host":"bad.example","uri":"/","_path":"http"}', hits: 1 },
  {
    name: "_path behind everything",
    input: '{"host":"bad.example","uri":"/","subject":"CN=evil.com","_path":"http"}',
    hits: 2,
  },
  {
    name: "_path null, and @stream",
    input: '{"_path":null,"@stream":"http","host":"bad.example","uri":"/"}',
    hits: 1,
  },
  {
    name: "_path a number",
    input: '{"_path":1,"@stream":"http","host":"bad.example","uri":"/"}',
    hits: 1,
    fileName: "http.log",
  },
  {
    name: "the log told by the file",
    input: '{"ts":1,"host":"bad.example","uri":"/"}',
    hits: 1,
    fileName: "http.log",
  },
  {
    name: "a nested _path",
    input: '{"ts":1,"x":{"_path":"http"},"host":"bad.example","uri":"/"}',
    hits: 0,
    fileName: "conn.log",
  },
  { name: "comments between", input: '# x\n{"_path":"conn","id.resp_h":"203.0.113.7"}\n#close\n', hits: 1 },
  { name: "an empty object", input: "{}", hits: 0 },
];

const head = (log: string, columns: string, types: string) =>
  `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t${log}\n#fields\t${columns}\n#types\t${types}\n`;
const tsv = (
  name: string,
  log: string,
  columns: string,
  types: string,
  rows: string,
  hits: number,
): Trap => ({
  name,
  input: `${head(log, columns, types)}${rows}\n`,
  hits,
});
const conn = (name: string, rows: string, hits: number): Trap =>
  tsv(name, "conn", "ts\tid.orig_h\tid.resp_h", "time\taddr\taddr", rows, hits);
const dns = (name: string, rows: string, hits: number): Trap =>
  tsv(name, "dns", "ts\tquery\tanswers", "time\tstring\tvector[string]", rows, hits);
const web = (name: string, rows: string, hits: number): Trap =>
  tsv(
    name,
    "http",
    "id.resp_h\tid.resp_p\tmethod\thost\turi",
    "addr\tport\tstring\tstring\tstring",
    rows,
    hits,
  );

export const zeekTsvTraps: readonly Trap[] = [
  conn("addresses", "1\t10.0.0.1\t203.0.113.7", 1),
  conn("an address in the last cell with CRLF", "1\t10.0.0.1\t203.0.113.7\r", 1),
  conn("unset cells", "1\t-\t203.0.113.7\n1\t203.0.113.7\t-", 2),
  conn("empty cells", "\t\t203.0.113.7\n1\t(empty)\t", 1),
  conn("a cell missing", "1\t203.0.113.7", 0),
  conn("a cell too many", "1\t203.0.113.7\t1\t2", 0),
  conn("blank lines", "\n1\t10.0.0.1\t203.0.113.7\n\n \n", 1),
  conn("IPv6 mapped", "1\t::ffff:203.0.113.7\t2001:DB8:0:1::9", 2),
  conn("an escaped address", "1\t203\\x2e0.113.7\t10.0.0.1", 1),
  conn("a row cut at its end", "1\t10.0.0.1\t203.0.113", 0),
  conn("lines that begin with # are no rows", "#x\t203.0.113.7\t203.0.113.7", 0),
  dns("a name and its answers", "1\twww.evil.com\t203.0.113.7,x.org,evil.com", 3),
  dns("an empty vector", "1\tevil.com\t(empty)", 1),
  dns("empty elements", "1\tx.org\t,evil.com,", 1),
  dns("an unset element", "1\tx.org\t-,evil.com", 1),
  dns("an escaped separator within an element", "1\tx.org\tx\\x2cevil.com,evil.com", 1),
  dns("an escaped dot", "1\tevil\\x2ecom\t-", 1),
  dns("escaped UTF-8", "1\tb\\xc3\\xbccher.example\t-", 1),
  dns("UTF-8 as it is", "1\tbücher.example\t-", 1),
  dns("an escaped backslash", "1\tevil.com\\\\x2e\t-", 0),
  dns("an escape that is none", "1\tevil\\x2com\t-", 0),
  dns("capitals and a dot", "1\tEVIL.COM.\t-", 1),
  web("a URL", "10.0.0.1\t80\tGET\tbad.example\t/Path/x.php?a=1", 1),
  web("a URL with a port", "10.0.0.1\t8080\tGET\tbad.example\t/", 1),
  web("a URL with no host", "2001:db8::5\t80\tGET\t-\t/p", 1),
  web("CONNECT", "10.0.0.1\t443\tCONNECT\t-\tevil.com:443", 1),
  web("a whole URL", "10.0.0.1\t3128\tGET\tx.org\thttp://bad.example/", 1),
  web("an escaped path", "10.0.0.1\t80\tGET\tbad.example\t/\\x50ath/x.php?a=1", 1),
  tsv("an address column of any name", "my_own", "who", "addr", "203.0.113.7", 1),
  tsv("a set of addresses of any name", "my_own", "who", "set[addr]", "10.0.0.1,203.0.113.7", 1),
  tsv("a column guessed by its end", "my_own", "a_url", "string", "http://bad.example/", 1),
  tsv("a column of numbers where a text is usual", "conn", "id.orig_h", "count", "203.0.113.7", 1),
  tsv("a list of numbers where a text is usual", "conn", "id.orig_h", "vector[count]", "203.0.113.7", 0),
  tsv("a bool where a text is usual", "conn", "host", "bool", "evil.com\nT", 1),
  tsv("a column twice", "conn", "id.orig_h\tid.orig_h", "addr\taddr", "203.0.113.7\t10.0.0.1", 1),
  tsv(
    "a set in a text column",
    "conn",
    "tx_hosts\thost",
    "string\tstring",
    "203.0.113.7,1.1.1.1\tevil.com",
    1,
  ),
  tsv("more columns than types", "conn", "id.orig_h\thost", "addr", "10.0.0.1\tevil.com", 1),
  tsv(
    "labels in the last cell",
    "conn",
    "id.resp_h   label   detailed-label",
    "addr   string   string",
    "203.0.113.7   Malicious   C&C\n203.0.113.7",
    2,
  ),
  tsv(
    "label columns that are missing",
    "conn",
    "id.resp_h\tlabel",
    "addr\tstring",
    "203.0.113.7\n203.0.113.7\tx\n203.0.113.7\tx\ty",
    2,
  ),
  tsv("1 MiB in a cell", "conn", "x\tid.resp_h", "string\taddr", `${"x".repeat(1_040_000)}\t203.0.113.7`, 1),
  tsv(
    "300,000 answers",
    "dns",
    "query\tanswers",
    "string\tvector[string]",
    `x.org\t${"a.example,".repeat(60_000)}evil.com`,
    1,
  ),
  {
    name: "two headers, the columns swapped",
    input: `${head("conn", "id.orig_h\tx", "addr\tstring")}203.0.113.7\t203.0.113.7\n${head("conn", "x\tid.orig_h", "string\taddr")}10.0.0.1\t203.0.113.7\n203.0.113.7\t10.0.0.1\n`,
    hits: 2,
  },
  {
    name: "another separator",
    input:
      "#separator ,\n#set_separator,|\n#path,dns\n#fields,ts,query,answers\n#types,time,string,set[string]\n1,evil.com,x.org|203.0.113.7\n",
    hits: 2,
  },
  {
    name: "a separator of two characters",
    input:
      "#separator ||\n#path||conn\n#fields||ts||id.resp_h\n#types||time||addr\n1||203.0.113.7\n1|203.0.113.7\n",
    hits: 1,
  },
  {
    name: "a separator that names contain",
    input: "#separator .\n#path.conn\n#fields.ts.host\n#types.time.string\n1.evil\\x2ecom\n1.evil.com\n",
    hits: 1,
  },
  {
    name: "another unset and empty text",
    input:
      "#separator \\x09\n#empty_field\tevil.com\n#unset_field\t203.0.113.7\n#path\tconn\n#fields\tid.resp_h\thost\n#types\taddr\tstring\n203.0.113.7\tx.evil.com\n192.0.2.1\tevil.com\n",
    hits: 2,
  },
  { name: "no header", input: "1\t10.0.0.1\t203.0.113.7\n", hits: 0 },
  { name: "no #fields", input: "#separator \\x09\n#path\tconn\n1\t203.0.113.7\n", hits: 0 },
  {
    name: "no #types",
    input: "#separator \\x09\n#path\tconn\n#fields\tts\tid.resp_h\n1\t203.0.113.7\n",
    hits: 1,
  },
  {
    name: "no #path, the file tells",
    input: "#separator \\x09\n#fields\thost\turi\n#types\tstring\tstring\nbad.example\t/\n",
    hits: 1,
    fileName: "http.log",
  },
  {
    name: "a header that can't be used",
    input: "#separator \\x09\n#fields\t__proto__\tid.resp_h\n1\t203.0.113.7\n",
    hits: 0,
  },
];
