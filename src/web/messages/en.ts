// All that the page says, in English. The other languages beside this file say the same.
import { number, plural } from "./format.ts";

/** What to call one of the images. */
type Noun = "digit" | "image";

/** A block of a drawing, 0 to 6 from the top and from the left, and how much it counts. */
interface BlockEffect {
  readonly row: number;
  readonly column: number;
  readonly effect: number;
}

/** What a link's QR code holds: the whole link, the link without the symbols, or there is none. */
type QrKind = "whole" | "bare" | "none";

/** A trial of training on symbols: drawings that were held back, and how many of them it named. */
interface Trial {
  readonly before: Tried;
  readonly after: Tried;
  readonly better: boolean;
}
interface Tried {
  readonly right: number;
  readonly drawings: number;
  /** How often the visitor's symbols were told from other signs, 0 to 1. */
  readonly apart: number;
}

const a = (noun: Noun): string => (noun === "image" ? "an image" : `a ${noun}`);

const when = (step: number): string =>
  step === 0 ? "Before training" : `After ${plural(step, { one: "step", other: "steps" })}`;

const moment = (step: number): string => (step === 0 ? "Before training" : `After step ${number(step)}`);

const ROWS = [
  "at the top",
  "near the top",
  "above the middle",
  "in the middle",
  "below the middle",
  "near the bottom",
  "at the bottom",
];
const COLUMNS = ["far left", "left", "left of the middle", "centre", "right of the middle", "right", "far right"];
const place = ({ row, column }: BlockEffect): string => `${ROWS[row]}, ${COLUMNS[column]}`;

/** What stands in the page from the beginning: HTML. The build writes it into index.html. */
export const page = {
  description: "A small Siamese network learns, in your own browser, whether two handwritten digits are the same.",
  pageTitle: "Same or different? A network learns in your browser",
  skip: "Skip to the training",
  toTop: "siamese-simd, to the top",
  parts: "Parts of this page",
  navTrain: "Train",
  navCompare: "Compare",
  navTeach: "Teach",
  navKeep: "Keep",
  language: "Language",
  title: "Same or different?",
  lead: "A small neural network learns to tell, right here in your browser, from real handwritten digits: 94 of 100 pairs right after a second. Press <b>Train</b> and watch; then draw two digits of your own. Nothing you do leaves this machine.",
  openStory: "New here? The story in five steps",
  boot: "This page's scripts have not started. If you opened it as a file: browsers load scripts from a server only. In the repository, <code>npm run web</code> serves it; any other web server does too.",
  offerTrain: "Train it",
  watchTitle: "Watch it learn",
  step: "Step",
  stop: "Stop",
  gettingDigits: "Getting the digits…",
  progress: "Training so far",
  newPairsRight: "New pairs right",
  factStep: "Step",
  timeLeft: "Time left",
  loss: "Loss",
  epoch: "Epoch",
  pairsPerSecond: "Pairs / s",
  replaySlider: "Look back at the run",
  pace: "How fast to train",
  paceFull: "Full speed",
  paceSlow: "Slow",
  paceOne: "One by one",
  mapTitle: "Map",
  mapIntro:
    "The network turns each image into ten numbers. This is their shadow on a plane, of images that it has never seen: those it takes for alike lie close. Pull one to turn the cloud; with keys: arrows choose, Shift and arrows pull.",
  turnBack: "Turn back",
  asTable: "As a table",
  settings: "Settings",
  recipe: "Recipe",
  recipeBest: "Best",
  recipeQuick: "Quick",
  recipeNotebook: "Classic pairs",
  recipePhoto: "Photographs",
  networkFile: "Network from a file (JSON)",
  choose: "Choose",
  backToOwn: "Back to its own",
  epochs: "Epochs",
  learningRate: "Learning rate",
  margin: "Margin",
  seed: "Seed",
  threads: "Threads",
  arithmetic: "Arithmetic",
  simd: "SIMD",
  scalar: "Scalar, slow, the same bits",
  automatic: "Automatic",
  sameInNode: "The same run in Node:",
  wordsTitle: "? What these words mean",
  words:
    "<dt>Recipe</dt><dd>A set of all the settings that was found to work well; each of them can be changed.</dd>" +
    "<dt>Epoch</dt><dd>Once through all training images.</dd>" +
    "<dt>Images a step</dt><dd>How many images it sees before it changes its weights once.</dd>" +
    "<dt>Loss</dt><dd>One number for how far from right it still is. Training changes the weights so that it falls.</dd>" +
    "<dt>Learning rate</dt><dd>How much one step changes the weights: too little takes long, too much learns nothing.</dd>" +
    "<dt>Margin</dt><dd>How far apart it is to push two images that are different. Those farther apart are left alone.</dd>" +
    "<dt>Seed</dt><dd>Where the dice begin that choose the first weights and the pairs. One seed, one network.</dd>" +
    "<dt>Threads, arithmetic</dt><dd>How the machine computes: they change the speed, never the result. " +
    "SIMD computes four numbers at once, scalar one after the other.</dd>",
  images: "Images:",
  mnistDigits: "MNIST digits",
  drop: "Drop images of your own here: PNG or JPEG files (a folder a class, or the class first in each name), a ZIP of such a folder, or tables with their labels: CSV, NumPy (.npy, .npz) or IDX. They stay on this machine.",
  chooseFiles: "Choose files",
  chooseFolder: "Choose a folder",
  backToDigits: "Back to the MNIST digits",
  curvesTitle: "How wrong it still is",
  curvesIntro: "Down is good. The loss is what training makes smaller.",
  distances: "Distances",
  distancesIntro:
    "Pairs it has never seen. The two hills should part; up to the line two images count as the same. Drag it.",
  threshold: "Threshold",
  itsOwn: "Its own",
  errorsTitle: "Where it errs, with the line where it stands",
  falseAccepts: "Different, taken for the same",
  falseRejects: "The same, taken for different",
  tenPairs: "Ten pairs",
  compareIntro:
    "Draw with mouse, finger or pen. With the keyboard: arrow keys move, Space puts the pen down or up, Delete clears.",
  alike: "alike",
  unlike: "unlike",
  whyTitle: "What makes it say so",
  whyIntro:
    'Each of 49 blocks is covered in turn. <b class="why-different">Orange</b>: without this block they would be more alike. <b class="why-same">Blue</b>: without it they would be less alike.',
  whyFirst: "The first drawing's blocks",
  whySecond: "The second drawing's blocks",
  insideTitle: "Look inside",
  insideIntro:
    "Twins: both drawings pass through the same filters, layer by layer, until a few numbers are left of each. The more ink, the more a filter has found there of what it looks for. Only these last numbers are compared.",
  searchTitle: "The ten most like it",
  teachTitle: "Teach it your own symbols",
  teachIntro:
    "Show three to five drawings each of a few symbols: a star, a heart, a letter. Or colour pictures: apples, pears, flags. It keeps them and looks for the nearest, with a network that has seen a great many. Then let it train on yours.",
  fromPhotographs: "From pictures",
  picturesHint:
    "Or drop them here. One is put on the pad. Several, a folder or a ZIP are remembered by the names of their folders or files: heart-1.jpg. They are taken for their lines, or for their colours.",
  knowsNone: "It knows no symbol yet.",
  thisIsA: "This is a",
  star: "star",
  remember: "Remember it",
  undo: "Undo",
  trainSymbols: "Train on them",
  untrainSymbols: "Undo the training",
  saveSymbols: "Save them",
  load: "Load",
  saveSymbolNetwork: "Save the trained network",
  symbolsProgress: "Training on symbols so far",
  keepTitle: "Keep it",
  files: "Files",
  filesIntro:
    "The model holds the weights, its threshold and your symbols; PyTorch reads it too. The checkpoint holds a run: go on with it here or in Node, to the same bits.",
  saveModel: "Save the model",
  savePage: "Save it as one page",
  saveCheckpoint: "Save the checkpoint",
  loadFile: "Load a file",
  fingerprint: "Fingerprint",
  fingerprintIntro:
    "The sha256 of all weights after a run. Anyone who trains with the same settings gets the same, in any browser and in Node, with any number of threads.",
  sendTitle: "Send it",
  sendIntro: "A link is the network: its settings and its seed make the same weights on any machine.",
  link: "The link",
  copyLink: "Copy the link",
  showQr: "Show a QR code",
  savePicture: "Save a picture",
  qrTitle: "The link, for a phone's camera",
  qrLabel: "A QR code of the link",
  yourNetworks: "Your networks",
  forgetAll: "Forget everything",
  forgetQuestion: "Forget all networks, drawings, symbols and settings that this page keeps on this machine?",
  keepThem: "Keep them",
  sourceLink: "Source",
  docsLink: "Documentation",
  licenceLink: "Licence: MIT",
  noscript: "This page trains a network with JavaScript and WebAssembly; allow scripts to see it.",
};

/** What the page says as it goes. */
export const texts = {
  // The whole page.
  nothingYet: "nothing yet",
  nothingToShow: "Nothing to show yet.",
  oneMoment: "One moment…",
  learntNothing: "The network has learnt nothing yet: press Train first.",
  drawBoth: "Draw on both sides first.",
  percent: (share: number) => `${number(share * 100, 1)} %`,
  filesOfYourOwn: (count: number) => `${number(count)} files of your own`,
  themeSystem: "Colours: as the system has them",
  themeLight: "Colours: light",
  themeDark: "Colours: dark",
  about: (version: string) => `siamese-simd ${version}.`,
  aboutNetwork: (weights: number, isSimd: boolean, threads: number) =>
    `A network of ${number(weights)} weights, on ${isSimd ? "WebAssembly SIMD" : "scalar JavaScript"}, ` +
    `${plural(threads, { one: "thread", other: "threads" })}.`,
  languageLoses: "This browser keeps nothing for this page: another language loses the network that is here. Go on?",

  // Training.
  train: "Train",
  pause: "Pause",
  goOn: "Continue",
  trainAgain: "Train again",
  ready: "Ready.",
  readyWith: (count: number, noun: Noun) => `Ready: ${number(count)} ${noun}s are here.`,
  noImages: "There are no images yet.",
  digitsFailed: (reason: string) =>
    `The digits could not be loaded (${reason}). Serve this folder with any file server, or choose images of your own.`,
  serverSaid: (status: number) => `the server said ${status}`,
  training: "Training…",
  trainingSo: (share: number, right: string) =>
    `Training: ${number(100 * share)} %${right && `, ${right} of unseen pairs right`}.`,
  paused: "Paused.",
  done: "Done. Now draw two below.",
  stopped: "Stopped. It keeps what it has learnt.",
  modelLoaded: "A model from a file: compare and teach with it, or train a new one.",
  collapsed:
    "The network puts all images in one place and can tell nothing apart. Try a tenth of the learning rate, or another seed.",
  tooManyImages: (batch: number) => `Too many images a step for this browser: try ${batch}.`,
  stepsOf: (step: number, steps: number) => `${number(step)} / ${number(steps)}`,
  seconds: (seconds: number) => `${number(seconds)} s`,
  minutes: (minutes: number, seconds: number) => `${number(minutes)} min ${number(seconds)} s`,
  hours: (hours: number, minutes: number) => `${number(hours)} h ${number(minutes)} min`,
  replay: "Replay",
  toNow: "To now",
  runsTime: "The run's time",
  momentNow: (step: number) => `${moment(step)}: now`,
  momentThen: (step: number, right: string) => `${moment(step)}: ${right} right`,

  // Settings and images.
  imagesAStep: "Images a step",
  pairsAStep: "Pairs a step",
  fromTheFile: (recipe: string) => `From the file: ${recipe}`,
  threadsHint: "More threads change the speed, never the result.",
  oneThread:
    "One thread: several need shared memory, which this browser, or how the page is served, does not give. The result is the same.",
  layersOfCheckpoint: "of the checkpoint",
  layersNone: "None: layers that fit the images.",
  layers: (layers: number, channels: number, height: number, width: number) => {
    const kind = channels === 3 ? "RGB" : channels === 1 ? "grey" : `${channels}-channel`;
    return `${plural(layers, { one: "layer", other: "layers" })}, for ${kind} images of ${height}x${width} pixels.`;
  },
  imagesNotKept: "More than this browser keeps: after a reload the page asks for them again.",
  imagesAgain: (name: string) => `${name}: more than this browser keeps. Choose them again to go on with them.`,
  imageCounts: (source: string, train: number, heldOut: number) =>
    `${source}, ${number(train)} to train on, ${number(heldOut)} held out`,

  // Charts.
  wrongTitle: "Wrong, % of unseen pairs",
  lossHardest: "Loss, over the hardest pairs of each step",
  lossAll: "Loss, over the pairs of each step",
  step0: "step 0",
  wrongFromTo: (from: string, to: string) => `Wrong: from ${from} of the unseen pairs to ${to}.`,
  lossFromTo: (from: number, to: number) => `Loss: from ${number(from, 2)} to ${number(to, 2)}.`,
  noStep: "No step yet.",
  thresholdMark: "threshold",
  same: "same",
  different: "different",
  meanDistances: (same: number, different: number, threshold: number) =>
    `Same pairs lie ${number(same, 2)} apart on average, different ones ${number(different, 2)}; ` +
    `the line is at ${number(threshold, 2)}.`,
  thresholdErrors: (
    isOwn: boolean,
    threshold: number,
    accepts: number,
    unlike: number,
    rejects: number,
    alike: number,
  ) =>
    `${isOwn ? "The network's own threshold" : "Your threshold"}, ${number(threshold, 2)}: ` +
    `${number(accepts)} of ${number(unlike)} different pairs are taken for the same, ` +
    `${number(rejects)} of ${number(alike)} same pairs for different.`,
  none: "None.",
  worst: (shown: number, all: number) => `The worst ${number(shown)} of ${number(all)}:`,
  galleryAfter: "Its verdict on ten pairs that it has never seen.",
  galleryBefore: "Ten pairs that it has never seen. Before training its verdicts are guesses.",
  pairVerdict: (isRight: boolean, isSame: boolean) => `${isRight ? "✓" : "✗"} ${isSame ? "same" : "different"}`,
  pairDistance: (distance: number) => `distance ${number(distance, 2)}`,

  // The map.
  mapRole: "map of images",
  mapImage: (name: string, i: number) => `${name}, image ${i}`,
  mapLive: (name: string, i: number) => `Image ${i}, ${name}`,
  turned: "Turned.",
  mapMixed: "Before training it only guesses: all lie mixed.",
  standClear: (step: number | null, clear: number, classes: number) =>
    `${step === null ? "In this model" : when(step)}, ${number(clear)} of ${number(classes)} classes stand clear of ` +
    "their neighbours, in all dimensions.",
  yoursLie: (parts: readonly (readonly [name: string, nearest: string])[]) =>
    `Of your own, ${parts.map(([name, nearest]) => `${name} lies nearest to ${nearest}`).join(", ")}.`,
  yourDrawing: "your drawing",
  tableClass: "Class",
  tableAcross: "Across",
  tableUp: "Up",
  tableSpread: "Spread",
  tableNearest: "Nearest class",
  tableAt: "At",

  // Drawing and comparing.
  padRole: "drawing pad",
  padLabel: (title: string) => `${title}: arrow keys move, Space draws, Control+Z undoes, Delete clears`,
  sees: "This is what the network sees.",
  seesLabel: (height: number, width: number) => `${height} by ${width} pixels, as the network sees them`,
  pick: "Pick one",
  pickLabel: (title: string) => `Pick one from the test set: ${title}`,
  undoStroke: "Undo",
  clear: "Clear",
  clearLabel: (title: string) => `Clear: ${title}`,
  undoLabel: (title: string) => `Undo a stroke: ${title}`,
  heldOut: (name: string) => `Held out from training: ${name}.`,
  outOfFile: (name: string) => `Out of ${name}, as the network sees it.`,
  pen: (isDown: boolean, across: number, down: number) =>
    `Pen ${isDown ? "down" : "up"} at ${number(across)} percent across, ${number(down)} down.`,
  cleared: "Cleared.",
  noInk: "That is all the ink there is for one drawing.",
  drawTwo: (noun: Noun) => `Draw two ${noun}s`,
  one: (noun: Noun) => `One ${noun}`,
  another: (noun: Noun) => `Another ${noun}`,
  drawEither: (noun: Noun) => `Draw ${a(noun)} on either side.`,
  drawOther: "Now draw the other one.",
  odd: (isEmpty: boolean, noun: Noun) =>
    `One of them is no ${noun} to it: ${isEmpty ? "hardly more than a dot" : "more ink than any it learnt from"}.`,
  isSame: "Same",
  isDifferent: "Different",
  sure: (noun: Noun, odds: number) =>
    `Sure: for ${noun}s like those it learnt from, it is right ${number(odds)} times in 100.`,
  unsure: "A close call: it is not sure.",
  verdictNumbers: (distance: number, threshold: number) =>
    `Distance ${number(distance, 2)}; up to ${number(threshold, 2)} counts as the same.`,
  why: (isFirst: boolean, apart: BlockEffect | undefined, alike: BlockEffect | undefined) => {
    const which = isFirst ? "first" : "second";
    const parts = [
      ...(apart ? [`most different by what is ${place(apart)} (${number(apart.effect, 2)})`] : []),
      ...(alike ? [`most alike by what is ${place(alike)} (${number(alike.effect, 2)})`] : []),
    ];
    return parts.length > 0
      ? `The ${which} is ${parts.join(", ")}.`
      : `No part of the ${which} counts more than others.`;
  },
  insideNumbers: (layer: string, count: string) => `${layer}: ${count} numbers`,
  insideMaps: (layer: string, count: string, size: string) => `${layer}: ${count} maps of ${size}`,
  someOf: (shown: number, all: number) => `${number(shown)} of ${number(all)}`,
  layerOf: (layer: string, isFirst: boolean) => `${layer} of the ${isFirst ? "first" : "second"} drawing`,
  filtersOf: (count: number, layer: string) => `The ${number(count)} filters of ${layer}`,
  filters: "Filters",
  compared: (count: number) => `What is compared: ${number(count)} numbers of each`,
  bothNumbers: "The numbers of both drawings",
  allEqual: (count: number) => `All ${number(count)} numbers are equal.`,
  tellsMost: (which: number, a: number, b: number, share: number) =>
    `Blue bars are the first drawing's numbers, orange ones the second's. Number ${which} tells them most apart: ` +
    `${number(a, 2)} and ${number(b, 2)}, ${number(share)} % of the squared distance.`,
  searchDraw: (noun: Noun) => `Draw ${a(noun)}: here are those most like it.`,
  searchLater: "While it learns they change all the time: pause, or wait for the end.",
  trainingImage: (name: string) => `training image of ${name}`,
  searchFound: (count: number, noun: Noun, isPicked: boolean) =>
    `Of ${number(count)} ${noun}s that it learnt from, nearest to ${isPicked ? "the image picked last" : "your last drawing"}, with distances.`,

  // Symbols.
  drawSymbol: "Draw a symbol",
  undone: "Undone.",
  nameFirst: "Give it a name first.",
  drawFirst: (name: string) => `Draw a ${name} first.`,
  drawingsEnough: (most: number, name: string) =>
    `${number(most)} drawings of "${name}" are enough: draw something and see, or remove one.`,
  symbolsEnough: (most: number) => `${number(most)} symbols are the most it remembers.`,
  rememberedMore: (missing: number, name: string) =>
    `Remembered. Show it ${missing === 1 ? "one more" : `${number(missing)} more`} "${name}", each a little different.`,
  knowsNow: (name: string) => `It knows "${name}" now. Show it another and see, or teach it another symbol.`,
  nameThis: (isColour = false, hasOthers = false) =>
    `It knows no ${isColour ? "colour picture" : hasOthers ? "drawing" : "symbol"} yet${hasOthers ? ", and compares each kind with its own" : ""}. Name this one and let it remember.`,
  noneOfThese: (nearest: string) => `None of these. The nearest is ${nearest}.`,
  perhaps: (name: string) => `Perhaps ${name}, but it is not sure.`,
  looksLike: (name: string) => `This looks like: ${name}.`,
  forget: "Forget",
  forgetLabel: (name: string) => `Forget ${name}`,
  drawings: (count: number, ofColours: boolean) =>
    plural(
      count,
      ofColours ? { one: "colour picture", other: "colour pictures" } : { one: "drawing", other: "drawings" },
    ),
  removeDrawing: (i: number, name: string) => `Remove drawing ${i} of ${name}`,
  symbolsFailed: "What knows symbols could not be loaded: reload the page.",
  symbolsSaved: (name: string, hasLines: boolean, hasColours: boolean) =>
    `${name} is saved: load it here again${hasLines ? ", or name drawings with siamese-simd classify" : ""}.${hasColours ? " That command knows no colour pictures: they are for this page alone." : ""}`,
  coloursStay: "Your colour pictures are not in it.",
  symbolsLoaded: (name: string, left: number) =>
    left > 0 ? `${name}: loaded, but for ${number(left)} drawings too many.` : `${name}: loaded.`,
  looking: "Looking at them…",
  onThePad: (ofColours: boolean) =>
    `It is on the pad, ${ofColours ? "in colour" : "as lines"}: see what it is taken for, or name it.`,
  picturesRemembered: (taken: number, all: number, ofColours: boolean) =>
    `${number(taken)} of ${number(all)} pictures are remembered${taken < all ? ": there is no room for more" : ""}. ${ofColours ? "What counts is their colours." : "What counts is the lines, not their colour."}`,
  takeOtherwise: (wereColours: boolean) => (wereColours ? "Take the lines instead" : "Take the colours instead"),
  symbolsNeed: "With three examples each of two symbols or more, it can train on them.",
  symbolsReady: "Training on them takes some seconds, and is undone if it does no good.",
  symbolsOther: "It has trained on other examples than these: train again, or undo it.",
  symbolsTraining: "Training on them, after a trial with one example of each held back…",
  ofKind: (ofColours: boolean, words: string) => `${ofColours ? "Colour pictures" : "Drawings"}: ${words}`,
  symbolsTrial: ({ before, after, better }: Trial) => {
    const times = (apart: number) => number(100 * apart, 1);
    const named = `it named ${number(after.right)} of ${number(after.drawings)} (before: ${number(before.right)})`;
    const apart = `told yours from others ${times(after.apart)} times in 100 (before: ${times(before.apart)})`;
    const trial = `In a trial with one example of each held back ${named} and ${apart}.`;
    return better ? `Trained. ${trial}` : `${trial} That is worse: it stays as it was.`;
  },

  // Files.
  fileLoaded: (name: string, isModel: boolean) =>
    `${name} is loaded. ${isModel ? "Compare and teach with it." : "Press Continue to go on with the run."}`,
  fileSaved: (name: string, bytes: number) =>
    `${name}: ${number(Math.round(bytes / 1000))} kB, saved where your downloads go.`,
  oneFileFailed: "This file is damaged, or the browser is too old for it.",
  distancePhrase: "Distance %; up to % counts as the same.",
  fileLarge: (name: string, megabytes: number) => `${name}: expected at most ${number(megabytes)} MB, it has more.`,
  fileSymbolsLeft: (name: string, left: number) =>
    `${name} is loaded, but for ${number(left)} drawings of symbols: there are too many.`,
  trainToSee: "Train to the end to see it.",
  noHash: "Not here: over plain http a script must hash, and the page's server is out of reach.",
  bitForBit: "✓ Bit for bit what Node trains with these settings.",
  otherWeights: "✗ Node trains other weights with these settings: please report this, with your browser's version.",
  notAtEnd: (step: number) =>
    `After ${number(step)} steps, not at the run's end: train to the end to compare it with others.`,
  runAndCompare: "Run the command under Settings in Node and compare.",
  anyoneSame: "Anyone who trains on the same images with the same settings gets the same.",

  // Links.
  notNow: "Not now",
  close: "Close",
  offer: (title: string, hasSymbols: boolean) =>
    `This link is a network: ${title}${hasSymbols ? ", with symbols that someone drew" : ""}. Train it here, to the same bits?`,
  thisLink: "This link",
  linkTraining: "Training what the link says…",
  linkRecipe: "This link names a recipe that this page does not know.",
  linkDamaged: (what: string) => `This link is damaged: its ${what} cannot be read. Ask for it again.`,
  linkRange: "This link is damaged: its settings are out of range. Ask for it again.",
  linkNoHash: "Trained. Whether it is the same cannot be told here: the script that hashes is out of reach.",
  linkUnsaid: "Trained. The link does not say what should come of it.",
  linkSame: "✓ The same network, bit for bit, as whoever sent the link has.",
  linkOther: (wanted: string, got: string) =>
    `✗ Another network: the link says ${wanted}, here it is ${got}. Another version of the page?`,
  linkFirst: "Train first: the link is that network.",
  linkOwnImages: "Images of your own do not travel in a link: send the model, as a file.",
  linkLength: (length: number, hasSymbols: boolean, qr: QrKind) =>
    `${number(length)} characters: whoever opens it can train the same network${hasSymbols ? " and has your symbols" : ""}.` +
    {
      whole: "",
      bare: " The QR code leaves the symbols out, so that a phone can read it.",
      none: " Too long for a QR code.",
    }[qr],
  whatIs: (name: string) => `What does “${name}” mean?`,
  copied: "Copied.",
  copyYourself: "Your browser does not let the page copy: the link is marked, copy it with the keyboard.",
  partOffline: "This could not be loaded: the page's server is out of reach.",
  pictureSaved: (name: string) => `${name} is saved where your downloads go.`,
  cardTitle: "Same or different?",
  cardDescription: (title: string, right: string) => `${title}: ${right} of unseen pairs right`,
  cardRight: "of unseen pairs right",
  cardSame: "The same weights on any machine:",
  cardUnknown: "not at its end yet",

  // Kept networks.
  titleOf: (recipe: string, epochs: number, seed: number, file: string) =>
    `${recipe}, ${plural(epochs, { one: "epoch", other: "epochs" })}, seed ${seed}${file && `, ${file}`}`,
  keptModel: "a model from a file",
  keptSteps: (step: number, steps: number, isDone: boolean) =>
    `${isDone ? "all " : ""}${number(step)} of ${number(steps)} steps`,
  keptNone: "None yet. Every network that you train is kept here.",
  keptHere: "They stay on this machine, with your drawings, symbols and settings, until you forget them.",
  keptNowhere:
    "This browser keeps nothing for this page: they last until you close it. Save those that you want to keep.",
  hereNow: "Here now",
  compareKept: "Compare",
  compareKeptLabel: (title: string) => `Compare ${title} with another`,
  comparedKept: "Two networks, measured on pairs that they have never seen",
  comparedNetwork: "Network of this column",
  areaUnderCurve: "Area under the ROC curve",
  yourTwoDrawings: "Your two drawings",
  bringBack: "Bring back",
  bringBackLabel: (title: string) => `Bring back ${title}`,
  broughtBack: (title: string) => `Brought back: ${title}.`,
  welcomeBack: (title: string) => `Welcome back: ${title}.`,
  stillHere: (title: string) => `Still here: ${title}.`,
  pressContinue: "Press Continue to go on.",
  backTo: (title: string, right: string) => `Back to ${title}${right && ` (${right})`}`,
  workerFailed: "The training worker could not be loaded.",
};
