// workerd: measures what it is posted. There it cannot start a thread.
import { measure, type Order } from "./rows.ts";

export default {
  async fetch(request: Request): Promise<Response> {
    return Response.json(await measure((await request.json()) as Order));
  },
};
