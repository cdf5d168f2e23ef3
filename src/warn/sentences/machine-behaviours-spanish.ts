/** What detectors mean that look at what the member's own machines and logs do, in plain Spanish, by the detector's id. */
import type { BehaviourWords } from "./behaviour-words.js";

const unplug =
  "Si nadie puede explicarlo, desconecte el equipo de la red sin apagarlo. Si maneja una grúa, una puerta u otra maquinaria, llame antes al centro.";
const ask = "Pregunte a quien usa ese equipo, y a quien lo mantiene, si lo sabe.";

export const machineBehavioursInSpanish: Readonly<Record<string, BehaviourWords>> = {
  "bare-download": {
    sentence: "Uno de sus equipos ha descargado un programa de un servidor sin nombre.",
    means: "Así traen los intrusos sus herramientas. La instalación de algunos dispositivos también lo hace.",
    doNow: ["Averigüe quién lo descargó y para qué.", "Analice ese equipo con su antivirus.", unplug],
  },
  beacon: {
    sentence: "Uno de sus equipos llama al mismo sitio de Internet con un temporizador.",
    means:
      "El software malicioso pide órdenes a su servidor a intervalos regulares. Los programas que buscan actualizaciones también, pero este sitio es extraño además por otros motivos.",
    doNow: [
      "Averigüe qué programa de ese equipo llama allí: lo muestran la lista de tareas o su antivirus.",
      unplug,
    ],
  },
  "clock-off": {
    sentence: "El reloj de uno de sus dispositivos va mal.",
    means:
      "Lo que escribe no se puede poner al lado de lo que otros vieron a la misma hora. Casi siempre es una zona horaria equivocada.",
    doNow: ["Ponga en hora el dispositivo con un servidor de tiempo y corrija su zona horaria."],
  },
  "data-leaving": {
    sentence: "Uno de sus equipos envía a Internet mucho más que nunca, o mucho a un sitio nuevo.",
    means:
      "Puede que alguien esté robando archivos. Una copia de seguridad con otro proveedor, o un archivo grande para un cliente, se ve igual.",
    doNow: [
      ask,
      "Si nadie lo sabe, corte la conexión en su cortafuegos y después desconecte el equipo de la red. Si maneja una grúa, una puerta u otra maquinaria, llame antes al centro.",
    ],
  },
  "dns-tunnel": {
    sentence: "Uno de sus equipos saca datos escondidos en consultas de nombres.",
    means:
      "Cuando las otras vías están cerradas, las herramientas de ataque esconden datos en los nombres que consultan. Casi ningún programa honrado hace algo así.",
    doNow: ["Bloquee el dominio en su filtro de DNS.", unplug],
  },
  "failed-handshakes": {
    sentence: "Alguien prueba miles de veces el cifrado de uno de sus servidores.",
    means:
      "Quien busca agujeros prueba una por una las capacidades de un servidor. Su propio escáner de vulnerabilidades también lo hace.",
    doNow: [
      "Pregunte si su propia gente está probando ese servidor.",
      "Mantenga al día el software del servidor.",
    ],
  },
  "fast-flux": {
    sentence: "Uno de sus equipos consulta un nombre que se mueve por muchas redes.",
    means:
      "Los delincuentes esconden sus servidores detrás de máquinas infectadas de otros. Algunos servicios grandes también reparten los suyos.",
    doNow: ["Averigüe qué programa consulta ese nombre.", unplug],
  },
  flood: {
    sentence: "Alguien está inundando uno de sus servicios.",
    means:
      "Entran muchas más conexiones que nunca y la mayoría no llevan a nada: el servicio puede dejar de responder a sus clientes.",
    doNow: [
      "Mire si el servicio todavía responde.",
      "Llame a su proveedor de Internet y pida ayuda contra una inundación: hay que pararla antes de su línea.",
      "No bloquee a los remitentes uno por uno: sus direcciones suelen ser falsas.",
    ],
  },
  "generated-domains": {
    sentence: "Uno de sus equipos prueba nombres de Internet que inventa un programa.",
    means:
      "El software malicioso lo hace para encontrar de nuevo su servidor cuando le han quitado el nombre. Casi nunca es otra cosa.",
    doNow: ["Analice ese equipo con su antivirus.", unplug],
  },
  "lateral-movement": {
    sentence: "Alguien pasa de uno de sus equipos a otros.",
    means:
      "Quien ha entrado en un equipo sigue hacia los demás con las herramientas de los administradores. Sus propios administradores, y los programas que instalan software, hacen lo mismo.",
    doNow: [
      "Pregunte a sus administradores si lo han hecho ellos o sus herramientas ahora mismo.",
      "Si no, desconecte de la red el equipo del que viene y revise los equipos a los que fue. Si alguno maneja una grúa, una puerta u otra maquinaria, llame antes al centro.",
      "Cambie las contraseñas de las cuentas que se usaron.",
    ],
  },
  "long-connection": {
    sentence: "Uno de sus equipos mantiene abierta durante horas o días una conexión a Internet.",
    means:
      "Puede que alguien lo maneje desde lejos. El mantenimiento remoto y las redes privadas también mantienen conexiones abiertas.",
    doNow: [ask, unplug],
  },
  "new-admin-tool": {
    sentence: "En su empresa funciona una herramienta de control remoto que nadie usaba.",
    means:
      "Los intrusos instalan esas herramientas para volver. Los proveedores las instalan para el mantenimiento.",
    doNow: ["Pregunte quién la instaló y si se le encargó a un proveedor.", unplug],
  },
  "new-destination": {
    sentence: "Uno de sus equipos habla con un sitio con el que nunca había hablado.",
    means:
      "Siempre había hablado con los mismos pocos sitios. Uno nuevo puede ser una actualización, otro proveedor o alguien que ha entrado.",
    doNow: [ask],
  },
  "new-open-port": {
    sentence: "Uno de sus equipos responde a Internet en un puerto donde no debe, o donde nunca lo hizo.",
    means:
      "Cualquiera en el mundo puede intentar entrar por ahí. Casi siempre se ha cambiado un ajuste del cortafuegos.",
    doNow: [
      "Pregunte quién lo abrió y ciérrelo en su cortafuegos si nadie lo necesita.",
      "Si alguien lo necesita, deje pasar solo las direcciones que lo usan.",
    ],
  },
  "odd-tls": {
    sentence: "Uno de sus equipos está conectado al servidor de una herramienta de ataque.",
    means: "La conexión cifrada tiene marcas que dejan esas herramientas y no los programas honrados.",
    doNow: [
      "Desconecte el equipo de la red ahora mismo sin apagarlo. Si maneja una grúa, una puerta u otra maquinaria, llame antes al centro.",
      "Cambie las contraseñas de todos los que lo usaron.",
    ],
  },
  "silent-source": {
    sentence: "Uno de sus registros ha dejado de llegar.",
    means: "Puede que un sensor esté roto, o que lo haya apagado alguien que no quiere que lo vean.",
    doNow: [
      "Mire si el dispositivo sigue en marcha y si su disco está lleno.",
      "Pregunte quién cambió sus ajustes por última vez.",
    ],
  },
  "web-upload": {
    sentence: "Uno de sus equipos ha guardado archivos comprimidos en un servidor que nadie conoce.",
    means:
      "Quien roba archivos los comprime primero. También puede ser que alguien haya enviado un archivo grande a un cliente.",
    doNow: ["Averigüe qué hay en los archivos y quién los envió.", unplug],
  },
};
