import { number, plural } from "./format.ts";
import type { PageTexts, Texts } from "./t.ts";

const images = { digit: "Ziffern", image: "Bilder" } as const;
const one = { digit: "eine Ziffer", image: "ein Bild" } as const;

const steps = (count: number): string => plural(count, { one: "Schritt", other: "Schritten" });
const moment = (step: number): string => (step === 0 ? "Vor dem Training" : `Nach Schritt ${number(step)}`);

const ROWS = [
  "ganz oben",
  "weit oben",
  "etwas über der Mitte",
  "auf mittlerer Höhe",
  "etwas unter der Mitte",
  "weit unten",
  "ganz unten",
];
const COLUMNS = [
  "ganz links",
  "weit links",
  "etwas links der Mitte",
  "in der Mitte",
  "etwas rechts der Mitte",
  "weit rechts",
  "ganz rechts",
];
const place = ({ row, column }: { readonly row: number; readonly column: number }): string =>
  `${ROWS[row]}, ${COLUMNS[column]}`;

export const page: PageTexts = {
  description:
    "Ein kleines siamesisches Netz lernt in deinem eigenen Browser, ob zwei handgeschriebene Ziffern gleich sind.",
  pageTitle: "Gleich oder verschieden? Ein Netz lernt in deinem Browser",
  skip: "Zum Training springen",
  toTop: "siamese-simd, zum Seitenanfang",
  parts: "Teile dieser Seite",
  navTrain: "Training",
  navCompare: "Vergleich",
  navTeach: "Symbole",
  navKeep: "Behalten",
  language: "Sprache",
  title: "Gleich oder verschieden?",
  lead: "Ein kleines neuronales Netz lernt das, hier in deinem Browser, an echten handgeschriebenen Ziffern: Nach einer Sekunde liegt es bei 94 von 100 Paaren richtig. Drücke <b>Trainieren</b> und sieh zu; danach zeichne selbst zwei Ziffern. Nichts, was du tust, verlässt dieses Gerät.",
  openStory: "Neu hier? In fünf Schritten",
  boot: "Die Skripte dieser Seite sind nicht gestartet. Falls du sie als Datei geöffnet hast: Browser laden Skripte nur von einem Server. Im Repository liefert <code>npm run web</code> sie aus; jeder andere Webserver kann es auch.",
  offerTrain: "Trainieren",
  watchTitle: "Sieh ihm beim Lernen zu",
  step: "Schritt",
  stop: "Stopp",
  gettingDigits: "Die Ziffern werden geholt …",
  progress: "Training bis jetzt",
  newPairsRight: "Neue Paare richtig",
  factStep: "Schritt",
  timeLeft: "Restzeit",
  loss: "Verlust",
  epoch: "Epoche",
  pairsPerSecond: "Paare / s",
  replaySlider: "Auf den Lauf zurückblicken",
  pace: "Wie schnell trainiert wird",
  paceFull: "Volles Tempo",
  paceSlow: "Langsam",
  paceOne: "Schrittweise",
  mapTitle: "Karte",
  mapIntro:
    "Das Netz macht aus jedem Bild zehn Zahlen. Hier siehst du ihren Schatten auf einer Ebene, von Bildern, die es nie gesehen hat: Was es für ähnlich hält, liegt nah beieinander. Zieh an einem Bild, um die Wolke zu drehen; mit der Tastatur wählen die Pfeiltasten ein Bild, mit Umschalt ziehen sie daran.",
  turnBack: "Zurückdrehen",
  asTable: "Als Tabelle",
  settings: "Einstellungen",
  recipe: "Rezept",
  recipeBest: "Das beste",
  recipeQuick: "Das schnelle",
  recipeNotebook: "Klassische Paare",
  recipePhoto: "Für Fotos",
  networkFile: "Netz aus einer Datei (JSON)",
  choose: "Auswählen",
  backToOwn: "Zurück zum eigenen",
  epochs: "Epochen",
  learningRate: "Lernrate",
  margin: "Mindestabstand",
  seed: "Startwert",
  threads: "Threads",
  arithmetic: "Rechenweise",
  simd: "SIMD",
  scalar: "Skalar: langsam, dieselben Bits",
  automatic: "Automatisch",
  sameInNode: "Derselbe Lauf in Node:",
  wordsTitle: "? Was diese Wörter bedeuten",
  words:
    "<dt>Rezept</dt><dd>Ein Satz aller Einstellungen, der sich bewährt hat; jede einzelne lässt sich ändern.</dd>" +
    "<dt>Epoche</dt><dd>Einmal durch alle Trainingsbilder.</dd>" +
    "<dt>Bilder je Schritt</dt><dd>Wie viele Bilder das Netz sieht, bevor es seine Gewichte einmal ändert.</dd>" +
    "<dt>Verlust</dt><dd>Eine Zahl dafür, wie weit das Netz noch danebenliegt. Das Training ändert die Gewichte so, dass sie sinkt.</dd>" +
    "<dt>Lernrate</dt><dd>Wie stark ein Schritt die Gewichte ändert: zu wenig dauert lange, zu viel lernt nichts.</dd>" +
    "<dt>Mindestabstand</dt><dd>Wie weit das Netz zwei verschiedene Bilder auseinanderschieben soll. Was weiter auseinander liegt, bleibt, wo es ist.</dd>" +
    "<dt>Startwert</dt><dd>Wo die Würfel beginnen, die die ersten Gewichte und die Paare bestimmen. Derselbe Startwert ergibt dasselbe Netz.</dd>" +
    "<dt>Threads, Rechenweise</dt><dd>Wie das Gerät rechnet: Das ändert das Tempo, nie das Ergebnis. SIMD rechnet mit vier Zahlen auf einmal, skalar mit einer nach der anderen.</dd>",
  images: "Bilder:",
  mnistDigits: "Ziffern aus MNIST",
  drop: "Lege eigene Bilder hier ab: PNG- oder JPEG-Dateien (ein Ordner je Klasse, oder die Klasse am Anfang jedes Dateinamens), ein ZIP eines solchen Ordners oder Tabellen mit ihren Klassen: CSV, NumPy (.npy, .npz) oder IDX. Sie bleiben auf diesem Gerät.",
  chooseFiles: "Dateien wählen",
  chooseFolder: "Einen Ordner wählen",
  backToDigits: "Zurück zu den Ziffern aus MNIST",
  curvesTitle: "Wie falsch es noch liegt",
  curvesIntro: "Abwärts ist gut. Der Verlust ist das, was das Training kleiner macht.",
  distances: "Abstände",
  distancesIntro:
    "Paare, die es nie gesehen hat. Die beiden Hügel sollen sich trennen; bis zur Linie gelten zwei Bilder als gleich. Verschiebe sie.",
  threshold: "Schwelle",
  itsOwn: "Die eigene",
  errorsTitle: "Wo es sich irrt, wenn die Linie dort steht",
  falseAccepts: "Verschieden, aber für gleich gehalten",
  falseRejects: "Gleich, aber für verschieden gehalten",
  tenPairs: "Zehn Paare",
  compareIntro:
    "Zeichne mit Maus, Finger oder Stift. Mit der Tastatur: Pfeiltasten bewegen den Stift, die Leertaste setzt ihn auf oder hebt ihn ab, Entf löscht.",
  alike: "ähnlich",
  unlike: "unähnlich",
  whyTitle: "Woran es das erkennt",
  whyIntro:
    'Jeder von 49 Blöcken wird einmal verdeckt. <b class="why-different">Orange</b>: Ohne diesen Block wären die beiden ähnlicher. <b class="why-same">Blau</b>: Ohne ihn wären sie unähnlicher.',
  whyFirst: "Die Blöcke der ersten Zeichnung",
  whySecond: "Die Blöcke der zweiten Zeichnung",
  insideTitle: "Hineinsehen",
  insideIntro:
    "Zwillinge: Beide Zeichnungen laufen durch dieselben Filter, Schicht für Schicht, bis von jeder nur wenige Zahlen übrig sind. Je mehr Tinte, desto mehr hat ein Filter dort von dem gefunden, was er sucht. Nur diese letzten Zahlen werden verglichen.",
  searchTitle: "Die zehn ähnlichsten",
  teachTitle: "Bring ihm eigene Symbole bei",
  teachIntro:
    "Zeige ihm von ein paar Symbolen je drei bis fünf Zeichnungen: einen Stern, ein Herz, einen Buchstaben. Oder Farbbilder: Äpfel, Birnen, Flaggen. Es merkt sie sich und sucht das ähnlichste, mit einem Netz, das sehr viele gesehen hat. Dann lass es an deinen trainieren.",
  fromPhotographs: "Aus Bildern",
  picturesHint:
    "Oder hierher ziehen. Ein einzelnes Bild kommt auf die Zeichenfläche. Mehrere, einen Ordner oder ein ZIP merkt es sich unter den Namen ihrer Ordner oder Dateien: herz-1.jpg. Es nimmt sie nach ihren Linien oder nach ihren Farben.",
  knowsNone: "Es kennt noch kein Symbol.",
  thisIsA: "Das heißt",
  star: "Stern",
  remember: "Merk es dir",
  undo: "Rückgängig",
  trainSymbols: "Damit trainieren",
  untrainSymbols: "Training rückgängig machen",
  saveSymbols: "Speichern",
  load: "Laden",
  saveSymbolNetwork: "Das trainierte Netz speichern",
  symbolsProgress: "Training mit deinen Symbolen bis jetzt",
  keepTitle: "Behalte es",
  files: "Dateien",
  filesIntro:
    "Das Modell enthält die Gewichte, die Schwelle und deine Symbole; auch PyTorch kann es lesen. Der Zwischenstand enthält einen Lauf: Setze ihn hier oder in Node fort; das Ergebnis ist Bit für Bit dasselbe.",
  saveModel: "Modell speichern",
  savePage: "Als eine Seite speichern",
  saveCheckpoint: "Zwischenstand speichern",
  loadFile: "Datei laden",
  fingerprint: "Fingerabdruck",
  fingerprintIntro:
    "Der SHA-256 aller Gewichte nach einem Lauf. Wer mit denselben Einstellungen trainiert, bekommt denselben, in jedem Browser und in Node, mit beliebig vielen Threads.",
  sendTitle: "Verschicken",
  sendIntro:
    "Ein Link ist das Netz: Seine Einstellungen und sein Startwert ergeben auf jedem Gerät dieselben Gewichte.",
  link: "Der Link",
  copyLink: "Link kopieren",
  showQr: "QR-Code zeigen",
  savePicture: "Bild speichern",
  qrTitle: "Der Link für die Kamera eines Handys",
  qrLabel: "Ein QR-Code des Links",
  yourNetworks: "Deine Netze",
  forgetAll: "Alles vergessen",
  forgetQuestion:
    "Alle Netze, Zeichnungen, Symbole und Einstellungen vergessen, die diese Seite auf diesem Gerät behält?",
  keepThem: "Behalten",
  sourceLink: "Quelltext",
  docsLink: "Dokumentation",
  licenceLink: "Lizenz: MIT",
  noscript: "Diese Seite trainiert ein Netz mit JavaScript und WebAssembly; erlaube Skripte, um es zu sehen.",
};

export const texts: Texts = {
  nothingYet: "noch nichts",
  nothingToShow: "Noch nichts zu sehen.",
  oneMoment: "Einen Moment …",
  learntNothing: "Das Netz hat noch nichts gelernt: Drücke zuerst Trainieren.",
  drawBoth: "Zeichne zuerst auf beiden Seiten.",
  percent: (share) => `${number(share * 100, 1)} %`,
  filesOfYourOwn: (count) => `${number(count)} eigene Dateien`,
  themeSystem: "Farben: wie im System",
  themeLight: "Farben: hell",
  themeDark: "Farben: dunkel",
  about: (version) => `siamese-simd ${version}.`,
  aboutNetwork: (weights, isSimd, threads) =>
    `Ein Netz mit ${number(weights)} Gewichten, in ${isSimd ? "WebAssembly-SIMD" : "skalarem JavaScript"}, ` +
    `mit ${plural(threads, { one: "Thread", other: "Threads" })}.`,
  languageLoses:
    "Dieser Browser behält nichts für diese Seite: Mit einer anderen Sprache geht das jetzige Netz verloren. Trotzdem?",

  train: "Trainieren",
  pause: "Anhalten",
  goOn: "Fortsetzen",
  trainAgain: "Noch einmal",
  ready: "Bereit.",
  readyWith: (count, noun) => `Bereit: ${number(count)} ${images[noun]} sind da.`,
  noImages: "Es sind noch keine Bilder da.",
  digitsFailed: (reason) =>
    `Die Ziffern ließen sich nicht laden (${reason}). Liefere diesen Ordner mit einem beliebigen Webserver aus, oder wähle eigene Bilder.`,
  serverSaid: (status) => `der Server antwortete ${status}`,
  training: "Es trainiert …",
  trainingSo: (share, right) =>
    `Training: ${number(100 * share)} %${right && `, ${right} der unbekannten Paare richtig`}.`,
  paused: "Angehalten.",
  done: "Fertig. Zeichne jetzt unten zwei Ziffern.",
  stopped: "Beendet. Was es gelernt hat, behält es.",
  modelLoaded: "Ein Modell aus einer Datei: Vergleiche damit, bring ihm Symbole bei, oder trainiere ein neues.",
  collapsed:
    "Das Netz legt alle Bilder an dieselbe Stelle und kann nichts unterscheiden. Versuch es mit einem Zehntel der Lernrate oder einem anderen Startwert.",
  tooManyImages: (batch) => `Zu viele Bilder je Schritt für diesen Browser: Versuch es mit ${batch}.`,
  stepsOf: (step, all) => `${number(step)} / ${number(all)}`,
  seconds: (seconds) => `${number(seconds)} s`,
  minutes: (minutes, seconds) => `${number(minutes)} min ${number(seconds)} s`,
  hours: (hours, minutes) => `${number(hours)} h ${number(minutes)} min`,
  replay: "Abspielen",
  toNow: "Zum Jetzt",
  runsTime: "Der Verlauf des Laufs",
  momentNow: (step) => `${moment(step)}: jetzt`,
  momentThen: (step, right) => `${moment(step)}: ${right} richtig`,

  imagesAStep: "Bilder je Schritt",
  pairsAStep: "Paare je Schritt",
  fromTheFile: (recipe) => `Aus der Datei: ${recipe}`,
  threadsHint: "Mehr Threads ändern das Tempo, nie das Ergebnis.",
  oneThread:
    "Ein Thread: Mehrere brauchen gemeinsamen Speicher, den dieser Browser nicht gibt oder die Art, wie die Seite ausgeliefert wird. Das Ergebnis ist dasselbe.",
  layersOfCheckpoint: "aus dem Zwischenstand",
  layersNone: "Keines: Schichten, die zu den Bildern passen.",
  layers: (layers, channels, height, width) => {
    const kind = channels === 3 ? "RGB-Bilder" : channels === 1 ? "Graubilder" : `Bilder mit ${channels} Kanälen`;
    return `${plural(layers, { one: "Schicht", other: "Schichten" })}, für ${kind} von ${height}x${width} Pixeln.`;
  },
  imagesNotKept: "Mehr, als dieser Browser aufhebt: Nach dem Neuladen fragt die Seite wieder danach.",
  imagesAgain: (name) => `${name}: mehr, als dieser Browser aufhebt. Wähle sie noch einmal, um damit weiterzumachen.`,
  imageCounts: (source, train, heldOut) => `${source}, ${number(train)} zum Trainieren, ${number(heldOut)} zum Prüfen`,

  wrongTitle: "Falsch, % der unbekannten Paare",
  lossHardest: "Verlust, über die schwersten Paare jedes Schritts",
  lossAll: "Verlust, über die Paare jedes Schritts",
  step0: "Schritt 0",
  wrongFromTo: (from, to) => `Falsch: von ${from} der unbekannten Paare auf ${to}.`,
  lossFromTo: (from, to) => `Verlust: von ${number(from, 2)} auf ${number(to, 2)}.`,
  noStep: "Noch kein Schritt.",
  thresholdMark: "Schwelle",
  same: "gleich",
  different: "verschieden",
  meanDistances: (same, different, threshold) =>
    `Gleiche Paare liegen im Mittel ${number(same, 2)} auseinander, verschiedene ${number(different, 2)}; ` +
    `die Linie steht bei ${number(threshold, 2)}.`,
  thresholdErrors: (isOwn, threshold, accepts, unlike, rejects, alike) =>
    `${isOwn ? "Die Schwelle des Netzes" : "Deine Schwelle"}, ${number(threshold, 2)}: ` +
    `${number(accepts)} von ${number(unlike)} verschiedenen Paaren werden für gleich gehalten, ` +
    `${number(rejects)} von ${number(alike)} gleichen für verschieden.`,
  none: "Keines.",
  worst: (shown, all) => `Die ${number(shown)} schlimmsten von ${number(all)}:`,
  galleryAfter: "Sein Urteil über zehn Paare, die es nie gesehen hat.",
  galleryBefore: "Zehn Paare, die es nie gesehen hat. Vor dem Training rät es nur.",
  pairVerdict: (isRight, isSame) => `${isRight ? "✓" : "✗"} ${isSame ? "gleich" : "verschieden"}`,
  pairDistance: (distance) => `Abstand ${number(distance, 2)}`,

  mapRole: "Karte von Bildern",
  mapImage: (name, i) => `${name}, Bild ${i}`,
  mapLive: (name, i) => `Bild ${i}, ${name}`,
  turned: "Gedreht.",
  mapMixed: "Vor dem Training rät es nur: Alles liegt durcheinander.",
  standClear: (step, clear, classes) =>
    `${step === null ? "In diesem Modell" : step === 0 ? "Vor dem Training" : `Nach ${steps(step)}`} ` +
    `${clear === 1 ? "steht" : "stehen"} ${number(clear)} von ${number(classes)} Klassen frei von ihren Nachbarn, ` +
    "in allen Dimensionen.",
  yoursLie: (parts) =>
    `Von deinen eigenen: ${parts.map(([name, nearest]) => `${name} liegt am nächsten bei ${nearest}`).join(", ")}.`,
  yourDrawing: "deine Zeichnung",
  tableClass: "Klasse",
  tableAcross: "Waagerecht",
  tableUp: "Senkrecht",
  tableSpread: "Streuung",
  tableNearest: "Nächste Klasse",
  tableAt: "Abstand",

  padRole: "Zeichenfläche",
  padLabel: (title) => `${title}: Pfeiltasten bewegen, Leertaste zeichnet, Strg+Z macht rückgängig, Entf löscht`,
  sees: "Das sieht das Netz.",
  seesLabel: (height, width) => `${height} mal ${width} Pixel, wie das Netz sie sieht`,
  pick: "Nimm eine",
  pickLabel: (title) => `Nimm eine aus den Prüfbildern: ${title}`,
  undoStroke: "Zurück",
  clear: "Löschen",
  clearLabel: (title) => `Löschen: ${title}`,
  undoLabel: (title) => `Einen Strich zurücknehmen: ${title}`,
  heldOut: (name) => `Nicht im Training: ${name}.`,
  outOfFile: (name) => `Aus ${name}, wie das Netz es sieht.`,
  pen: (isDown, across, down) =>
    `Stift ${isDown ? "aufgesetzt" : "abgehoben"}, ${number(across)} Prozent von links, ${number(down)} von oben.`,
  cleared: "Gelöscht.",
  noInk: "Mehr Tinte gibt es für eine Zeichnung nicht.",
  drawTwo: (noun) => `Zeichne zwei ${images[noun]}`,
  one: (noun) => ({ digit: "Eine Ziffer", image: "Ein Bild" })[noun],
  another: (noun) => ({ digit: "Noch eine Ziffer", image: "Noch ein Bild" })[noun],
  drawEither: (noun) => `Zeichne auf jeder Seite ${one[noun]}.`,
  drawOther: "Jetzt zeichne auf der anderen Seite.",
  odd: (isEmpty, noun) =>
    `Eine davon ${noun === "digit" ? "ist für das Netz keine Ziffer" : "gleicht keinem seiner Bilder"}: ` +
    `${isEmpty ? "kaum mehr als ein Punkt" : "mehr Tinte als alles, woran es gelernt hat"}.`,
  isSame: "Gleich",
  isDifferent: "Verschieden",
  sure: (noun, odds) =>
    `Sicher: Bei ${noun === "digit" ? "Ziffern" : "Bildern"} wie denen, an denen es gelernt hat, liegt es ${number(odds)} von 100 Mal richtig.`,
  unsure: "Knapp: Es ist sich nicht sicher.",
  verdictNumbers: (distance, threshold) =>
    `Abstand ${number(distance, 2)}; bis ${number(threshold, 2)} gilt es als gleich.`,
  why: (isFirst, apart, alike) => {
    const which = isFirst ? "Die erste" : "Die zweite";
    const parts = [
      ...(apart ? [`am meisten verschieden durch das, was ${place(apart)} ist (${number(apart.effect, 2)})`] : []),
      ...(alike ? [`am meisten ähnlich durch das, was ${place(alike)} ist (${number(alike.effect, 2)})`] : []),
    ];
    return parts.length > 0
      ? `${which} ist ${parts.join(", ")}.`
      : `${which} hat keinen Teil, der mehr zählt als andere.`;
  },
  insideNumbers: (layer, count) => `${layer}: ${count} Zahlen`,
  insideMaps: (layer, count, size) => `${layer}: ${count} Karten von ${size}`,
  someOf: (shown, all) => `${number(shown)} von ${number(all)}`,
  layerOf: (layer, isFirst) => `${layer} der ${isFirst ? "ersten" : "zweiten"} Zeichnung`,
  filtersOf: (count, layer) => `Die ${number(count)} Filter von ${layer}`,
  filters: "Filter",
  compared: (count) => `Was verglichen wird: ${number(count)} Zahlen von jeder`,
  bothNumbers: "Die Zahlen beider Zeichnungen",
  allEqual: (count) => `Alle ${number(count)} Zahlen sind gleich.`,
  tellsMost: (which, a, b, share) =>
    `Blaue Balken sind die Zahlen der ersten Zeichnung, orange die der zweiten. Zahl ${which} trennt sie am stärksten: ` +
    `${number(a, 2)} und ${number(b, 2)}, ${number(share)} % des quadrierten Abstands.`,
  searchDraw: (noun) => `Zeichne ${one[noun]}: Hier erscheinen die ähnlichsten.`,
  searchLater: "Solange es lernt, ändern sie sich ständig: Halte an, oder warte auf das Ende.",
  trainingImage: (name) => `Trainingsbild: ${name}`,
  searchFound: (count, noun, isPicked) =>
    `Von ${number(count)} ${noun === "digit" ? "Ziffern" : "Bildern"}, an denen es gelernt hat, die nächsten zu ` +
    `${isPicked ? "dem zuletzt genommenen Bild" : "deiner letzten Zeichnung"}, mit Abständen.`,

  drawSymbol: "Zeichne ein Symbol",
  undone: "Rückgängig gemacht.",
  nameFirst: "Gib ihm zuerst einen Namen.",
  drawFirst: (name) => `Zeichne zuerst „${name}“.`,
  drawingsEnough: (most, name) =>
    `${number(most)} Zeichnungen von „${name}“ reichen: Zeichne etwas und sieh, was passiert, oder entferne eine.`,
  symbolsEnough: (most) => `Mehr als ${number(most)} Symbole merkt es sich nicht.`,
  rememberedMore: (missing, name) =>
    `Gemerkt. Zeig ihm „${name}“ noch ${missing === 1 ? "einmal" : missing === 2 ? "zweimal" : `${number(missing)}-mal`}, jedes Mal ein wenig anders.`,
  knowsNow: (name) =>
    `Jetzt kennt es „${name}“. Zeig ihm noch eins und sieh, was passiert, oder bring ihm noch ein Symbol bei.`,
  nameThis: (isColour, hasOthers) =>
    `Es kennt noch ${isColour ? "kein Farbbild" : hasOthers ? "keine Zeichnung" : "kein Symbol"}${hasOthers ? " und vergleicht jede Art nur mit ihresgleichen" : ""}. Gib einen Namen ein und lass es sich merken.`,
  noneOfThese: (nearest) => `Keines davon. Am nächsten ist ${nearest}.`,
  perhaps: (name) => `Vielleicht ${name}, aber sicher ist es sich nicht.`,
  looksLike: (name) => `Das sieht aus wie: ${name}.`,
  forget: "Vergessen",
  forgetLabel: (name) => `${name} vergessen`,
  drawings: (count, ofColours) =>
    plural(count, ofColours ? { one: "Farbbild", other: "Farbbilder" } : { one: "Zeichnung", other: "Zeichnungen" }),
  removeDrawing: (i, name) => `Zeichnung ${i} von ${name} entfernen`,
  symbolsFailed: "Was Symbole erkennt, ließ sich nicht laden: Lade die Seite neu.",
  symbolsSaved: (name, hasLines, hasColours) =>
    `${name} ist gespeichert: Lade es hier wieder${hasLines ? ", oder lass Zeichnungen mit siamese-simd classify benennen" : ""}.${hasColours ? " Dieser Befehl kennt keine Farbbilder: Sie sind nur für diese Seite." : ""}`,
  coloursStay: "Deine Farbbilder sind nicht dabei.",
  symbolsLoaded: (name, left) =>
    left > 0
      ? `${name}: geladen, bis auf ${plural(left, { one: "Zeichnung, die keinen Platz hatte", other: "Zeichnungen, die keinen Platz hatten" })}.`
      : `${name}: geladen.`,
  looking: "Die Bilder werden angesehen …",
  onThePad: (ofColours) =>
    `Es ist ${ofColours ? "in Farbe" : "als Linien"} auf der Zeichenfläche: Sieh, wofür es gehalten wird, oder gib ihm einen Namen.`,
  picturesRemembered: (taken, all, ofColours) =>
    `${number(taken)} von ${number(all)} Bildern gemerkt${taken < all ? ": Für mehr ist kein Platz" : ""}. ${ofColours ? "Es zählen ihre Farben." : "Es zählen die Linien, nicht ihre Farbe."}`,
  takeOtherwise: (wereColours) => (wereColours ? "Lieber die Linien nehmen" : "Lieber die Farben nehmen"),
  symbolsNeed: "Ab je drei Beispielen von zwei Symbolen kann es damit trainieren.",
  symbolsReady: "Das Training damit dauert einige Sekunden; nützt es nichts, wird es zurückgenommen.",
  symbolsOther: "Es hat mit anderen Beispielen als diesen trainiert: Trainiere neu, oder mach es rückgängig.",
  symbolsTraining:
    "Es trainiert damit, nach einem Versuch, für den von jedem Symbol ein Beispiel zurückgehalten wird …",
  ofKind: (ofColours, words) => `${ofColours ? "Farbbilder" : "Zeichnungen"}: ${words}`,
  symbolsTrial: ({ before, after, better }) => {
    const times = (apart: number) => number(100 * apart, 1);
    const trial =
      `In einem Versuch mit je einem zurückgehaltenen Beispiel nannte es ${number(after.right)} von ` +
      `${number(after.drawings)} richtig (vorher: ${number(before.right)}) und unterschied deine von fremden Symbolen ` +
      `${times(after.apart)} von 100 Mal (vorher: ${times(before.apart)}).`;
    return better ? `Trainiert. ${trial}` : `${trial} Das ist schlechter: Es bleibt, wie es war.`;
  },

  fileLoaded: (name, isModel) =>
    `${name} ist geladen. ${isModel ? "Vergleiche damit, oder bring ihm Symbole bei." : "Drücke Fortsetzen, um den Lauf fortzuführen."}`,
  fileSaved: (name, bytes) => `${name}: ${number(Math.round(bytes / 1000))} kB, gespeichert bei deinen Downloads.`,
  oneFileFailed: "Diese Datei ist beschädigt, oder der Browser ist zu alt für sie.",
  distancePhrase: "Abstand %; bis % gilt als gleich.",
  fileLarge: (name, megabytes) => `${name}: Höchstens ${number(megabytes)} MB werden gelesen, die Datei hat mehr.`,
  fileSymbolsLeft: (name, left) =>
    `${name} ist geladen, bis auf ${plural(left, { one: "Zeichnung", other: "Zeichnungen" })} von Symbolen: Es sind zu viele.`,
  trainToSee: "Trainiere bis zum Ende, um ihn zu sehen.",
  noHash: "Hier nicht: Über einfaches HTTP berechnet ihn ein Skript, und der Server der Seite ist nicht erreichbar.",
  bitForBit: "✓ Bit für Bit das, was Node mit diesen Einstellungen trainiert.",
  otherWeights:
    "✗ Node trainiert mit diesen Einstellungen andere Gewichte: Bitte melde das, mit der Version deines Browsers.",
  notAtEnd: (step) =>
    `Nach ${steps(step)}, nicht am Ende des Laufs: Trainiere bis zum Ende, um ihn mit anderen zu vergleichen.`,
  runAndCompare: "Führe den Befehl aus den Einstellungen in Node aus und vergleiche.",
  anyoneSame: "Wer an denselben Bildern mit denselben Einstellungen trainiert, bekommt denselben.",

  notNow: "Jetzt nicht",
  close: "Schließen",
  offer: (title, hasSymbols) =>
    `Dieser Link ist ein Netz: ${title}${hasSymbols ? ", mit Symbolen, die jemand gezeichnet hat" : ""}. Hier trainieren, Bit für Bit dasselbe?`,
  thisLink: "Dieser Link",
  linkTraining: "Es wird trainiert, was der Link sagt …",
  linkRecipe: "Dieser Link nennt ein Rezept, das diese Seite nicht kennt.",
  linkDamaged: (what) => `Dieser Link ist beschädigt: „${what}“ ist nicht lesbar. Lass ihn dir noch einmal schicken.`,
  linkRange:
    "Dieser Link ist beschädigt: Seine Einstellungen sind außerhalb des Erlaubten. Lass ihn dir noch einmal schicken.",
  linkNoHash:
    "Trainiert. Ob es dasselbe ist, lässt sich hier nicht sagen: Das Skript für Fingerabdrücke ist nicht erreichbar.",
  linkUnsaid: "Trainiert. Der Link sagt nicht, was dabei herauskommen soll.",
  linkSame: "✓ Dasselbe Netz, Bit für Bit, das auch hat, wer den Link geschickt hat.",
  linkOther: (wanted, got) =>
    `✗ Ein anderes Netz: Der Link sagt ${wanted}, hier ist es ${got}. Eine andere Version der Seite?`,
  linkFirst: "Trainiere zuerst: Der Link ist dieses Netz.",
  linkOwnImages: "Eigene Bilder reisen nicht in einem Link: Schicke das Modell als Datei.",
  linkLength: (length, hasSymbols, qr) =>
    `${number(length)} Zeichen lang: Wer ihn öffnet, kann dasselbe Netz trainieren${hasSymbols ? " und hat deine Symbole" : ""}.` +
    {
      whole: "",
      bare: " Der QR-Code lässt die Symbole weg, damit ein Telefon ihn lesen kann.",
      none: " Zu lang für einen QR-Code.",
    }[qr],
  whatIs: (name) => `Was heißt „${name}“?`,
  copied: "Kopiert.",
  copyYourself: "Dein Browser lässt die Seite nicht kopieren: Der Link ist markiert, kopiere ihn mit der Tastatur.",
  partOffline: "Das ließ sich nicht laden: Der Server der Seite ist nicht erreichbar.",
  pictureSaved: (name) => `${name} ist bei deinen Downloads gespeichert.`,
  cardTitle: "Gleich oder verschieden?",
  cardDescription: (title, right) => `${title}: ${right} der unbekannten Paare richtig`,
  cardRight: "der unbekannten Paare richtig",
  cardSame: "Dieselben Gewichte auf jedem Gerät:",
  cardUnknown: "noch nicht am Ende",

  titleOf: (recipe, epochs, seed, file) =>
    `${recipe}, ${plural(epochs, { one: "Epoche", other: "Epochen" })}, Startwert ${seed}${file && `, ${file}`}`,
  keptModel: "ein Modell aus einer Datei",
  keptSteps: (step, all, isDone) =>
    isDone ? `alle ${number(all)} Schritte` : `${number(step)} von ${number(all)} Schritten`,
  keptNone: "Noch keines. Jedes Netz, das du trainierst, bleibt hier erhalten.",
  keptHere:
    "Sie bleiben auf diesem Gerät, mit deinen Zeichnungen, Symbolen und Einstellungen, bis du sie vergessen lässt.",
  keptNowhere:
    "Dieser Browser behält nichts für diese Seite: Sie bleiben, bis du sie schließt. Speichere, was du behalten willst.",
  hereNow: "Jetzt hier",
  compareKept: "Vergleichen",
  compareKeptLabel: (title) => `${title} mit einem anderen vergleichen`,
  comparedKept: "Zwei Netze, gemessen an Paaren, die sie nie gesehen haben",
  comparedNetwork: "Netz dieser Spalte",
  areaUnderCurve: "Fläche unter der ROC-Kurve",
  yourTwoDrawings: "Deine zwei Zeichnungen",
  bringBack: "Zurückholen",
  bringBackLabel: (title) => `${title} zurückholen`,
  broughtBack: (title) => `Zurückgeholt: ${title}.`,
  welcomeBack: (title) => `Willkommen zurück: ${title}.`,
  stillHere: (title) => `Noch da: ${title}.`,
  pressContinue: "Drücke Fortsetzen, um weiterzutrainieren.",
  backTo: (title, right) => `Zurück zu ${title}${right && ` (${right})`}`,
  workerFailed: "Der Trainings-Worker ließ sich nicht laden.",
};
