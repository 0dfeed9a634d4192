"""Odd treasury workbooks, each with what must be answered to it.

The folders say the outcome: should_pass, should_hold (until a person confirms the scale) and
should_refuse. In each, modules hold one builder per trap, named for it; files beside them are
kept as a program saved them. What is known to the portal is in `portal.py`.
"""
