import { demo } from "./main.js";

export default {
  async fetch() {
    return Response.json(await demo());
  },
};
