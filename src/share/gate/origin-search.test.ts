import { describe, expect, test } from "vitest";
import { testMember } from "../../members/testing.js";
import { OriginSearch } from "./origin-search.js";

const search = new OriginSearch([
  testMember({ id: "member-id-one", name: "Blue Anchor Lines", networks: ["203.0.113.0/24", "10.0.0.0/8"] }),
  testMember({ id: "member-id-two", name: "CMX", networks: ["2001:db8:7::/48", "10.0.0.0/8"] }),
  testMember({ id: "member-id-new", name: "Häfen & Söhne", networks: ["198.51.100.64/26"] }),
]);
const base64 = (text: string) => Buffer.from(text).toString("base64");
const find = (text: string, reader = "somebody else") => search.find({ story: text }, reader, false);

describe("other members are found", () => {
  test.each([
    ["seen at Blue Anchor Lines."],
    ["BLUE ANCHOR LINES"],
    ["blue-anchor_lines.pdf"],
    ["https://portal.blueanchorlines.example/x"],
    ["https://example.com/?q=Blue%20Anchor%20Lines"],
    ["https://example.com/?q=Blue+Anchor+Lines"],
    ["https://example.com/?q=%42lue%20%41nchor%20Lines"],
    [base64("to Blue Anchor Lines")],
    [`/files/${base64("xBlue Anchor Lines").replace(/=+$/, "")}`],
    [encodeURIComponent(base64("Blue Anchor Lines"))],
    ["Ｂｌｕｅ Ａｎｃｈｏｒ Ｌｉｎｅｓ"],
    ["reported by CMX"],
    ["cmx-srv"],
    [base64("CMX")],
    ["HÄFEN & SÖHNE"],
    ["von Häfen und Söhne"],
    ["of Haefen and Soehne, they said"],
    ["hafen-y-sohne.pdf"],
    ["Hafen + Söhne"],
    ["member-id-one"],
    ["to 203.0.113.77"],
    ["to 203[.]0[.]113[.]77"],
    ["to 203(dot)0(dot)113(dot)77"],
    ["hxxp://203.0.113[.]77/x"],
    ["to 203.000.113.077"],
    ["77.113.0.203.in-addr.arpa"],
    ["203.0.113.77:8080"],
    ["203%2E0%2E113%2E77"],
    [base64("203.0.113.77")],
    ["network 203.0.113.0/24"],
    ["to 2001:DB8:7::99"],
    ["[2001:db8:7::99]:443"],
    ["2001[:]db8[:]7::99"],
    ["src:2001:db8:7::99"],
    ["a2001:db8:7::99"],
    ["2001:db8:7::99beef"],
    [base64("a2001:db8:7::99")],
    ["2001:db8:7::99:443 and more"],
    ["2001:0db8:0007:0000:0000:0000:0000:0099"],
    ["Blue\u200b Anc\u00adhor Lines"],
    ["C\u200dMX"],
    ["203.0.113\u200b.77"],
    ['{"host":"\\u0042lue Anchor Lines"}'],
    ["10.4.2.17"],
  ])("%s", (text) => {
    expect(find(text)).not.toBeNull();
  });
});

test("a company is found without its legal form", () => {
  const named = new OriginSearch([testMember({ id: "member-id-ltd", name: "Guest Line Co., Ltd." })]);
  for (const text of ["seen at Guest Line", "guest-line.example", "GUEST LINE CO., LTD."])
    expect(named.shownBy(text)).toEqual(["member-id-ltd"]);
  expect(named.shownBy("the guests stood in line")).toEqual([]);
});

describe("the register of exposures and people", () => {
  const registered = new OriginSearch([testMember({ id: "member-id-one", name: "Blue Anchor Lines" })], {
    exposures: [
      { memberId: "member-id-one", kind: "domain", value: "xn--hfen-loa.example", also: [] },
      { memberId: "member-id-one", kind: "mail domain", value: "mail.anchor.example", also: [] },
      {
        memberId: "member-id-one",
        kind: "vessel",
        value: "Nordic Star",
        also: ["IMO 9321483", "call sign DABC"],
      },
      { memberId: "member-id-one", kind: "host", value: "edi-gw7", also: [] },
      { memberId: "member-id-one", kind: "crane", value: "STS-04", also: [] },
      { memberId: "member-id-one", kind: "network", value: "198.18.7.0/24", also: [] },
      { memberId: "member-id-one", kind: "product", value: "Siemens S7-1500", also: [] },
    ],
    people: [{ memberId: "member-id-one", name: "Ana Ruiz", email: "ar@mailbox.example" }],
  });
  test.each([
    "http://www.häfen.example/x",
    "XN--HFEN-LOA.EXAMPLE",
    "someone@mail.anchor.example",
    "mail.anchor.example.evil.test",
    "the NORDIC STAR at berth 4",
    "nordicstar.pdf",
    "IMO 9321483",
    "de DABC",
    "host EDI-GW7 rebooted",
    "sts-04",
    "198.18.7.9",
    "http://3323070217/",
    "Ruiz, Ana",
    "ana.ruiz@x.example",
    "АNA RUIZ".replace("A", "А"),
    "Ана Руиз",
    "from AR@mailbox.example",
    "ar[at]mailbox[.]example",
    "mailto:ar%40mailbox.example",
    "&#78;ordic Star",
    Buffer.from("nordic star", "utf16le").toString("base64"),
    Buffer.from("nordic star").toString("hex"),
  ])("%s is found", (text) => {
    expect(registered.shownBy(text)).toEqual(["member-id-one"]);
  });
  test.each([
    "Siemens S7-1500",
    "sts-041",
    "anchor.example",
    "9321483000",
    "xedi-gw7",
    "Anastasia",
    "bar@mailbox.example",
    "mailbox.example",
  ])("%s is nobody's", (text) => {
    expect(registered.shownBy(text)).toEqual([]);
  });
});

describe("what shows nobody passes", () => {
  test.each([
    ["One other member of this port saw it within seven days."],
    ["198.51.100.9 contacted example.com fourteen times"],
    ["8203.0.113.77"],
    ["acmxb"],
    ["2026-11-22T10:00:00Z"],
    ["2001:db8:8::1"],
    ["https://example.com/a/b?c=%20&d=YWJjZGVmZ2g="],
    [""],
  ])("%s", (text) => {
    expect(find(text)).toBeNull();
  });
});

test("a reader is not hidden from itself, and a shared private address is its own only where it may have it", () => {
  expect(find("Blue Anchor Lines at 203.0.113.9", "member-id-one")).toBeNull();
  expect(search.find({ story: "10.4.2.17" }, "member-id-one", true)).toBeNull();
  expect(search.find({ story: "10.4.2.17" }, "member-id-one", false)).not.toBeNull();
});

test("names of fields and numbers are looked into as well", () => {
  expect(search.find({ CMX: 1 }, "x", false)).not.toBeNull();
  expect(search.find({ list: [{ deep: ["CMX"] }] }, "x", false)).not.toBeNull();
});

test.each([
  ["percents", "%25".repeat(20_000)],
  ["base64", "A".repeat(59_999)],
  ["addresses", "1.".repeat(29_999)],
  ["colons", ":a".repeat(29_999)],
  ["double colons", "::".repeat(29_999)],
  ["spaces", " ".repeat(59_999)],
  ["brackets", "[ ".repeat(29_999)],
])(
  "a hostile text of %s is read in bounded time",
  (_what, text) => {
    expect(find(text)).toBeNull();
  },
  3000,
);

test("a text too long to be looked through is not passed", () => {
  expect(find("x".repeat(60_001))).not.toBeNull();
});
