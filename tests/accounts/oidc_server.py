"""An OpenID Connect server on this machine, as far as a sign-in needs one; a test may have it lie."""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, CLIENT_SECRET = "platform", "a secret of both"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
JWK = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True) | {"kid": "1", "alg": "RS256", "use": "sig"}


class Server:
    """What it knows: the `claims` of whoever signs in, its lies, `moved` paths that redirect, what sign-ins `asked`."""

    def __init__(self):
        self.claims = {"sub": "subject-1"}
        self.token_lies = {}
        self.user_info_lies = {}
        self.key = KEY
        self.algorithm = "RS256"
        self.jwk = JWK
        self.description_lies = {}
        self.moved = set()
        self.asked = []
        self.token_requests = []
        self.is_away = False
        self.url = ""

    def answer(self, path, body, headers):
        if self.is_away:
            return 503, {}
        if path in self.moved:
            return 302, {}
        path = path.removeprefix("/moved")
        if path == "/.well-known/openid-configuration":
            names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "userinfo_endpoint": "userinfo"}
            found = {name: f"{self.url}/{page}" for name, page in (names | {"jwks_uri": "jwks"}).items()}
            found |= {"issuer": self.url, "token_endpoint_auth_methods_supported": ["client_secret_post"]}
            return 200, found | self.description_lies
        if path == "/jwks":
            return 200, {"keys": [self.jwk]}
        if path == "/userinfo":
            assert headers["Authorization"] == "Bearer access"
            return 200, self.claims | self.user_info_lies
        if path == "/token":
            return self.token({name: values[0] for name, values in parse_qs(body).items()})
        return 404, {}

    def token(self, sent):
        self.token_requests.append(sent)
        asked = self.asked[int(sent["code"])]
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        is_right = (sent["client_id"], sent["client_secret"]) == (CLIENT, CLIENT_SECRET)
        if not is_right or challenge != asked["code_challenge"] or sent["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        token = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked.get("nonce", "")}
        token |= {"sub": self.claims["sub"]} | self.token_lies
        signed = jwt.encode(token, self.key, algorithm=self.algorithm, headers={"kid": "1"})
        return 200, {"access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": signed}

    def agree(self, location, **changes):
        """What the browser is sent back to after a person signed in there: the path and query at the platform."""
        parts = urlsplit(location)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.url}/authorize"
        self.asked.append({name: values[0] for name, values in parse_qs(parts.query).items()})
        back = urlsplit(self.asked[-1]["redirect_uri"])
        answer = {"code": len(self.asked) - 1, "state": self.asked[-1]["state"]} | changes
        return f"{back.path}?{urlencode(answer)}"


@contextmanager
def running():
    """The server, at its `url` on a port of its own."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            status, found = server.answer(urlsplit(self.path).path, body, self.headers)
            content = json.dumps(found).encode()
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{server.url}/moved{self.path}")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        server.url = f"http://127.0.0.1:{listening.server_port}"
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
