"""The reports that can be made: one file for each, and what they share."""
