/**
 * Programs by which a machine is steered from elsewhere, or reached through a tunnel, by the names they call home to. Each is
 * in honest use somewhere and in the toolbox of intruders everywhere (ATT&CK T1219, T1572). A name counts with all below it.
 */

export interface AdminTool {
  readonly name: string;
  /** Lets others in past the firewall: no port has a use for it that nobody told of. */
  readonly tunnel: boolean;
}

const lists = {
  steer: `
    AnyDesk anydesk.com
    TeamViewer teamviewer.com
    ScreenConnect screenconnect.com
    Splashtop splashtop.com splashtop.eu
    LogMeIn logmein.com logmeinrescue.com gotoassist.com gotomypc.com
    RustDesk rustdesk.com
    Remote_Utilities remoteutilities.com
    Atera atera.com
    DWService dwservice.net
    UltraViewer ultraviewer.net
    Ammyy ammyy.com
    Supremo supremocontrol.com nanosystems.it
    MeshCentral meshcentral.com
    RemotePC remotepc.com
    Getscreen getscreen.me
    SimpleHelp simple-help.com
    Action1 action1.com
    Pulseway pulseway.com
    NinjaOne ninjarmm.com
    Level level.io
    Syncro syncromsp.com
    Zoho_Assist zohoassist.com
    ISL_Online islonline.com islonline.net
    NetSupport netsupportsoftware.com
    BeyondTrust bomgarcloud.com beyondtrustcloud.com
    Chrome_Remote_Desktop remotedesktop.google.com remotedesktop-pa.googleapis.com
    tmate tmate.io
  `,
  tunnel: `
    ngrok ngrok.com ngrok.io ngrok.app ngrok-free.app ngrok-agent.com
    Cloudflare_quick_tunnel trycloudflare.com argotunnel.com
    localtunnel localtunnel.me loca.lt
    serveo serveo.net
    pinggy pinggy.io
    playit playit.gg
    bore bore.pub
    Tailscale tailscale.com tailscale.io
    ZeroTier zerotier.com
    Dev_Tunnels devtunnels.ms tunnels.api.visualstudio.com
    LocalXpose loclx.io
  `,
} as const;

const byName: ReadonlyMap<string, AdminTool> = new Map(
  Object.entries(lists).flatMap(([kind, list]) =>
    list
      .trim()
      .split("\n")
      .flatMap((line) => {
        const [name = "", ...domains] = line.trim().split(" ");
        const tool = { name: name.replaceAll("_", " "), tunnel: kind === "tunnel" };
        return domains.map((domain) => [domain, tool] as const);
      }),
  ),
);

/** The tool that calls home to this name or one above it, or null. */
export function adminToolOf(name: string): AdminTool | null {
  let rest = name.toLowerCase();
  for (let steps = 0; steps < 12 && rest.includes("."); steps++) {
    const tool = byName.get(rest);
    if (tool !== undefined) return tool;
    rest = rest.slice(rest.indexOf(".") + 1);
  }
  return null;
}
