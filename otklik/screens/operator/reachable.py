"""Whether a person's right holds for the whole region: unread letters and tables have no topic or place to check."""

from otklik.offices.rules import Scope, Verb


def is_unlimited(scope: Scope, verb: Verb) -> bool:
    """Whether some grant with `verb` is limited neither by body, nor by territory, nor by topic."""
    return any(
        reach.bodies is None and not reach.territory_code and not reach.topic_code
        for reach in scope.for_verb(verb).reaches
    )
