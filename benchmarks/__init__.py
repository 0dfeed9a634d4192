"""Measured work: each script prints its figures as ratios against the plain tool, in one run."""
