"""The tables of answers, by what they are about."""

from otklik.answers.models.approval import Approval, ApprovalRule, ApprovalStep, ReturnReason
from otklik.answers.models.dispatch import Dispatch
from otklik.answers.models.law import LawOutcome, LawVerdict
from otklik.answers.models.notices import NoticeMark, NoticeText
from otklik.answers.models.outgoing import LetterTemplate, OutgoingLetter, OutgoingNumbering
from otklik.answers.models.promise import Promise
from otklik.answers.models.reply import Answer, AnswerTemplate, Attachment, Contribution, Draft
from otklik.answers.models.talk import Asking, AskText, WaitingRule

__all__ = [
    "Answer", "AnswerTemplate", "Approval", "ApprovalRule", "ApprovalStep", "AskText", "Asking", "Attachment",
    "Contribution", "Dispatch", "Draft", "LawOutcome", "LawVerdict", "LetterTemplate", "NoticeMark", "NoticeText",
    "OutgoingLetter", "OutgoingNumbering", "Promise", "ReturnReason", "WaitingRule",
]  # fmt: skip
