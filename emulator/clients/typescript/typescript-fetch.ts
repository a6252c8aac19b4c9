/** The typescript-fetch client of openapi-generator. */
import { Configuration, OnboardingApi, ResponseError, StepUpApi } from "./typescript-fetch/index";
import { ApiError, type Api, BASE_URL, type SessionData, fetchToken, run } from "./scenario";

async function connect(clientId: string, secret: string): Promise<Api> {
  const token = await fetchToken(clientId, secret);
  const configuration = new Configuration({
    basePath: BASE_URL,
    // For OAuth 2.0 this is the whole header.
    accessToken: `Bearer ${token}`,
  });
  const onboarding = new OnboardingApi(configuration);
  const stepUp = new StepUpApi(configuration);
  const data = async (call: Promise<{ data?: SessionData }>): Promise<SessionData> => {
    try {
      return (await call).data!;
    } catch (error) {
      if (!(error instanceof ResponseError)) throw error;
      throw new ApiError(error.response.status, await error.response.json());
    }
  };
  return {
    startOnboarding: (body) => data(onboarding.startOnboarding({ startOnboardingRequest: body })),
    getOnboarding: (transactionId) => data(onboarding.getOnboarding({ transactionId })),
    startStepUp: (body) => data(stepUp.startStepUp({ startStepUpRequest: body })),
    getStepUp: (transactionId) => data(stepUp.getStepUp({ transactionId })),
  };
}

await run("typescript-fetch", connect);
