"""The tables of answers, by what they are about."""

from otklik.answers.models.approval import Approval, ApprovalRule, ApprovalStep, ReturnReason
from otklik.answers.models.aside import Aside
from otklik.answers.models.checks import AnswerLength, CheckChoice
from otklik.answers.models.dispatch import Dispatch
from otklik.answers.models.law import LawOutcome, LawVerdict
from otklik.answers.models.likeness import AnswerBand, AnswerIndex
from otklik.answers.models.notices import NoticeMark, NoticeText
from otklik.answers.models.outgoing import LetterTemplate, OutgoingLetter, OutgoingNumbering
from otklik.answers.models.promise import Promise, PromiseCorrection, Season
from otklik.answers.models.reply import Answer, AnswerTemplate, Attachment, Contribution, Draft
from otklik.answers.models.sending import Callback, Manifest, SenderState, SendingRule, SendingTerms
from otklik.answers.models.talk import Asking, AskText, WaitingRule

__all__ = [
    "Answer", "AnswerBand", "AnswerIndex", "AnswerLength", "AnswerTemplate", "Approval", "ApprovalRule", "ApprovalStep",
    "Aside", "AskText", "Asking", "Attachment", "Callback", "CheckChoice", "Contribution", "Dispatch", "Draft",
    "LawOutcome", "LawVerdict", "LetterTemplate", "Manifest", "NoticeMark", "NoticeText", "OutgoingLetter",
    "OutgoingNumbering", "Promise", "PromiseCorrection", "ReturnReason", "Season",
    "SenderState", "SendingRule", "SendingTerms", "WaitingRule",
]  # fmt: skip
