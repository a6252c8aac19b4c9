"""Authlib with requests: finds the token endpoint by the OAuth metadata, fetches the token, signs the calls."""

import requests
from authlib.integrations.requests_client import OAuth2Session
from scenario import ORIGIN, ApiError, operation_url, run

METADATA_URL = ORIGIN + "/auth/open/.well-known/openid-configuration"


class Client:
    def __init__(self, client_id, secret):
        metadata = requests.get(METADATA_URL).json()
        self.session = OAuth2Session(client_id, secret, scope="signicat-api")
        self.session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")

    def call(self, method, url, body=None):
        response = self.session.request(method, url, json=body)
        if not response.ok:
            raise ApiError(response.status_code, response.json())
        return response.json()["data"]

    def start_onboarding(self, body):
        return self.call("POST", operation_url("start_onboarding"), body)

    def get_onboarding(self, session):
        return self.call("GET", operation_url("get_onboarding", transactionId=session))

    def start_step_up(self, body):
        return self.call("POST", operation_url("start_step_up"), body)

    def get_step_up(self, session):
        return self.call("GET", operation_url("get_step_up", transactionId=session))


run("authlib", Client)
