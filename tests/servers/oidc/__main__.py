"""Sign in without a real provider: python -m tests.servers.oidc --port 8700 sam@example.org lea@example.org."""

from __future__ import annotations

import argparse
import secrets

from .server import OidcServer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.oidc", description=__doc__)
    parser.add_argument("emails", nargs="+", help="people who can sign in; nobody else can")
    parser.add_argument(
        "--unverified", action="append", default=[], help="another person, whose email is not verified"
    )
    parser.add_argument("--port", type=int, default=8700)
    options = parser.parse_args()
    server = OidcServer(options.port).start()
    for email in options.emails:
        server.provider.add(email)
    for email in options.unverified:
        server.provider.add(email, email_verified=False)
    print(f"OpenID Connect test provider on {server.provider.issuer}. Put into .streamlit/secrets.toml:\n")
    print(server.auth_section(secrets.token_hex(32)))
    print(f'[access]\nadministrators = ["{options.emails[0]}"]\n', flush=True)
    print("and open Pharos at http://127.0.0.1 (not localhost).", flush=True)
    try:
        server.serve()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
