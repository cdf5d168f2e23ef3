/**
 * The vocabularies of STIX 2.1, section 10. An open one SHOULD be used and is a finding by its rule's name; a closed
 * one (`-enum`) MUST be used. What STIX 2.0 had as labels is here under its own name, since its lists differ.
 */

interface Vocabulary {
  readonly section: string;
  /** The rule that a value outside breaks: the vocabulary's own where open. */
  readonly rule: string;
  readonly open: boolean;
  /** Its values are lower case with hyphens, and so SHOULD be the ones people add (STIX 2.1, 2.13). */
  readonly plain: boolean;
  readonly values: ReadonlySet<string>;
}

const open = (section: string, rule: string, values: string, plain = true): Vocabulary => ({
  section,
  rule,
  open: true,
  plain,
  values: new Set(values.trim().split(/\s+/)),
});
const closed = (section: string, values: string): Vocabulary => ({
  section,
  rule: "enum",
  open: false,
  plain: false,
  values: new Set(values.trim().split(/\s+/)),
});

const malwareTypes20 = `adware backdoor bot ddos dropper exploit-kit keylogger ransomware remote-access-trojan
  resource-exploitation rogue-security-software rootkit screen-capture spyware trojan virus worm`;
const indicatorTypes = "anomalous-activity anonymization benign compromised malicious-activity attribution";
const reportTypes20 = `threat-report attack-pattern campaign identity indicator malware observed-data threat-actor
  tool vulnerability`;
const actorTypes = `activist competitor crime-syndicate criminal hacker insider-accidental insider-disgruntled
  nation-state sensationalist spy terrorist`;
const toolTypes = `denial-of-service exploitation information-gathering network-capture credential-exploitation
  remote-access vulnerability-scanning`;

export const vocabularies = {
  account: {
    ...open("10.1", "account-type", "", false),
    values: new Set(
      "facebook,ldap,nis,openid,radius,skype,tacacs,twitter,unix,windows local,windows domain,kavi".split(
        ",",
      ),
    ),
  },
  motivation: open(
    "10.2",
    "attack-motivation",
    `accidental coercion dominance ideology notoriety organizational-gain personal-gain personal-satisfaction revenge
     unpredictable`,
  ),
  resources: open("10.3", "attack-resource-level", "individual club contest team organization government"),
  encryption: closed("10.4", "AES-256-GCM ChaCha20-Poly1305 mime-type-indicated"),
  encryption20: open(
    "10.4",
    "encryption-algo",
    `AES128-ECB AES128-CBC AES128-CFB AES128-COFB AES128-CTR AES128-XTS AES128-GCM Salsa20 Salsa12 Salsa8
     ChaCha20-Poly1305 ChaCha20 DES-CBC 3DES-CBC DES-ECB 3DES-ECB CAST128-CBC CAST256-CBC RSA DSA`,
    false,
  ),
  extension: closed("10.5", "new-sdo new-sco new-sro property-extension toplevel-property-extension"),
  grouping: open("10.6", "grouping-context", "suspicious-activity malware-analysis unspecified"),
  hash: open(
    "10.7",
    "hash-algo",
    "MD5 SHA-1 SHA-256 SHA-512 SHA3-256 SHA3-512 SSDEEP TLSH MD6 RIPEMD-160 SHA-224 SHA-384 SHA3-224 SHA3-384 ssdeep WHIRLPOOL",
    false,
  ),
  identityClass: open(
    "10.8",
    "identity-class",
    "individual group system organization class unspecified unknown",
  ),
  implementation: open(
    "10.9",
    "implementation-language",
    `applescript bash c c++ c# go java javascript lua objective-c perl php powershell python ruby scala swift
     typescript visual-basic x86-32 x86-64`,
    false,
  ),
  indicator: open("10.10", "indicator-types", `${indicatorTypes} unknown`),
  sector: open(
    "10.11",
    "industry-sector",
    `agriculture aerospace automotive chemical commercial communications construction defense defence education energy
     entertainment financial-services government emergency-services government-local government-national
     government-public-services government-regional healthcare hospitality-leisure infrastructure dams nuclear water
     insurance manufacturing mining non-profit pharmaceuticals retail technology telecommunications transportation
     utilities`,
  ),
  infrastructure: open(
    "10.12",
    "infrastructure-types",
    `amplification anonymization botnet command-and-control control-system exfiltration firewall hosting-malware
     hosting-target-lists phishing reconnaissance routers-switches staging workstation unknown`,
  ),
  result: open("10.13", "malware-result", "malicious suspicious benign unknown"),
  capabilities: open(
    "10.14",
    "malware-capabilities",
    `accesses-remote-machines anti-debugging anti-disassembly anti-emulation anti-memory-forensics anti-sandbox anti-vm
     captures-input-peripherals captures-output-peripherals captures-system-state-data cleans-traces-of-infection
     commits-fraud communicates-with-c2 compromises-data-availability compromises-data-integrity
     compromises-system-availability controls-local-machine degrades-security-software degrades-system-updates
     determines-c2-server emails-spam escalates-privileges evades-av exfiltrates-data fingerprints-host hides-artifacts
     hides-executing-code infects-files infects-remote-machines installs-other-components
     persists-after-system-reboot prevents-artifact-access prevents-artifact-deletion probes-network-environment
     self-modifies steals-authentication-credentials violates-system-operational-integrity`,
  ),
  malware: open("10.15", "malware-types", `${malwareTypes20} bootkit downloader unknown webshell wiper`),
  addressFamily: closed("10.16", "AF_UNSPEC AF_INET AF_IPX AF_APPLETALK AF_NETBIOS AF_INET6 AF_IRDA AF_BTH"),
  socketType: closed("10.17", "SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_RDM SOCK_SEQPACKET"),
  opinion: closed("10.18", "strongly-disagree disagree neutral agree strongly-agree"),
  pattern: open("10.19", "indicator-pattern-types", "stix pcre sigma snort suricata yara"),
  architecture: open("10.20", "processor-architecture", "alpha arm ia-64 mips powerpc sparc x86 x86-64"),
  region: open(
    "10.21",
    "region",
    `africa eastern-africa middle-africa northern-africa southern-africa western-africa americas
     latin-america-caribbean south-america caribbean central-america northern-america asia central-asia eastern-asia
     southern-asia south-eastern-asia western-asia europe eastern-europe northern-europe southern-europe
     western-europe oceania australia-new-zealand melanesia micronesia polynesia antarctica`,
  ),
  report: open("10.22", "report-types", reportTypes20),
  actor: open("10.23", "threat-actor-types", `${actorTypes} unknown`),
  actorRole: open(
    "10.24",
    "threat-actor-role",
    "agent director independent infrastructure-architect infrastructure-operator malware-author sponsor",
  ),
  sophistication: open(
    "10.25",
    "threat-actor-sophistication",
    "none minimal intermediate advanced expert innovator strategic",
  ),
  tool: open("10.26", "tool-types", `${toolTypes} unknown`),
  integrity: closed("10.27", "low medium high system"),
  pebinary: open("10.28", "windows-pebinary-type", "dll exe sys"),
  registry: closed(
    "10.29",
    `REG_NONE REG_SZ REG_EXPAND_SZ REG_BINARY REG_DWORD REG_DWORD_BIG_ENDIAN REG_DWORD_LITTLE_ENDIAN REG_LINK
     REG_MULTI_SZ REG_RESOURCE_LIST REG_FULL_RESOURCE_DESCRIPTION REG_RESOURCE_REQUIREMENTS_LIST REG_QWORD
     REG_INVALID_TYPE`,
  ),
  serviceStart: closed(
    "10.30",
    "SERVICE_AUTO_START SERVICE_BOOT_START SERVICE_DEMAND_START SERVICE_DISABLED SERVICE_SYSTEM_ALERT",
  ),
  serviceType: closed(
    "10.31",
    "SERVICE_KERNEL_DRIVER SERVICE_FILE_SYSTEM_DRIVER SERVICE_WIN32_OWN_PROCESS SERVICE_WIN32_SHARE_PROCESS",
  ),
  serviceStatus: closed(
    "10.32",
    `SERVICE_CONTINUE_PENDING SERVICE_PAUSE_PENDING SERVICE_PAUSED SERVICE_RUNNING SERVICE_START_PENDING
     SERVICE_STOP_PENDING SERVICE_STOPPED`,
  ),
  marking: open("7.2.1", "marking-definition-type", "tlp statement"),
  indicatorLabel: open("10.10", "indicator-label", indicatorTypes),
  malwareLabel: open("10.15", "malware-label", malwareTypes20),
  reportLabel: open("10.22", "report-label", reportTypes20),
  actorLabel: open("10.23", "threat-actor-label", actorTypes),
  toolLabel: open("10.26", "tool-label", toolTypes),
} as const satisfies Readonly<Record<string, Vocabulary>>;
export type VocabularyId = keyof typeof vocabularies;
