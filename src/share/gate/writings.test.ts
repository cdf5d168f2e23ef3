/** Plain writings of what a member calls its own: each stood in a text once that others got. */
import { describe, expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import { cutText } from "./cutting.js";
import { OriginSearch } from "./origin-search.js";

const own = "member-id-one";
const exposure =
  (kind: "network" | "vessel" | "crane" | "host" | "domain" | "mail domain" | "person" | "brand") =>
  (value: string, ...also: string[]) => ({ memberId: own, kind, value, also });
const search = new OriginSearch(
  [
    testMember({
      id: own,
      name: "Evergate Container Terminal GmbH",
      networks: ["203.0.113.0/24", "10.4.0.0/16"],
    }),
  ],
  {
    exposures: [
      exposure("network")("2001:db8:7::/48"),
      exposure("vessel")("MV Halcyra", "IMO 9074729", "MMSI 211331640", "call sign DK7BX", "call sign DABC"),
      exposure("crane")("Crane Zulu 77"),
      exposure("crane")("STS-04"),
      exposure("host")("edi-gw7"),
      exposure("host")("file-server"),
      exposure("domain")("x9.example"),
      exposure("mail domain")("quaymail.example"),
      exposure("brand")("Red Rig Logistics"),
      exposure("brand")("Harbor Trucking"),
      exposure("brand")("Port of Long Beach"),
      exposure("brand")("Transportes Zubeldia"),
    ],
    people: [
      { memberId: own, name: "John Smith", email: "js@mailbox.example" },
      { memberId: own, name: "Ana Stone" },
      { memberId: own, name: "Ximena Zubizarreta Ibáñez" },
    ],
  },
);
const shown = (text: string) => (search.shownBy(text) ?? []).includes(own);
const cut = (text: string) => cutText(text, shown);

describe("addresses", () => {
  test.each([
    "203-0-113-40.isp.example",
    "ip-203-0-113-40",
    "ec2-203-0-113-40.compute-1.example",
    "203_0_113_40",
    "40.113.0.203.isp.example",
    "host.40.113.0.203.isp.example",
    "40-113-0-203",
    "40_113_0_203.dyn.example",
    "203000113040",
    "203.000.113.040",
    "2002:cb00:7128::",
    "2002:CB00:7128:0:0:0:0:1",
    "64:ff9b::cb00:7128",
    "64:ff9b::203.0.113.40",
    "::ffff:cb00:7128",
    "::ffff:203.0.113.40",
    "0:0:0:0:0:ffff:cb00:7128",
    "::cb00:7128",
    "2001:0:cb00:7128::1",
    "fe80::5efe:cb00:7128",
    "cb007128",
    "CB007128",
    "0xcb007128",
    "0xcb.0x00.0x71.0x28",
    "0313.0.0161.050",
    "3405803816",
    "the number 3405803816 was asked",
    "203.0.113 .40",
    "203 . 0 . 113 . 40",
    "203. 0. 113. 40",
    "203[.]0[.]113[.]40",
    "٢٠٣.٠.١١٣.٤٠",
    "२०३.०.११३.४०",
    "２０３.０.１１３.４０",
    "𝟐𝟎𝟑.𝟎.𝟏𝟏𝟑.𝟒𝟎",
    "203。0。113。40",
    "203·0·113·40",
    "203.0.113.x",
    "203.0.113.*",
    "113.0.203.in-addr.arpa",
    "203.0.113.",
    "203.0.113",
    "the 203.0.113 range",
    "203.0.113/24",
    "203.0.113.0/24",
    "203.0.112.0/23",
    "203.0.112.0/21",
    "203 0 113 40",
    "1 203 0 113 40",
    "at 7, 203, 0, 113, 40, 9",
    "203,0,113,40",
    "203, 0, 113, 40",
    "203 punto 0 punto 113 punto 40",
    "203 dot 0 dot 113 dot 40",
    "cb00 7128",
    "CB00 7128",
    "CB 00 71 28",
    "cb:00:71:28",
    "4500 003c cb00 7128 0808 0808",
    "45 00 00 3c cb 00 71 28 08",
    "10-4-2-17",
    "ip-10-4-2-17.ec2.internal",
    "10_4_2_17",
    "010004002017",
    "0x0a040211",
    "2001:DB8:7::99",
    "2001:db8:7:0:0:0:0:99",
    "2001:0db8:0007:0000:0000:0000:0000:0099",
    "2001:db8:7::0.0.0.153",
    "[2001:db8:7::99%eth0]:443",
    "2001:db8:7::/64",
    "2001-db8-7--99.ipv6-literal.net",
    "2001-0db8-0007-0000-0000-0000-0000-0099.isp.example",
    "2001_db8_7_0_0_0_0_99",
    "20010db8000700000000000000000099",
    "0x20010DB8000700000000000000000099",
    "9.9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.7.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
    "7.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
    "2001 : db8 : 7 :: 99",
    "2001: db8: 7:: 99",
  ])("%s", (text) => {
    expect(shown(text)).toBe(true);
    expect(shown(`seen ${text}, twice`)).toBe(true);
    expect(cut(`we saw ${text} twice`)).not.toContain(text);
  });

  test.each([
    "40.113.0.203", // an attacker's own address, whatever it is backwards
    "http://40.113.0.203/x",
    "17.2.4.10.isp.example", // private addresses backwards are anybody's
    "2026-10-04-02-17",
    "203-0-113",
    "203.0.114.40",
    "203.0.114",
    "203.0.114.0/23",
    "10.4.2",
    "203.0.113.5000",
    "203 0 113",
    "10 4 2 17",
    "198-51-100-7.isp.example",
    "3405804900",
    "cb007128-91aa-4c3e-8f00-a1b2c3d4e5f6",
    "0a040211",
    "d41d8cd98f00b204e9800998ecf8427e",
    "1203000113040",
    "1764200000.123",
    "2001:db8:8::99",
    "2002:cb00:7228::1",
  ])("%s is nobody's", (text) => {
    expect(shown(text)).toBe(false);
  });
});

describe("vessels, cranes and hosts", () => {
  test.each([
    "IMO9074729",
    "IMO: 907-4729",
    "IMO no. 9074729",
    "IMO 907 4729",
    "imo_9074729.pdf",
    "IMO ٩٠٧٤٧٢٩",
    "MMSI 211 331 640",
    "211-331-640",
    "MMSI:211331640",
    "211.331.640",
    "Halcyra",
    "M/V Halcyra",
    "DK7BX",
    "D K 7 B X",
    "DK-7BX",
    "DK7 BX",
    "D-A-B-C",
    "D A B C",
    "DA-BC",
    "D ABC",
    "DA BC",
    "Delta Alfa Bravo Charlie",
    "delta alpha bravo charlie",
    "DELTA-ALFA-BRAVO-CHARLIE",
    "Delta Kilo Seven Bravo X-ray",
    "Delta Kilo 7 Bravo X-Ray",
    "Crane Zulu 77",
    "crane zulu-77",
    "Zulu77",
    "ZULU-77",
    "zulu_77",
    "Zulu # 77",
    "Zulu No. 77",
    "Zulu No 77",
    "Zulu Nr. 77",
    "Zulu n.º 77",
    "Zulu number 77",
    "Zulu 0077",
    "zulu077",
    "77 Zulu",
    "crane no. 77 (Zulu)",
    "STS 4",
    "sts04",
    "STS_4",
    "edi gw7",
    "EDIGW7",
    "edi-gw-7",
    "file-server",
  ])("%s", (text) => {
    expect(shown(text)).toBe(true);
    expect(cut(`seen ${text} again`)).not.toContain(text);
  });
  test.each([
    "19074729",
    "a9074729f",
    "the file server",
    "da bc",
    "zulu 770",
    "sts 44",
    "tests 4",
    "zulu",
    "2113316401",
  ])("%s is nobody's", (text) => {
    expect(shown(text)).toBe(false);
  });
});

describe("domains and mail addresses", () => {
  test.each([
    "x9 . example",
    "x9 .example",
    "x9 [dot] example",
    "x9 dot example",
    "x9   dot   example",
    "x9 (punto) example",
    "x9。example",
    "x9{.}example",
    "user at x9 dot example",
    "user (at) x9 (dot) example",
    "user @ x9 . example",
    "user [ at ] x9 [ dot ] example",
    "js at mailbox dot example",
    "js (at) mailbox (dot) example",
    "js arroba mailbox punto example",
    "js @ mailbox.example",
  ])("%s", (text) => {
    expect(shown(text)).toBe(true);
    expect(cut(`write to ${text} today`)).not.toContain(text);
  });
  test.each(["It came by x9. Example follows.", "look at mailbox.example"])("%s is nobody's", (text) => {
    expect(shown(text)).toBe(false);
  });
});

describe("people", () => {
  test.each([
    "J. Smith",
    "J Smith",
    "Smith, J.",
    "Smith J.",
    "jsmith",
    "jsmith2@x.example",
    "j.smith",
    "john.smith",
    "smith.john",
    "Smith, John",
    "A. Stone",
    "Stone, A.",
    "astone",
    "Ximena",
    "Zubizarreta",
    "zubizarreta7",
    "Ibanez",
    "IBÁÑEZ",
    "Ximena Zubizarreta",
    "Zubizarreta Ibáñez, Ximena",
    "X. Ibáñez",
    "xzubizarreta",
    "ximena.ibanez",
    "John Q. Smith",
    "John Q Smith",
    "JOHN Q. SMITH",
    "John Quincy Smith",
    "John Quincy Adams Smith",
    "John Q. R. Smith",
    'John "Red" Smith',
    "John (Red) Smith",
    "John “Red” Smith",
    "J. Q. Smith",
    "J. Quincy Smith",
    "JQ Smith",
    "j.q.smith",
    "jqsmith",
    "jqsmith4",
    "john.q.smith",
    "john_q_smith",
    "Jo. Smith",
    "jo.smith",
    "josmith",
    "smith.jo",
    "smith_joh",
    "A. B. Stone",
  ])("%s", (text) => {
    expect(shown(text)).toBe(true);
    expect(cut(`told by ${text} at noon`)).not.toContain(text);
  });
  test.each([
    "a stone",
    "made of stone, a hard one",
    "John",
    "Smith",
    "Stone. A new one",
    "john said",
    "just one",
    "a b stone",
    "John and Smith",
    "John. Then Smith came",
    "smith jo",
  ])("%s is nobody's", (text) => {
    expect(shown(text)).toBe(false);
  });
});

describe("companies without their kind", () => {
  test.each([
    "Evergate",
    "EVERGATE Terminal",
    "evergate-portal.example",
    "Red Rig",
    "red-rig",
    "redrig.example",
    "Zubeldia",
    "the Red Rigs",
    "Red Rigs",
    "Red Rigs Logistics",
    "Rig Logistics",
    "R. Rig Logistics",
    "RR Logistics",
    "RRLogistics",
    "rrlogistics.example",
    "RRL",
    "R.R.L.",
    "R. R. L.",
    "red-rigs.phish9.example",
    "52 65 64 20 52 69 67",
    "5265 6420 5269 67",
    "52:65:64:20:52:69:67",
    "ʀᴇᴅ ʀɪɢ",
    "Rεd Rιg",
    "RΕD RΙG",
    "ᴢᴜʙᴇʟᴅɪᴀ",
    "ΖUΒΕLDΙΑ",
  ])("%s", (text) => {
    expect(shown(text)).toBe(true);
    expect(cut(`seen at ${text} today`).toLowerCase()).not.toContain(text.toLowerCase());
  });
  test.each([
    "Harbor",
    "Long Beach",
    "Red",
    "rrl",
    "the rrl.txt",
    "ARRL",
    "the port",
    "delivered rigs",
    "Terminal",
    "Container",
  ])("%s is nobody's", (text) => {
    expect(shown(text)).toBe(false);
  });
  test("what would be too many words of everyday never refuses a whole, and is cut from reports all the same", () => {
    expect(search.find({ story: "a red rig stood there" }, "another", false)).toBeNull();
    expect(search.find({ story: "Zubizarreta" }, "another", false)).toBeNull();
    expect(search.find({ story: "Evergate" }, "another", false)).not.toBeNull();
    expect(cut("a red rig stood at Evergate Container Terminal GmbH today")).toBe("a […] stood at […] today");
  });
});
