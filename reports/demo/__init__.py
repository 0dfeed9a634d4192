"""A made-up but believable province, for trying the portal out."""
