import { demo } from "./main.js";

postMessage(await demo());
