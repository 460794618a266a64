import { demo } from "./main.js";

document.querySelector("#result").textContent = JSON.stringify(await demo(), null, 2);
