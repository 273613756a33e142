"""An OpenID Connect provider on loopback, for tests: code flow with PKCE, RS256 tokens, sign-out.

It does what the specifications require of a provider (a code is valid once and for one client, redirect addresses must
be registered, PKCE and the client's secret are checked), so an app that can sign in here can sign in elsewhere.
`python -m tests.servers.oidc` starts one to try Pharos with.
"""
