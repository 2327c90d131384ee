"""The pages of a centre."""
