"""The SQL of each step of the schema. A comment above each table says what a row of it is.

Instants are ISO 8601 in UTC with microseconds, so that they sort as text and read well in Datasette.
"""

INSTANT = "GLOB '????-??-??T??:??:??.??????+00:00'"
