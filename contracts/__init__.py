"""The library: contracts with their facts, scenarios and sources, and the calendars that they name. Data; the only Python file is this."""
