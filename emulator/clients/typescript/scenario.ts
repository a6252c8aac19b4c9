/**
 * Runs onboarding, step-up, 401, 403 and 422 through a client of the API against a running emulator.
 *
 * The environment has EMULATOR (the origin, such as http://127.0.0.1:8317), BASE_URL and DOCUMENT (the OpenAPI
 * document).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export const ORIGIN = process.env.EMULATOR!;
export const BASE_URL = process.env.BASE_URL!;

export interface SessionData {
  status?: string;
  transactionId?: string;
  activationCode?: string;
  userId?: string;
  deviceId?: string;
}

export interface Problem {
  code?: string;
  invalidParams?: { name?: string; reason?: string }[];
}

/** An error response of the API. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(`${status} ${JSON.stringify(problem)}`);
  }
}

/** The four operations; they throw an ApiError. */
export interface Api {
  startOnboarding(body: { externalRef?: string; provider?: string }): Promise<SessionData>;
  getOnboarding(transactionId: string): Promise<SessionData>;
  startStepUp(body: { userId: string; deviceId: string }): Promise<SessionData>;
  getStepUp(transactionId: string): Promise<SessionData>;
}

/** Method and URL of an operation, from the document. */
export function operation(id: string, transactionId = ""): [string, string] {
  const paths = JSON.parse(readFileSync(process.env.DOCUMENT!, "utf8")).paths;
  for (const [path, item] of Object.entries<Record<string, { operationId?: string }>>(paths)) {
    for (const [method, it] of Object.entries(item)) {
      if (it.operationId === id) {
        return [method.toUpperCase(), BASE_URL + path.replace("{transactionId}", transactionId)];
      }
    }
  }
  throw new Error(`no operation ${id}`);
}

/** Fetches a token, for clients that take one but do not fetch it. */
export async function fetchToken(clientId: string, secret: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    scope: "signicat-api",
    client_id: clientId,
    client_secret: secret,
  });
  const response = await fetch(`${ORIGIN}/auth/open/connect/token`, { method: "POST", body });
  assert.equal(response.status, 200);
  return ((await response.json()) as { access_token: string }).access_token;
}

async function control(method: string, path: string, body?: unknown): Promise<any> {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch(`${ORIGIN}/_emulator${path}`, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  assert(response.ok, await response.clone().text());
  return response.status === 204 ? undefined : response.json();
}

async function expectError(status: number, call: () => Promise<unknown>): Promise<Problem> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    assert.equal(error.status, status, error.message);
    return error.problem;
  }
  throw new Error(`no ${status}`);
}

/** `connect` fetches a token for a client. */
export async function run(
  name: string,
  connect: (clientId: string, secret: string) => Promise<Api>,
): Promise<void> {
  const accountId = `a-sdge-${name}`;
  const register = (clientId: string, more = {}) =>
    control("POST", "/clients", { clientId, clientSecret: "s3cret", accountId, ...more });
  await register(`sandbox-${name}-1`);
  const api = await connect(`sandbox-${name}-1`, "s3cret");

  const started = await api.startOnboarding({ externalRef: "Empl10300469", provider: "signicatvideoid" });
  const session = started.transactionId!;
  assert.equal((await api.getOnboarding(session)).status, "Pending");
  const code = started.activationCode;
  const { deviceId } = await control("POST", `/sessions/${session}/activate`, { code });
  await control("POST", `/sessions/${session}/finish`, { result: "accepted" });
  const done = await api.getOnboarding(session);
  assert.deepEqual([done.status, done.deviceId], ["Completed", deviceId]);

  const stepUp = (await api.startStepUp({ userId: done.userId!, deviceId })).transactionId!;
  await control("POST", `/sessions/${stepUp}/authenticate`, { correct: true });
  await control("POST", `/sessions/${stepUp}/finish`, { result: "rejected" });
  assert.equal((await api.getStepUp(stepUp)).status, "Rejected");

  const params = [{ name: "externalRef", reason: "is too long" }];
  await control("POST", "/faults", { fault: { kind: "invalid_params", params }, accountId, times: 1 });
  const problem = await expectError(422, () => api.startOnboarding({ externalRef: "x".repeat(100) }));
  assert.deepEqual(problem.invalidParams, params);

  await control("POST", `/tokens/revoke?account=${accountId}`);
  assert.equal((await expectError(401, () => api.getOnboarding(session))).code, "invalid_token");

  await register(`sandbox-${name}-2`, { permissions: [] });
  const poor = await connect(`sandbox-${name}-2`, "s3cret");
  assert.equal((await expectError(403, () => poor.startOnboarding({}))).code, "forbidden");
  console.log(`${name}: onboarding, step-up, 401, 403, 422`);
}
