"""The pages of an aggregator."""
