/** openid-client: discovers the token endpoint, fetches the token by basic authentication, signs the calls. */
import * as oidc from "openid-client";

import { ApiError, type Api, ORIGIN, type SessionData, operation, run } from "./scenario";

async function connect(clientId: string, secret: string): Promise<Api> {
  const authentication = oidc.ClientSecretBasic(secret);
  const config = await oidc.discovery(new URL(`${ORIGIN}/auth/open`), clientId, undefined, authentication, {
    execute: [oidc.allowInsecureRequests],
  });
  const { access_token } = await oidc.clientCredentialsGrant(config, { scope: "signicat-api" });
  const call = async (id: string, transactionId = "", body?: object): Promise<SessionData> => {
    const [method, url] = operation(id, transactionId);
    const headers = new Headers(body && { "Content-Type": "application/json" });
    const json = body && JSON.stringify(body);
    const send = oidc.fetchProtectedResource(config, access_token, new URL(url), method, json, headers);
    // A response with WWW-Authenticate is thrown.
    const response = await send.catch((error) => {
      if (error instanceof oidc.WWWAuthenticateChallengeError) return error.response;
      throw error;
    });
    if (!response.ok) throw new ApiError(response.status, (await response.json()) as object);
    return ((await response.json()) as { data: SessionData }).data;
  };
  return {
    startOnboarding: (body) => call("start_onboarding", "", body),
    getOnboarding: (id) => call("get_onboarding", id),
    startStepUp: (body) => call("start_step_up", "", body),
    getStepUp: (id) => call("get_step_up", id),
  };
}

await run("openid-client", connect);
