"""Files of the ACTUS test form, run against the templates in `contracts/actus`."""
