"""`make prove`: the long forms of what the tests try for seconds, and one table of what was lost or doubled."""
