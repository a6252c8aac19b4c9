/** openapi-fetch with the types of openapi-typescript. */
import createClient from "openapi-fetch";

import type { paths } from "./openapi-typescript/api";
import { ApiError, type Api, BASE_URL, type Problem, fetchToken, run } from "./scenario";

async function connect(clientId: string, secret: string): Promise<Api> {
  const token = await fetchToken(clientId, secret);
  const client = createClient<paths>({ baseUrl: BASE_URL, headers: { Authorization: `Bearer ${token}` } });
  const data = <T>(result: { data?: { data?: T }; error?: Problem; response: Response }): T => {
    if (result.error) throw new ApiError(result.response.status, result.error);
    return result.data!.data!;
  };
  const path = (transactionId: string) => ({ params: { path: { transactionId } } });
  return {
    startOnboarding: async (body) => data(await client.POST("/onboarding", { body })),
    getOnboarding: async (id) => data(await client.GET("/onboarding/{transactionId}", path(id))),
    startStepUp: async (body) => data(await client.POST("/step-up", { body })),
    getStepUp: async (id) => data(await client.GET("/step-up/{transactionId}", path(id))),
  };
}

await run("openapi-fetch", connect);
