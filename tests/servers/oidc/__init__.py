"""An OpenID Connect provider on loopback, for tests: code flow with PKCE, RS256 tokens, sign-out.

It does what the specifications ask of a provider (a code holds once and for one client, redirect addresses are the
registered ones, PKCE and the client's secret are checked), so that an app that signs in here signs in elsewhere.
`python -m tests.servers.oidc` runs one to try Pharos with.
"""
