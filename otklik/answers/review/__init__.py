"""An answer judged before publication: the shelf of checks, the «отписка» score."""
