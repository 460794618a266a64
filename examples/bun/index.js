import { demo } from "./main.js";

console.log(JSON.stringify(await demo(), null, 2));
