"""Sign-in through an OpenID Connect provider, stricter than the library: the ID token's signature, issuer, audience,
times and nonce are checked every time, and the user info must be about the same person."""
