"""Runs onboarding, step-up, 401, 403 and 422 through a client of the API against a running emulator.

The environment has EMULATOR (the origin, such as http://127.0.0.1:8317), BASE_URL and DOCUMENT (the OpenAPI document).
"""

import json
import os
import urllib.request

ORIGIN = os.environ["EMULATOR"]
BASE_URL = os.environ["BASE_URL"]
TOKEN_URL = ORIGIN + "/auth/open/connect/token"


class ApiError(Exception):
    """An error response of the API."""

    def __init__(self, status, problem):
        super().__init__(f"{status} {problem}")
        self.status = status
        self.problem = problem


def operation_url(operation_id, **parameters):
    """The URL of an operation, from the document."""
    with open(os.environ["DOCUMENT"]) as file:
        paths = json.load(file)["paths"]
    for path, item in paths.items():
        for operation in item.values():
            if operation.get("operationId") == operation_id:
                return BASE_URL + path.format(**parameters)
    raise LookupError(operation_id)


def control(path, body=None, method=None):
    """Calls the emulator's control API."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(f"{ORIGIN}/_emulator{path}", data, headers, method=method)
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read() or b"null")


def register(client_id, account, **more):
    control("/clients", {"clientId": client_id, "clientSecret": "s3cret", "accountId": account, **more})


def expect_error(status, call):
    try:
        call()
    except ApiError as error:
        assert error.status == status, error
        return error.problem
    raise AssertionError(f"no {status}")


def run(name, connect):
    """`connect(client_id, secret)` fetches a token and returns an object with the four operations. They take and
    return wire names and raise ApiError."""
    account = f"a-sdge-{name}"
    register(f"sandbox-{name}-1", account)
    api = connect(f"sandbox-{name}-1", "s3cret")

    started = api.start_onboarding({"externalRef": "Empl10300469", "provider": "signicatvideoid"})
    session = started["transactionId"]
    assert api.get_onboarding(session)["status"] == "Pending"
    device = control(f"/sessions/{session}/activate", {"code": started["activationCode"]})["deviceId"]
    control(f"/sessions/{session}/finish", {"result": "accepted"})
    done = api.get_onboarding(session)
    assert (done["status"], done["deviceId"]) == ("Completed", device), done

    step_up = api.start_step_up({"userId": done["userId"], "deviceId": device})["transactionId"]
    control(f"/sessions/{step_up}/authenticate", {"correct": True})
    control(f"/sessions/{step_up}/finish", {"result": "rejected"})
    assert api.get_step_up(step_up)["status"] == "Rejected"

    params = [{"name": "externalRef", "reason": "is too long"}]
    fault = {"kind": "invalid_params", "params": params}
    control("/faults", {"fault": fault, "accountId": account, "times": 1})
    problem = expect_error(422, lambda: api.start_onboarding({"externalRef": "x" * 100}))
    assert problem["invalidParams"] == params, problem

    control(f"/tokens/revoke?account={account}", method="POST")
    assert expect_error(401, lambda: api.get_onboarding(session))["code"] == "invalid_token"

    register(f"sandbox-{name}-2", account, permissions=[])
    poor = connect(f"sandbox-{name}-2", "s3cret")
    assert expect_error(403, lambda: poor.start_onboarding({}))["code"] == "forbidden"
    print(f"{name}: onboarding, step-up, 401, 403, 422")
