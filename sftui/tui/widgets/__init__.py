"""The building blocks of the screens. Each owns only how it looks."""
