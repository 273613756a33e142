"""The key of a service account that Google does not know."""

from __future__ import annotations

EMAIL = "pharos@circles.iam.gserviceaccount.com"


def private_key() -> str:
    """A new one, as PEM."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
