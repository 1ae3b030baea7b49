"""The ways to a token, one module each: a call comes in, the fields of a reply go out."""
