"""What can go wrong in triage, in words for the person who must put it right."""


class TriageError(ValueError):
    """The root of the room's errors; the message is Russian and names the thing, the value and the way out."""


class LabelledTableError(TriageError):
    """A table of labelled messages cannot be read."""


class ModelFileError(TriageError):
    """A model file is missing, damaged or of another edition."""


class TooFewLabels(TriageError):
    """Too few labelled messages to train or to measure."""
