"""The screens, one a file. They post intents and return typed results; none imports another."""
