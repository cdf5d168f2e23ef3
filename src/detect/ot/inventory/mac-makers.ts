/**
 * Makers of control gear, drives, network gear, cameras and cellular modems by the beginning of their MAC addresses: a hint at
 * what a machine is, long before it says so itself. Prefixes are of 24, 28 or 36 bits (6, 7 or 9 hex digits).
 * Source: the IEEE Registration Authority's public listings of MA-L, MA-M and MA-S (https://standards-oui.ieee.org/oui/oui.txt),
 * as packed in npm's oui-data 2.1.9, cut to the makers named here. A maker's other gear has the same prefixes.
 */

export interface MacMaker {
  readonly maker: string;
  readonly makes:
    | "control gear"
    | "drives"
    | "remote i/o"
    | "hmi"
    | "gateways"
    | "modems"
    | "network gear"
    | "cameras";
}

const table: readonly (readonly [string, MacMaker["makes"], string])[] = [
  [
    "Siemens",
    "control gear",
    `0001e3 000519 000ba3 000d41 000e8c 001133 001928 001b1b 001c06 001ff8 00c0e4 080006 10d657 10dffc
     18aebb 208756 20a8b9 240462 24edfd 286336 301389 302f1e 30b851 384b24 38fdfe3 3c24f09 3cffe4 40ecf8
     4ce705 500084 681fd8 683e02 70b3d53fe 70b3d5c87 74fc45 789f87 80a5797 883f99 884b39 8c1f64066
     8c1f64611 8cf319 a86d04 ac6417 b4b15a cc22376 ccd31e9 d00674 d0eb1a d4f527 dc0575 e0dca0 e8ef22
     ec1c5d f040afa f815e0`,
  ],
  [
    "Rockwell Automation",
    "control gear",
    `0000bc 001d9c 086195 184c08 34c0f9 404101 44cc6e 5c2167 5c8816 68c8eb bcf499 e48ebb e49069 f45433`,
  ],
  [
    "Schneider Electric",
    "control gear",
    `000054 00006c 000123 000374 000417 000521 000c81 001100 001324 008067 0080f4 008df45 20443a 282986
     2c6a6fb 70b3d5153 70b3d52e4 70b3d52ea 70b3d533d 70b3d57d1 70b3d58d7 70b3d5acc 74f661 942e17 9c0e51
     e4f58e`,
  ],
  [
    "ABB",
    "control gear",
    `000023 00022c 00032c 000c02 000c62 000cde 001293 001386 001b45 001c01 0021c1 002459 00904f 4c74a76
     4cbcb4 5031ad 54f876 60391f 6433b57 70b3d5080 70b3d55a7 70b3d56e0 70b3d5892 70b3d5c47 78ab60 803b2a
     807a7f 8c1f6432a 8c1f646d0 8c1f64718 8c1f64852 8c1f64b24 8c1f64cf3 8c1f64fb1 9803a0 a4580fb acd364
     b89be4 d01411a e002a5`,
  ],
  ["Phoenix Contact", "control gear", "00a045 a8741d ccccea"],
  ["WAGO", "control gear", "0030de"],
  ["Beckhoff", "control gear", "000105"],
  ["B&R", "control gear", "00111e 00151e 006065"],
  [
    "Mitsubishi Electric",
    "control gear",
    `000a66 001bc504e 002692 104b46 28e98e 30be3b 38e08e 58528a 588d39 6c27c89 70b3d5797 70b3d5b0a
     70b3d5f37 8c1f6437b 8c1f643ba 8c1f643f7 8c1f647fc 8c1f64951 8c1f64a89 8c1f64d81 8c1f64d92 8c1f64e05
     8c1f64ff2 94a4b5 d0d94f7`,
  ],
  ["Omron", "control gear", "00000a 002209 3cf7d1 80b5c6 b0495f d47c443"],
  ["Yaskawa", "control gear", "0020b5"],
  ["VIPA", "control gear", "0020d5 c86bbc2 f0eebb"],
  ["Bosch Rexroth", "control gear", "000b0f a024903"],
  ["Emerson", "control gear", "000991 0009f5 00120a 0022e5 004003 00e086 144fd79 2ceada"],
  [
    "Honeywell",
    "control gear",
    `00064a 000a13 001112 001e1e 001f55 00203d 00226a 0030af 004084 0080a7 009030 0c2369 144146 28f537a
     3009f9c 50ff997 58fcc8 6431399 70b3d594c 70b3d59a7 70b3d5c0f 70b3d5f4d 70b3d5f70 88a9a72 94ca0f
     ac7713 c4efda d806d1 dcb3b4 f05494`,
  ],
  ["Yokogawa", "control gear", "000064 006041 d00aab"],
  ["Fanuc", "control gear", "00e0e4"],
  ["Hitachi", "control gear", "000087 0008f7 6869ca a497bb f84897"],
  ["Danfoss", "drives", "000768 000b2d 001909 001b08 002199 1c8779d 289edf 58570d 9827823"],
  ["SEW-EURODRIVE", "drives", "000f69"],
  ["Lenze", "drives", "000a86"],
  ["KEB", "drives", "0008fa"],
  ["Control Techniques", "drives", "000d1e 0018ad 00238f 70b3d54df 70b3d5780 70b3d5d88 8c1f64fc1"],
  ["Parker", "drives", "000488 000a8d 000dab 009055 080048 34f86e a0043e b8288b"],
  ["Delta Electronics", "control gear", "00066e 001823 20f85e 5c8de5"],
  ["Turck", "remote i/o", "000746"],
  ["Pilz", "control gear", "000248"],
  ["SICK", "control gear", "000677"],
  ["Pepperl+Fuchs", "control gear", "000d81"],
  ["ifm", "control gear", "000201 74731d"],
  ["Hilscher", "control gear", "0002a2"],
  ["HMS", "gateways", "000327 000594 003011 003056 9cb206 cc3f1d"],
  ["Advantech", "control gear", "000bab 000e02 001453 00d0c9 2887af 74fe48 c400ad c4b16b cc827f"],
  ["Red Lion", "control gear", "0005e4 0007af 001347 0060da 00a01d 8c1f6410b 8c1f6449c"],
  ["SEL", "control gear", "0030a7"],
  ["Weintek", "hmi", "000c26"],
  ["Moxa", "network gear", "0090e8 500b88"],
  [
    "Hirschmann",
    "network gear",
    `001a7c 001bc5006 008063 00d026 646038 740bb0 94aee3 94fc87 a02605 a0b086 ec74ba ece555`,
  ],
  ["Westermo", "network gear", "00077c 0011b4 00145a"],
  ["Ruggedcom", "network gear", "000adc 0013d5 94b8c5"],
  ["ProSoft", "gateways", "000d8d"],
  ["Sierra Wireless", "modems", "00143e 00a0d5 28a331 50139d 64ce6e 84db2f cc934a"],
  ["Cradlepoint", "modems", "003044 00e01c"],
  ["Teltonika", "modems", "001e42 209727 388a21 6cafab 7cd9f4 b41caf"],
  ["InHand", "modems", "001805 0023d2 8c1f64b27 ec6e79"],
  ["Robustel", "modems", "34fa40"],
  ["Four-Faith", "modems", "54d0b4"],
  [
    "Quectel",
    "modems",
    `009b08 009c17 00d6cb 048680 0c587b 1480cc 18cedf 200d3d 241972 24215e 2cc682 2cf8ec 34873d 3c1acc
     3c227f 405548 441a84 500e5b 502065 5037cd 50804a 50cf14 50e9df 544781 546503 58d391 58db09 5cba75
     60323b 64c403 681268 682499 684a6e 74077e 74765b 7cccfc 7ce712 80fbf0 8c1f6458b 900371 9030d6 90a6bf
     90bde6 90cd1f 94706c 9826ad 98a14a 9c04b6 a0edfb a486ae a8c050 a8dd9f acd929 b00c9d b42f03 b4edd5
     b8d08f bc2a33 c44137 c4a64e ccc837 dc2e97 dcbdcc e408e7 e485fb e82404 e84727 e88da6 e8979a ec1d9e
     ecb50a f4ab5c f8d811`,
  ],
  ["Telit", "modems", "000206 00217e 008025 4802af 7069797 9cbac9"],
  ["u-blox", "modems", `0012f3 20ba36 5464de 54f82a 6009c3 6c1deb 80a197 90f861 b8f44f ccf957 d4ca6e`],
  ["Insys", "modems", "0005b6 080052 708b97"],
  ["MultiTech", "modems", "000800 008000"],
  ["Peplink", "modems", "00116e 1056ca 6ca3d3 d413f8"],
  [
    "mbNET",
    "gateways",
    `70b3d508a 70b3d5161 70b3d517f 70b3d51c9 70b3d52cf 70b3d5513 70b3d5519 70b3d55a4 70b3d55f9 70b3d5642
     70b3d56d7 70b3d571a 70b3d5886 70b3d58d9 70b3d58fb 70b3d5aa5 70b3d5b39 70b3d5bcc 70b3d5bd8 70b3d5c79
     70b3d5cc6 70b3d5de6 70b3d5f94 70b3d5fbd 70b3d5fd8 8c1f64059 8c1f64075 8c1f6409f 8c1f6412f 8c1f641d0
     8c1f64237 8c1f642fb 8c1f64366 8c1f64388 8c1f64427 8c1f64440 8c1f6446d 8c1f64591 8c1f647c4 8c1f64880
     8c1f64923 8c1f6497c 8c1f649e6 8c1f649f2 8c1f64aed 8c1f64c89 8c1f64d15 8c1f64db4 8c1f64f1d`,
  ],
  ["Axis", "cameras", "00408c accc8e b8a44f e82725"],
  [
    "Hikvision",
    "cameras",
    `00bc99 040312 04eecd 083bc1 085411 08a189 08cc81 0c75d2 1012fb 1868cb 188025 240f9b 2428fd 2432ae
     244845 24b105 2857be 2ca59c 340962 3c1bf8 40acbf 40b570 4419b6 4447cc 44a642 48785b 4c1f86 4c62df
     4cbd8f 4cf5dc 50e538 548c81 54c415 5803fb 5850ed 5c345b 64db8b 686dbc 743fc2 80489f 807c62 80beaf
     80f5ae 849459 849a40 88de39 8c22d2 8ce748 94e1ac 988b0a 989de5 98df82 98f112 a0ff0c a41437 a42902
     a44bd9 a4a459 a4d5c2 acb92f accb51 b0ff0d b4a382 bc2978 bc5e33 bc9b5e bcad28 bcbac2 c0517e c056e3
     c06ded c42f90 c8a702 cc13f3 d4e853 dc07f8 dcd26a e0baad e0ca3c e0df13 e4d58b e8a0ed eca971 ecc89c
     f84dfc fc9ffd`,
  ],
  [
    "Dahua",
    "cameras",
    `08eded 14a78b 202c05 24526a 30ddaa 38af29 3ce36b 3cef8c 402c761 407aa4 4c11bf 4c99e8 5cf51a 64fd29
     6c1c71 74c929 8ce9b4 9002a9 98f9cc 9c1463 a0bd1d a8ca87 b44c3b bc325f c0395a c4aac4 d4430e e02efe
     e0508b e4246c f4b1c2 f8ce07 fc5f49 fcb69d`,
  ],
  ["Hanwha Vision", "cameras", "000918 44b423 e43022"],
  ["Bosch Security", "cameras", "000131 000463 30f028 50facb9"],
  ["Mobotix", "cameras", "0003c5"],
  ["Vivotek", "cameras", "0002d1"],
  ["Pelco", "cameras", "009032"],
  ["Uniview", "cameras", "48ea63 6cf17e 88263f c47905"],
  ["FLIR", "cameras", "001356 001bd8 00407f 70b3d52aa"],
  ["Avigilon", "cameras", "701ad5"],
  ["Konecranes", "control gear", "78ca83e"],
  ["Liebherr", "control gear", "0011b8"],
];

const byPrefix = new Map<string, MacMaker>();
for (const [maker, makes, prefixes] of table)
  for (const prefix of prefixes.split(/\s+/)) byPrefix.set(prefix, { maker, makes });

/** Of a MAC address in lower case with colons; null where its maker is none of these. */
export function macMaker(mac: string): MacMaker | null {
  const digits = mac.replaceAll(":", "");
  return (
    byPrefix.get(digits.slice(0, 9)) ??
    byPrefix.get(digits.slice(0, 7)) ??
    byPrefix.get(digits.slice(0, 6)) ??
    null
  );
}
