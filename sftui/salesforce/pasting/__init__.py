"""Readers for what people paste: each turns one kind of text into named values, and none raises on garbage."""
