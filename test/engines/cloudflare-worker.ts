// workerd: measures what it is posted.
import { measure } from "./rows.ts";

export default {
  async fetch(request: Request): Promise<Response> {
    try {
      return Response.json(await measure((await request.json()) as Parameters<typeof measure>[0]));
    } catch (error) {
      return Response.json({ error: `${error} ${(error as Error).stack}` });
    }
  },
};
