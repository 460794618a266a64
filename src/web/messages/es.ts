import { number, plural } from "./format.ts";
import type { PageTexts, Texts } from "./t.ts";

const images = { digit: "cifras", image: "imágenes" } as const;
const one = { digit: "una cifra", image: "una imagen" } as const;

const steps = (count: number): string => plural(count, { one: "paso", other: "pasos" });
const drawings = (count: number): string => plural(count, { one: "dibujo", other: "dibujos" });
const moment = (step: number): string => (step === 0 ? "Antes del entrenamiento" : `Después del paso ${number(step)}`);

const ROWS = [
  "arriba del todo",
  "cerca del borde superior",
  "algo por encima del centro",
  "a media altura",
  "algo por debajo del centro",
  "cerca del borde inferior",
  "abajo del todo",
];
const COLUMNS = [
  "en el extremo izquierdo",
  "a la izquierda",
  "algo a la izquierda del centro",
  "en el centro",
  "algo a la derecha del centro",
  "a la derecha",
  "en el extremo derecho",
];
const place = ({ row, column }: { readonly row: number; readonly column: number }): string =>
  `${ROWS[row]}, ${COLUMNS[column]}`;

export const page: PageTexts = {
  description: "Una pequeña red siamesa aprende, en tu propio navegador, si dos cifras escritas a mano son iguales.",
  pageTitle: "¿Iguales o distintas? Una red aprende en tu navegador",
  skip: "Saltar al entrenamiento",
  toTop: "siamese-simd, al principio de la página",
  parts: "Partes de esta página",
  navTrain: "Entrena",
  navCompare: "Compara",
  navTeach: "Enseña",
  navKeep: "Guarda",
  language: "Idioma",
  title: "¿Iguales o distintas?",
  lead: "Una pequeña red neuronal aprende a decirlo, aquí mismo, en tu navegador, con cifras reales escritas a mano: al cabo de un segundo acierta 94 de cada 100 parejas. Pulsa <b>Entrenar</b> y observa; después dibuja tú dos cifras. Nada de lo que haces sale de este dispositivo.",
  openStory: "¿Primera vez? En cinco pasos",
  boot: "Los scripts de esta página no se han iniciado. Si la has abierto como archivo: los navegadores solo cargan scripts desde un servidor. En el repositorio la sirve <code>npm run web</code>; cualquier otro servidor web también puede.",
  offerTrain: "Entrenarla",
  watchTitle: "Mira cómo aprende",
  step: "Paso",
  stop: "Parar",
  gettingDigits: "Trayendo las cifras…",
  progress: "Entrenamiento hasta ahora",
  newPairsRight: "Aciertos (nuevas)",
  factStep: "Paso",
  timeLeft: "Tiempo restante",
  loss: "Pérdida",
  epoch: "Época",
  pairsPerSecond: "Parejas / s",
  replaySlider: "Repasar el entrenamiento",
  pace: "Con qué velocidad entrenar",
  paceFull: "Rápido",
  paceSlow: "Despacio",
  paceOne: "Paso a paso",
  mapTitle: "Mapa",
  mapIntro:
    "La red convierte cada imagen en diez números. Esta es su sombra sobre un plano, de imágenes que nunca ha visto: las que le parecen semejantes quedan cerca. Tira de una para girar la nube; con el teclado, las flechas eligen una imagen, y con Mayúsculas tiran de ella.",
  turnBack: "Deshacer el giro",
  asTable: "Como tabla",
  settings: "Ajustes",
  recipe: "Receta",
  recipeBest: "La mejor",
  recipeQuick: "La rápida",
  recipeNotebook: "Parejas clásicas",
  recipePhoto: "Fotografías",
  networkFile: "Red desde un archivo (JSON)",
  choose: "Elegir",
  backToOwn: "Volver a la suya",
  epochs: "Épocas",
  learningRate: "Tasa de aprendizaje",
  margin: "Margen",
  seed: "Semilla",
  threads: "Hilos",
  arithmetic: "Aritmética",
  simd: "SIMD",
  scalar: "Escalar: lenta, los mismos bits",
  automatic: "Automática",
  sameInNode: "El mismo entrenamiento en Node:",
  wordsTitle: "? Qué significan estas palabras",
  words:
    "<dt>Receta</dt><dd>Un conjunto de todos los ajustes que ha dado buen resultado; cada uno se puede cambiar.</dd>" +
    "<dt>Época</dt><dd>Una vuelta completa por todas las imágenes de entrenamiento.</dd>" +
    "<dt>Imágenes por paso</dt><dd>Cuántas imágenes ve antes de cambiar sus pesos una vez.</dd>" +
    "<dt>Pérdida</dt><dd>Un número que dice cuánto se equivoca todavía. El entrenamiento cambia los pesos para que baje.</dd>" +
    "<dt>Tasa de aprendizaje</dt><dd>Cuánto cambia los pesos un paso: si es poca, tarda mucho; si es demasiada, no aprende nada.</dd>" +
    "<dt>Margen</dt><dd>Hasta qué distancia debe separar dos imágenes distintas. Las que están más lejos se dejan en paz.</dd>" +
    "<dt>Semilla</dt><dd>Desde dónde empiezan los dados que eligen los primeros pesos y las parejas. La misma semilla da la misma red.</dd>" +
    "<dt>Hilos, aritmética</dt><dd>Cómo calcula el dispositivo: cambian la velocidad, nunca el resultado. SIMD calcula cuatro números a la vez; escalar, uno tras otro.</dd>",
  images: "Imágenes:",
  mnistDigits: "cifras de MNIST",
  drop: "Suelta aquí tus propias imágenes: archivos PNG o JPEG (una carpeta por clase, o la clase al principio de cada nombre), un ZIP de una carpeta así, o tablas con sus clases: CSV, NumPy (.npy, .npz) o IDX. No salen de este dispositivo.",
  chooseFiles: "Elegir archivos",
  chooseFolder: "Elegir una carpeta",
  backToDigits: "Volver a las cifras de MNIST",
  curvesTitle: "Cuánto se equivoca todavía",
  curvesIntro: "Hacia abajo es mejor. La pérdida es lo que el entrenamiento hace más pequeño.",
  distances: "Distancias",
  distancesIntro:
    "Parejas que nunca ha visto. Las dos colinas deberían separarse; hasta la línea, dos imágenes cuentan como iguales. Arrástrala.",
  threshold: "Umbral",
  itsOwn: "El suyo",
  errorsTitle: "Dónde se equivoca con la línea donde está",
  falseAccepts: "Distintas que toma por iguales",
  falseRejects: "Iguales que toma por distintas",
  tenPairs: "Diez parejas",
  compareIntro:
    "Dibuja con el ratón, el dedo o un lápiz. Con el teclado: las flechas mueven el lápiz, Espacio lo baja o lo levanta, Supr borra.",
  alike: "semejantes",
  unlike: "diferentes",
  whyTitle: "Por qué lo dice",
  whyIntro:
    'Se tapa por turno cada uno de los 49 bloques. <b class="why-different">Naranja</b>: sin este bloque se parecerían más. <b class="why-same">Azul</b>: sin él se parecerían menos.',
  whyFirst: "Los bloques del primer dibujo",
  whySecond: "Los bloques del segundo dibujo",
  insideTitle: "Mirar dentro",
  insideIntro:
    "Gemelas: los dos dibujos pasan por los mismos filtros, capa tras capa, hasta que de cada uno quedan unos pocos números. Cuanta más tinta, más ha encontrado allí un filtro de lo que busca. Solo se comparan esos últimos números.",
  searchTitle: "Las diez más parecidas",
  teachTitle: "Enséñale tus propios símbolos",
  teachIntro:
    "Muéstrale de tres a cinco dibujos de cada uno de unos pocos símbolos: una estrella, un corazón, una letra. O imágenes en color: manzanas, peras, banderas. Los guarda y busca el más cercano, con una red que ha visto muchísimos. Después deja que entrene con los tuyos.",
  fromPhotographs: "Desde imágenes",
  picturesHint:
    "O arrástralas aquí. Una sola se pone en el área de dibujo. Varias, una carpeta o un ZIP se recuerdan con el nombre de su carpeta o de su archivo: corazon-1.jpg. Se toman por sus líneas o por sus colores.",
  knowsNone: "Aún no conoce ningún símbolo.",
  thisIsA: "Esto se llama",
  star: "estrella",
  remember: "Recordarlo",
  undo: "Deshacer",
  trainSymbols: "Entrenar con ellos",
  untrainSymbols: "Deshacer el entrenamiento",
  saveSymbols: "Guardarlos",
  load: "Cargar",
  saveSymbolNetwork: "Guardar la red entrenada",
  symbolsProgress: "Entrenamiento con símbolos hasta ahora",
  keepTitle: "Guárdala",
  files: "Archivos",
  filesIntro:
    "El modelo contiene los pesos, su umbral y tus símbolos; también lo lee PyTorch. El punto de control contiene un entrenamiento: continúalo aquí o en Node, con el mismo resultado bit a bit.",
  saveModel: "Guardar el modelo",
  savePage: "Guardar como una página",
  saveCheckpoint: "Guardar el punto de control",
  loadFile: "Cargar un archivo",
  fingerprint: "Huella",
  fingerprintIntro:
    "El SHA-256 de todos los pesos al final de un entrenamiento. Quien entrene con los mismos ajustes obtiene la misma, en cualquier navegador y en Node, con cualquier número de hilos.",
  sendTitle: "Enviarla",
  sendIntro: "Un enlace es la red: sus ajustes y su semilla dan los mismos pesos en cualquier dispositivo.",
  link: "El enlace",
  copyLink: "Copiar el enlace",
  showQr: "Mostrar un código QR",
  savePicture: "Guardar una imagen",
  qrTitle: "El enlace, para la cámara de un teléfono",
  qrLabel: "Un código QR del enlace",
  yourNetworks: "Tus redes",
  forgetAll: "Olvidar todo",
  forgetQuestion:
    "¿Olvidar todas las redes, los dibujos, los símbolos y los ajustes que esta página guarda en este dispositivo?",
  keepThem: "Conservarlos",
  sourceLink: "Código fuente",
  docsLink: "Documentación",
  licenceLink: "Licencia: MIT",
  noscript: "Esta página entrena una red con JavaScript y WebAssembly; permite los scripts para verla.",
};

export const texts: Texts = {
  nothingYet: "nada todavía",
  nothingToShow: "Nada que mostrar todavía.",
  oneMoment: "Un momento…",
  learntNothing: "La red no ha aprendido nada todavía: pulsa primero Entrenar.",
  drawBoth: "Dibuja primero en los dos lados.",
  percent: (share) => `${number(share * 100, 1)} %`,
  filesOfYourOwn: (count) => `${number(count)} archivos tuyos`,
  themeSystem: "Colores: los del sistema",
  themeLight: "Colores: claros",
  themeDark: "Colores: oscuros",
  about: (version) => `siamese-simd ${version}.`,
  aboutNetwork: (weights, isSimd, threads) =>
    `Una red de ${number(weights)} pesos, en ${isSimd ? "WebAssembly SIMD" : "JavaScript escalar"}, ` +
    `con ${plural(threads, { one: "hilo", other: "hilos" })}.`,
  languageLoses:
    "Este navegador no guarda nada para esta página: con otro idioma se pierde la red que hay ahora. ¿Continuar?",

  train: "Entrenar",
  pause: "Pausa",
  goOn: "Continuar",
  trainAgain: "Otra vez",
  ready: "Lista.",
  readyWith: (count, noun) => `Lista: hay ${number(count)} ${images[noun]}.`,
  noImages: "Aún no hay imágenes.",
  digitsFailed: (reason) =>
    `No se han podido cargar las cifras (${reason}). Sirve esta carpeta con cualquier servidor web, o elige imágenes tuyas.`,
  serverSaid: (status) => `el servidor respondió ${status}`,
  training: "Entrenando…",
  trainingSo: (share, right) =>
    `Entrenando: ${number(100 * share)} %${right && `, ${right} de aciertos en parejas nunca vistas`}.`,
  paused: "En pausa.",
  done: "Terminado. Ahora dibuja dos más abajo.",
  stopped: "Detenido. Conserva lo que ha aprendido.",
  modelLoaded: "Un modelo de un archivo: compara y enseña con él, o entrena uno nuevo.",
  collapsed:
    "La red pone todas las imágenes en el mismo sitio y no distingue nada. Prueba con la décima parte de la tasa de aprendizaje, o con otra semilla.",
  tooManyImages: (batch) => `Demasiadas imágenes por paso para este navegador: prueba con ${batch}.`,
  stepsOf: (step, all) => `${number(step)} / ${number(all)}`,
  seconds: (seconds) => `${number(seconds)} s`,
  minutes: (minutes, seconds) => `${number(minutes)} min ${number(seconds)} s`,
  hours: (hours, minutes) => `${number(hours)} h ${number(minutes)} min`,
  replay: "Repetir",
  toNow: "Al presente",
  runsTime: "Línea de tiempo",
  momentNow: (step) => `${moment(step)}: ahora`,
  momentThen: (step, right) => `${moment(step)}: ${right} de aciertos`,

  imagesAStep: "Imágenes por paso",
  pairsAStep: "Parejas por paso",
  fromTheFile: (recipe) => `Del archivo: ${recipe}`,
  threadsHint: "Más hilos cambian la velocidad, nunca el resultado.",
  oneThread:
    "Un hilo: para varios hace falta memoria compartida, que no dan este navegador o la forma en que se sirve la página. El resultado es el mismo.",
  layersOfCheckpoint: "del punto de control",
  layersNone: "Ninguna: las capas que convienen a las imágenes.",
  layers: (layers, channels, height, width) => {
    const kind =
      channels === 3 ? "imágenes RGB" : channels === 1 ? "imágenes en gris" : `imágenes de ${channels} canales`;
    return `${plural(layers, { one: "capa", other: "capas" })}, para ${kind} de ${height}x${width} píxeles.`;
  },
  imagesNotKept: "Más de lo que este navegador guarda: al recargar, la página los pedirá de nuevo.",
  imagesAgain: (name) => `${name}: más de lo que este navegador guarda. Elígelos otra vez para seguir con ellos.`,
  imageCounts: (source, train, heldOut) => `${source}, ${number(train)} para entrenar, ${number(heldOut)} reservadas`,

  wrongTitle: "Errores, % de las parejas nunca vistas",
  lossHardest: "Pérdida, en las parejas más difíciles de cada paso",
  lossAll: "Pérdida, en las parejas de cada paso",
  step0: "paso 0",
  wrongFromTo: (from, to) => `Errores: del ${from} de las parejas nunca vistas al ${to}.`,
  lossFromTo: (from, to) => `Pérdida: de ${number(from, 2)} a ${number(to, 2)}.`,
  noStep: "Ningún paso todavía.",
  thresholdMark: "umbral",
  same: "iguales",
  different: "distintas",
  meanDistances: (same, different, threshold) =>
    `Las parejas iguales están, de media, a ${number(same, 2)} y las distintas a ${number(different, 2)}; ` +
    `la línea está en ${number(threshold, 2)}.`,
  thresholdErrors: (isOwn, threshold, accepts, unlike, rejects, alike) =>
    `${isOwn ? "El umbral de la red" : "Tu umbral"}, ${number(threshold, 2)}: ` +
    `toma por iguales ${number(accepts)} de ${number(unlike)} parejas distintas, ` +
    `y por distintas ${number(rejects)} de ${number(alike)} iguales.`,
  none: "Ninguna.",
  worst: (shown, all) => `Las ${number(shown)} peores de ${number(all)}:`,
  galleryAfter: "Su veredicto sobre diez parejas que nunca ha visto.",
  galleryBefore: "Diez parejas que nunca ha visto. Antes de entrenar, solo adivina.",
  pairVerdict: (isRight, isSame) => `${isRight ? "✓" : "✗"} ${isSame ? "iguales" : "distintas"}`,
  pairDistance: (distance) => `distancia ${number(distance, 2)}`,

  mapRole: "mapa de imágenes",
  mapImage: (name, i) => `${name}, imagen ${i}`,
  mapLive: (name, i) => `Imagen ${i}, ${name}`,
  turned: "Girado.",
  mapMixed: "Antes de entrenar solo adivina: todo está mezclado.",
  standClear: (step, clear, classes) =>
    `${step === null ? "En este modelo" : step === 0 ? "Antes del entrenamiento" : `Después de ${steps(step)}`}, ` +
    `${number(clear)} de ${number(classes)} clases ${clear === 1 ? "queda separada" : "quedan separadas"} de sus ` +
    "vecinas, en todas las dimensiones.",
  yoursLie: (parts) =>
    `De lo tuyo: ${parts.map(([name, nearest]) => `lo más cercano a ${name} es ${nearest}`).join("; ")}.`,
  yourDrawing: "tu dibujo",
  tableClass: "Clase",
  tableAcross: "Horizontal",
  tableUp: "Vertical",
  tableSpread: "Dispersión",
  tableNearest: "Clase más cercana",
  tableAt: "A distancia",

  padRole: "área de dibujo",
  padLabel: (title) => `${title}: las flechas mueven, Espacio dibuja, Control+Z deshace, Supr borra`,
  sees: "Esto es lo que ve la red.",
  seesLabel: (height, width) => `${height} por ${width} píxeles, como los ve la red`,
  pick: "Elegir una",
  pickLabel: (title) => `Elegir una de las imágenes de prueba: ${title}`,
  undoStroke: "Deshacer",
  clear: "Borrar",
  clearLabel: (title) => `Borrar: ${title}`,
  undoLabel: (title) => `Deshacer un trazo: ${title}`,
  heldOut: (name) => `Reservada, fuera del entrenamiento: ${name}.`,
  outOfFile: (name) => `De ${name}, como lo ve la red.`,
  pen: (isDown, across, down) =>
    `Lápiz ${isDown ? "abajo" : "levantado"}, al ${number(across)} por ciento desde la izquierda y al ${number(down)} desde arriba.`,
  cleared: "Borrado.",
  noInk: "No hay más tinta para un solo dibujo.",
  drawTwo: (noun) => `Dibuja dos ${images[noun]}`,
  one: (noun) => ({ digit: "Una cifra", image: "Una imagen" })[noun],
  another: (noun) => ({ digit: "Otra cifra", image: "Otra imagen" })[noun],
  drawEither: (noun) => `Dibuja ${one[noun]} en cada lado.`,
  drawOther: "Ahora dibuja en el otro lado.",
  odd: (isEmpty, noun) =>
    `Para la red, uno de los dibujos no es ${one[noun]}: ` +
    `${isEmpty ? "apenas más que un punto" : "más tinta que cualquiera de las que ha visto"}.`,
  isSame: "Iguales",
  isDifferent: "Distintas",
  sure: (noun, odds) =>
    `Segura: con ${images[noun]} como aquellas con las que aprendió, acierta ${number(odds)} de cada 100 veces.`,
  unsure: "Por poco: no está segura.",
  verdictNumbers: (distance, threshold) =>
    `Distancia ${number(distance, 2)}; hasta ${number(threshold, 2)} cuenta como iguales.`,
  why: (isFirst, apart, alike) => {
    const which = isFirst ? "primer" : "segundo";
    const parts = [
      ...(apart ? [`más lo distingue es lo que hay ${place(apart)} (${number(apart.effect, 2)})`] : []),
      ...(alike ? [`más lo asemeja es lo que hay ${place(alike)} (${number(alike.effect, 2)})`] : []),
    ];
    return parts.length > 0
      ? `En el ${which} dibujo, lo que ${parts.join("; lo que ")}.`
      : `En el ${which} dibujo ninguna parte cuenta más que otras.`;
  },
  insideNumbers: (layer, count) => `${layer}: ${count} números`,
  insideMaps: (layer, count, size) => `${layer}: ${count} mapas de ${size}`,
  someOf: (shown, all) => `${number(shown)} de ${number(all)}`,
  layerOf: (layer, isFirst) => `${layer} del ${isFirst ? "primer" : "segundo"} dibujo`,
  filtersOf: (count, layer) => `Los ${number(count)} filtros de ${layer}`,
  filters: "Filtros",
  compared: (count) => `Lo que se compara: ${number(count)} números de cada uno`,
  bothNumbers: "Los números de los dos dibujos",
  allEqual: (count) => `Los ${number(count)} números son iguales.`,
  tellsMost: (which, a, b, share) =>
    `Las barras azules son los números del primer dibujo; las naranjas, los del segundo. El número ${which} es el que más los separa: ` +
    `${number(a, 2)} y ${number(b, 2)}, el ${number(share)} % de la distancia al cuadrado.`,
  searchDraw: (noun) => `Dibuja ${one[noun]}: aquí aparecen las que más se le parecen.`,
  searchLater: "Mientras aprende, cambian todo el tiempo: haz una pausa, o espera al final.",
  trainingImage: (name) => `imagen de entrenamiento: ${name}`,
  searchFound: (count, noun, isPicked) =>
    `De ${number(count)} ${images[noun]} con las que aprendió, las más cercanas a ` +
    `${isPicked ? "la última imagen elegida" : "tu último dibujo"}, con sus distancias.`,

  drawSymbol: "Dibuja un símbolo",
  undone: "Deshecho.",
  nameFirst: "Ponle primero un nombre.",
  drawFirst: (name) => `Dibuja primero «${name}».`,
  drawingsEnough: (most, name) =>
    `${number(most)} dibujos de «${name}» bastan: dibuja algo y mira qué dice, o quita uno.`,
  symbolsEnough: (most) => `No recuerda más de ${number(most)} símbolos.`,
  rememberedMore: (missing, name) =>
    `Recordado. Muéstrale «${name}» ${missing === 1 ? "una vez más" : `${number(missing)} veces más`}, cada vez un poco distinto.`,
  knowsNow: (name) => `Ya conoce «${name}». Muéstrale otro y mira qué dice, o enséñale otro símbolo.`,
  nameThis: (isColour, hasOthers) =>
    `Aún no conoce ${isColour ? "ninguna imagen en color" : hasOthers ? "ningún dibujo" : "ningún símbolo"}${hasOthers ? ", y compara cada clase solo con la suya" : ""}. Ponle un nombre y haz que lo recuerde.`,
  noneOfThese: (nearest) => `Ninguno de estos. El más cercano es ${nearest}.`,
  perhaps: (name) => `Quizá ${name}, pero no está segura.`,
  looksLike: (name) => `Esto parece: ${name}.`,
  forget: "Olvidar",
  forgetLabel: (name) => `Olvidar ${name}`,
  drawings: (count, ofColours) =>
    ofColours ? plural(count, { one: "imagen en color", other: "imágenes en color" }) : drawings(count),
  removeDrawing: (i, name) => `Quitar el dibujo ${i} de ${name}`,
  symbolsFailed: "No se ha podido cargar lo que reconoce los símbolos: vuelve a cargar la página.",
  symbolsSaved: (name, hasLines, hasColours) =>
    `${name} está guardado: cárgalo aquí de nuevo${hasLines ? ", o pon nombre a dibujos con siamese-simd classify" : ""}.${hasColours ? " Esa orden no conoce imágenes en color: son solo para esta página." : ""}`,
  coloursStay: "Tus imágenes en color no van incluidas.",
  symbolsLoaded: (name, left) =>
    left > 0 ? `${name}: cargado, menos ${drawings(left)} que no cabían.` : `${name}: cargado.`,
  looking: "Mirándolas…",
  onThePad: (ofColours) =>
    `Está en el área de dibujo, ${ofColours ? "en color" : "como líneas"}: mira qué cree que es, o ponle nombre.`,
  picturesRemembered: (taken, all, ofColours) =>
    `Recuerda ${number(taken)} de ${number(all)} imágenes${taken < all ? ": no hay sitio para más" : ""}. ${ofColours ? "Cuentan sus colores." : "Cuentan las líneas, no su color."}`,
  takeOtherwise: (wereColours) => (wereColours ? "Tomar mejor las líneas" : "Tomar mejor los colores"),
  symbolsNeed: "Con tres ejemplos de cada uno de dos símbolos o más, puede entrenar con ellos.",
  symbolsReady: "Entrenar con ellos lleva unos segundos, y se deshace si no sirve de nada.",
  symbolsOther: "Ha entrenado con otros ejemplos, no con estos: entrena de nuevo, o deshazlo.",
  symbolsTraining: "Entrenando con ellos, tras una prueba en la que se reserva un ejemplo de cada uno…",
  ofKind: (ofColours, words) => `${ofColours ? "Imágenes en color" : "Dibujos"}: ${words}`,
  symbolsTrial: ({ before, after, better }) => {
    const times = (apart: number) => number(100 * apart, 1);
    const trial =
      `En una prueba con un ejemplo reservado de cada uno, nombró bien ${number(after.right)} de ` +
      `${number(after.drawings)} (antes: ${number(before.right)}) y distinguió los tuyos de otros signos ` +
      `${times(after.apart)} de cada 100 veces (antes: ${times(before.apart)}).`;
    return better ? `Entrenada. ${trial}` : `${trial} Es peor: se queda como estaba.`;
  },

  fileLoaded: (name, isModel) =>
    `${name} está cargado. ${isModel ? "Compara y enseña con él." : "Pulsa Continuar para seguir con el entrenamiento."}`,
  fileSaved: (name, bytes) => `${name}: ${number(Math.round(bytes / 1000))} kB, guardado donde van tus descargas.`,
  oneFileFailed: "Este archivo está dañado, o el navegador es demasiado antiguo.",
  distancePhrase: "Distancia %; hasta % cuenta como igual.",
  fileLarge: (name, megabytes) => `${name}: se leen como máximo ${number(megabytes)} MB, y tiene más.`,
  fileSymbolsLeft: (name, left) => `${name} está cargado, menos ${drawings(left)} de símbolos: son demasiados.`,
  trainToSee: "Entrena hasta el final para verla.",
  noHash: "Aquí no: por http simple la calcula un script, y el servidor de la página no responde.",
  bitForBit: "✓ Bit a bit, lo mismo que entrena Node con estos ajustes.",
  otherWeights: "✗ Node entrena otros pesos con estos ajustes: comunícalo, por favor, con la versión de tu navegador.",
  notAtEnd: (step) => `Después de ${steps(step)}, no al final: entrena hasta el final para compararla con otras.`,
  runAndCompare: "Ejecuta en Node la orden que hay en Ajustes y compara.",
  anyoneSame: "Quien entrene con las mismas imágenes y los mismos ajustes obtiene la misma.",

  notNow: "Ahora no",
  close: "Cerrar",
  offer: (title, hasSymbols) =>
    `Este enlace es una red: ${title}${hasSymbols ? ", con símbolos que alguien dibujó" : ""}. ¿Entrenarla aquí, igual bit a bit?`,
  thisLink: "Este enlace",
  linkTraining: "Entrenando lo que dice el enlace…",
  linkRecipe: "Este enlace nombra una receta que esta página no conoce.",
  linkDamaged: (what) => `Este enlace está dañado: no se puede leer «${what}». Pídelo de nuevo.`,
  linkRange: "Este enlace está dañado: sus ajustes están fuera de los límites. Pídelo de nuevo.",
  linkNoHash: "Entrenada. Aquí no se puede decir si es la misma: falta el script que calcula la huella.",
  linkUnsaid: "Entrenada. El enlace no dice qué debería resultar.",
  linkSame: "✓ La misma red, bit a bit, que tiene quien envió el enlace.",
  linkOther: (wanted, got) => `✗ Otra red: el enlace dice ${wanted}, aquí es ${got}. ¿Será otra versión de la página?`,
  linkFirst: "Entrena primero: el enlace es esa red.",
  linkOwnImages: "Tus propias imágenes no viajan en un enlace: envía el modelo como archivo.",
  linkLength: (length, hasSymbols, qr) =>
    `${number(length)} caracteres: quien lo abra puede entrenar la misma red${hasSymbols ? " y tiene tus símbolos" : ""}.` +
    {
      whole: "",
      bare: " El código QR deja fuera los símbolos, para que un teléfono pueda leerlo.",
      none: " Demasiado largo para un código QR.",
    }[qr],
  whatIs: (name) => `¿Qué significa «${name}»?`,
  copied: "Copiado.",
  copyYourself: "Tu navegador no deja copiar a la página: el enlace está marcado, cópialo con el teclado.",
  partOffline: "No se ha podido cargar: el servidor de la página no responde.",
  pictureSaved: (name) => `${name} está guardado donde van tus descargas.`,
  cardTitle: "¿Iguales o distintas?",
  cardDescription: (title, right) => `${title}: ${right} de aciertos en parejas nunca vistas`,
  cardRight: "de aciertos en parejas nunca vistas",
  cardSame: "Los mismos pesos en cualquier dispositivo:",
  cardUnknown: "aún no ha terminado",

  titleOf: (recipe, epochs, seed, file) =>
    `${recipe}, ${plural(epochs, { one: "época", other: "épocas" })}, semilla ${seed}${file && `, ${file}`}`,
  keptModel: "un modelo de un archivo",
  keptSteps: (step, all, isDone) => (isDone ? `los ${number(all)} pasos` : `${number(step)} de ${number(all)} pasos`),
  keptNone: "Ninguna todavía. Cada red que entrenes se guarda aquí.",
  keptHere: "Se quedan en este dispositivo, con tus dibujos, símbolos y ajustes, hasta que pulses Olvidar.",
  keptNowhere:
    "Este navegador no guarda nada para esta página: duran hasta que la cierres. Guarda las que quieras conservar.",
  hereNow: "Ahora aquí",
  compareKept: "Comparar",
  compareKeptLabel: (title) => `Comparar ${title} con otra`,
  comparedKept: "Dos redes, medidas con pares que nunca han visto",
  comparedNetwork: "Red de esta columna",
  areaUnderCurve: "Área bajo la curva ROC",
  yourTwoDrawings: "Tus dos dibujos",
  bringBack: "Recuperar",
  bringBackLabel: (title) => `Recuperar ${title}`,
  broughtBack: (title) => `Recuperada: ${title}.`,
  welcomeBack: (title) => `Aquí sigue tu red: ${title}.`,
  stillHere: (title) => `Sigue aquí: ${title}.`,
  pressContinue: "Pulsa Continuar para seguir.",
  backTo: (title, right) => `Volver a ${title}${right && ` (${right})`}`,
  workerFailed: "No se ha podido cargar el proceso que entrena.",
};
