"""The region's gazetteer from files: read, checked against what is known, put in force."""
