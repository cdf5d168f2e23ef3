/**
 * What detectors of commands and reconnaissance in control networks mean, in plain Spanish, by their ids: to the engineer
 * who answers for cranes and terminal equipment. What a person is told to do never touches a controller over the network.
 */
import type { BehaviourWords } from "./behaviour-words.js";

const supervisor =
  "Llame al jefe de turno: ¿la máquina que se nombra aquí está con carga o con personas cerca, y hace lo que debe? Si hay duda, que la pare su propio operador, en el lugar.";
const maintenance =
  "Pregunte quién trabaja ahora en ella: mantenimiento, el fabricante de la grúa, un integrador. Si estaba previsto, registre la orden de trabajo, para que la próxima vez quede explicado.";
const handsOff =
  "No se conecte al controlador por la red, ni para mirar ni para devolver nada a su sitio: lo que hay en él ahora es una prueba, y un paso en falso mueve una máquina.";
const compare =
  "Haga comparar el programa del controlador con la copia que usted guarda, en el lugar y con la máquina parada.";
const station =
  "Busque la estación que se nombra aquí y quién la usa; déjela encendida, pero sáquela de la red de control, en el lugar.";
const sender =
  "Averigüe qué es la estación que se nombra aquí y si alguien de su empresa o un proveedor la usa para buscar o probar.";

export const otBehavioursInSpanish: Readonly<Record<string, BehaviourWords>> = {
  "grave-command": {
    sentence:
      "Alguien paró, reinició, programó o dio a uno de sus controladores otra orden que no es del trabajo diario.",
    means:
      "Los ingenieros lo hacen cuando trabajan en una máquina. En cualquier otro momento es el paso con el que un atacante se hace con una grúa, o la detiene.",
    doNow: [supervisor, maintenance, handsOff, compare],
  },
  "new-command": {
    sentence: "Una estación dio a una de sus máquinas una orden que nunca le había dado.",
    means:
      "Así empieza un panel o un servidor nuevo, o el portátil de un ingeniero. También quien ha entrado en la red de control.",
    doNow: [supervisor, maintenance, station, handsOff],
  },
  "odd-hour-command": {
    sentence: "Una de sus máquinas recibió una orden conocida a una hora en la que nunca llegaba.",
    means: "Un cambio de turno se ve así, y también una estación conocida que usa otra persona.",
    doNow: [supervisor, maintenance],
  },
  "function-sweep": {
    sentence: "Alguien está probando qué sabe hacer uno de sus controladores.",
    means:
      "Lo hacen las herramientas que buscan puntos débiles, y las de ingeniería cuando encuentran un controlador por primera vez. Algunos controladores se paran cuando los prueban así.",
    doNow: [supervisor, sender, maintenance],
  },
  "unit-sweep": {
    sentence: "Alguien está buscando dispositivos detrás de uno de sus controladores o pasarelas.",
    means: "Un servidor nuevo que recoge valores lo hace una vez. Nadie más tiene motivo.",
    doNow: [sender, maintenance],
  },
  "address-sweep": {
    sentence: "Alguien está hablando con muchos de sus controladores, uno tras otro.",
    means:
      "Casi siempre es una búsqueda de controladores, el paso previo a un ataque. Un servidor nuevo que recoge valores se ve igual cuando arranca.",
    doNow: [sender, maintenance],
  },
  "protocol-errors": {
    sentence: "Uno de sus controladores está rechazando muchas peticiones de una estación.",
    means:
      "Alguien pide lo que el controlador no tiene: una herramienta que adivina, o un panel configurado para otra máquina.",
    doNow: [sender, maintenance],
  },
  "identification-reads": {
    sentence: "Una estación preguntó a sus controladores qué son y qué contienen.",
    means:
      "Lo preguntan los inventarios y las herramientas de ingeniería, y quien prepara un ataque necesita saberlo. Con ello no se cambió nada.",
    doNow: [sender, maintenance],
  },
  "unknown-function": {
    sentence: "Uno de sus controladores recibió mensajes con una función que su protocolo no tiene.",
    means:
      "Es una función propia del fabricante, un dispositivo averiado, o alguien que prueba códigos hasta dar con uno que haga daño. Algunos controladores se paran con mensajes así.",
    doNow: [supervisor, sender],
  },
  "wrong-port": {
    sentence: "Se habla un protocolo de control donde no corresponde, u otra cosa habla en su puerto.",
    means:
      "Se configuró un servicio de forma poco usual, o alguien esconde un protocolo tras el puerto de otro.",
    doNow: [
      "Pregunte a quien configuró la máquina que se nombra aquí si ese puerto debe responder así.",
      maintenance,
    ],
  },
  "two-protocols": {
    sentence: "En un mismo puerto de una de sus máquinas se hablan dos protocolos distintos.",
    means:
      "Se cambió el servicio, o una estación habla lo que la máquina no entiende. Un túnel a través del puerto se ve igual.",
    doNow: [
      "Pregunte a quien configuró la máquina que se nombra aquí cuál de los dos corresponde a ese puerto.",
      sender,
    ],
  },
  "malformed-operate": {
    sentence: "Alguien accionó un mando sin los pasos que da una estación maestra que funciona.",
    means:
      "El mando no se seleccionó antes, o su estación lo rechazó. Lo hacen herramientas y mensajes falsificados; también puede hacerlo una maestra averiada.",
    doNow: [supervisor, maintenance, handsOff],
  },
};
