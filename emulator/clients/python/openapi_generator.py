"""The Python client of openapi-generator."""

import json
import urllib.parse
import urllib.request

import reuseid
from scenario import BASE_URL, TOKEN_URL, ApiError, run


class Client:
    def __init__(self, client_id, secret):
        # The generated client takes a token but does not fetch one.
        form = {
            "grant_type": "client_credentials",
            "scope": "signicat-api",
            "client_id": client_id,
            "client_secret": secret,
        }
        request = urllib.request.Request(TOKEN_URL, urllib.parse.urlencode(form).encode())
        with urllib.request.urlopen(request) as response:
            token = json.load(response)["access_token"]
        client = reuseid.ApiClient(reuseid.Configuration(host=BASE_URL, access_token=token))
        self.onboarding, self.step_up = reuseid.OnboardingApi(client), reuseid.StepUpApi(client)

    def call(self, operation, argument):
        try:
            return operation(argument).data.to_dict()
        except reuseid.ApiException as error:
            raise ApiError(error.status, json.loads(error.body)) from error

    def start_onboarding(self, body):
        request = reuseid.StartOnboardingRequest.from_dict(body)
        return self.call(self.onboarding.start_onboarding, request)

    def get_onboarding(self, session):
        return self.call(self.onboarding.get_onboarding, session)

    def start_step_up(self, body):
        return self.call(self.step_up.start_step_up, reuseid.StartStepUpRequest.from_dict(body))

    def get_step_up(self, session):
        return self.call(self.step_up.get_step_up, session)


run("python", Client)
