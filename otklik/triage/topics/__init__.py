"""The topic model: learnt, judged, kept in versions, mapped to a region's classifier."""
