"""A random life of a small region: every kind of act on its questions, as desks, authors and the clock do them."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from otklik.answers.models import Answer, Approval, Contribution, Promise
from otklik.answers.promised import promises
from otklik.answers.writing import drafting
from otklik.appeals.models import Question
from otklik.deadlines import recount
from otklik.flow import run
from otklik.flow.alarms import foreseeing
from otklik.flow.answering import approval, approval_round, assigning, contributing, promised, publishing, verdicts
from otklik.flow.desks import clarifying, desk, registering, same, split, terms, together, transfers, waiting
from otklik.reference.models import CalendarDay
from otklik.routing.models import CoExecutor, Ruling
from otklik.satisfaction.models import Rating
from otklik.satisfaction.ratings import Said
from otklik.triage.models import Likeness
from tests import region
from tests.region import AT, ROADS, RUBBISH, TOWN, UNCLEAR, VILLAGE, person, send
from tests.sent_answers import EXCUSES, GOOD, matrix

BODIES = ("roads", "waste", "duty")
TEXTS = (ROADS, RUBBISH, UNCLEAR, f"{ROADS}. {RUBBISH}.", f"Спасибо! {ROADS}", f"Угроза взрыва газа! {RUBBISH}")
PROMISE = f"{GOOD} Тротуар отремонтируем до 25 ноября 2026 года."


class Life:
    """Acts one after another; what an act refuses is part of life and only counted."""

    def __init__(self, seed: int) -> None:
        self.chance, self.at = random.Random(seed), AT
        self.done: Counter[str] = Counter()
        self.acts = {name.removeprefix("act_"): getattr(self, name) for name in dir(self) if name.startswith("act_")}
        self._past: list[UUID] = []
        region.found()
        self.boss = person("boss", "administrator")
        self.workers = {code: person(f"exec-{code}", "executor", body=code) for code in BODIES}
        self.curators = {code: person(f"cur-{code}", "curator", body=code) for code in BODIES}
        matrix((1, "curator"))
        self.act_arrive()

    def step(self) -> str:
        """One act more, some time later; its name. Of three drawn, that which was done least; refused, another one."""
        self.at += timedelta(minutes=self.chance.choice((1, 7, 60, 600, 2000)))
        for _ in range(8):
            name = min(self.chance.sample(sorted(self.acts), 3), key=lambda one: self.done[one])
            if self._is_done(name):
                self.done[name] += 1
                return name
        return ""

    def _is_done(self, name: str) -> bool:
        try:
            told = self.acts[name]()
        except ValueError:
            # DeskError, RatingError and the like: the act does not fit where the question stands.
            return False
        if not isinstance(told, desk.Act):
            return True
        if told.changed:
            self._past.append(told.id)
        return bool(told.changed)

    def _one(self, **wanted: Any) -> Question:
        """A question drawn at random, one of those wanted where there are any."""
        found = list(Question.objects.filter(**wanted).order_by("pk")) or list(Question.objects.order_by("pk"))
        return self.chance.choice(found)

    def _act(self, **wanted: Any) -> dict[str, Any]:
        return {"question_ids": [self._one(**wanted).pk], "by": self.boss, "at": self.at}

    def act_arrive(self) -> None:
        number = self.chance.randrange(3)
        author = {"phone": f"+7 912 000-00-0{number}"}
        fields = self.chance.choice(({}, {"topic": "Дороги"}, {"topic": "Дороги", "territory": TOWN},
                                     {"territory": VILLAGE}))  # fmt: skip
        send(*self.chance.sample(TEXTS, 3), at=self.at, author=author, **fields)

    def act_decide(self) -> desk.Act:
        return desk.decide(**self._act(), topic_code=self.chance.choice(("im.05", "im.12", "im.05.03")))

    def act_send(self) -> desk.Act:
        return desk.send(**self._act(), body_code=self.chance.choice(BODIES))

    def act_place(self) -> desk.Act:
        return desk.place(**self._act(), territory_code=self.chance.choice((TOWN, VILLAGE)), place="ул. Лесная")

    def act_reject(self) -> desk.Act:
        return desk.reject(**self._act(), reason="не по адресу")

    def act_finish(self) -> desk.Act:
        return desk.finish(**self._act(), result="сделано")

    def act_undo(self) -> desk.Act:
        if not self._past:
            raise ValueError("nothing to undo")
        return desk.undo(act_id=self._past[-1], by=self.boss, at=self.at)

    def act_take(self) -> desk.Act:
        question = self._one(body__isnull=False)
        worker = self.workers.get(question.body.code if question.body else "", self.boss)
        return assigning.take(question_ids=[question.pk], by=worker, at=self.at)

    def act_put_back(self) -> desk.Act:
        return assigning.put_back(**self._act(assignee__isnull=False), why="отпуск")

    def act_pass_to(self) -> desk.Act:
        return assigning.pass_to(**self._act(assignee__isnull=False), person_id=self.boss.pk, why="себе")

    def act_hand_back(self) -> desk.Act:
        question = self._one(body__isnull=False)
        worker = self.workers.get(question.body.code if question.body else "", self.boss)
        return transfers.hand_back(question_ids=[question.pk], reason_code="territory", by=worker, at=self.at)

    def act_dispute(self) -> desk.Act:
        """Bodies pass a question on until it is an arbiter's."""
        question = self._one(waits_for="", state__in=("sent", "taken"))
        for code in BODIES:
            desk.send(question_ids=[question.pk], body_code=code, by=self.boss, at=self.at)
            given = transfers.hand_back(question_ids=[question.pk], reason_code="territory", by=self.workers[code],
                                        at=self.at)  # fmt: skip
        return given

    def act_arbitrate(self) -> desk.Act:
        asked = self._act(waits_for="arbiter")
        return transfers.arbitrate(**asked, body_code=self.chance.choice(BODIES), why="по положению")

    def act_reopen_dispute(self) -> desk.Act:
        ruled = list(Ruling.objects.filter(reopened_at=None).values_list("question", flat=True))
        return transfers.reopen(**self._act(pk__in=ruled), why="новые сведения")

    def act_ask_author(self) -> desk.Act:
        return clarifying.ask(**self._act(), text="Уточните, пожалуйста, номер дома")

    def act_author_answers(self) -> desk.Act:
        return clarifying.answered(**self._act(waits_for="author"), text="Дом 5, второй подъезд")

    def act_author_is_silent(self) -> None:
        self.at += timedelta(days=4)
        waiting.end_terms(self.at)

    def act_join(self) -> desk.Act:
        links = list(Likeness.objects.order_by("pk").values_list("question", "earlier"))
        later, earlier = self.chance.choice(links) if links else (self._one().pk, self._one().pk)
        return same.join(question_ids=[later], into=earlier, by=self.boss, at=self.at)

    def act_differ(self) -> desk.Act:
        links = list(Likeness.objects.filter(verdict="").order_by("pk").values_list("question", "earlier"))
        later, earlier = self.chance.choice(links) if links else (self._one().pk, self._one().pk)
        return same.differ(question_ids=[later], earlier=earlier, by=self.boss, at=self.at)

    def act_split(self) -> desk.Act:
        question = self._one(appeal__text__startswith=f"{ROADS}. ", begins=None)
        return split.split(question_ids=[question.pk], starts=[0, len(ROADS) + 2], by=self.boss, at=self.at)

    def act_invite(self) -> desk.Act:
        return together.invite(**self._act(body__isnull=False), body_code=self.chance.choice(BODIES))

    def act_dismiss(self) -> desk.Act:
        row = CoExecutor.objects.select_related("body").order_by("-pk").first()
        if row is None:
            raise ValueError("nobody helps")
        return together.dismiss(question_ids=[row.question_id], body_code=row.body.code, by=self.boss, at=self.at)

    def act_send_to_both(self) -> desk.Act:
        first, second = self.chance.sample(BODIES, 2)
        return together.send_to_both(**self._act(), body_code=first, co_code=second)

    def act_ask_part(self) -> desk.Act:
        return contributing.ask(**self._act(body__isnull=False), body_code=self.chance.choice(BODIES), asked="сроки")

    def act_give_part(self) -> None:
        part = Contribution.objects.filter(given_at=None, withdrawn_at=None).select_related("body").first()
        if part is None:
            raise ValueError("nobody is asked")
        contributing.give(contribution_id=part.pk, text="Готово", by=self.workers[part.body.code], at=self.at)

    def act_begin_draft(self) -> None:
        drafting.open_for(self._one(body__isnull=False), by=self.boss, at=self.at)

    def act_write(self) -> None:
        self._written(Answer.Kind.FINAL if self.chance.random() < 0.8 else Answer.Kind.INTERIM)

    def act_submit(self) -> desk.Act:
        answer = self._written(Answer.Kind.FINAL if self.chance.random() < 0.8 else Answer.Kind.INTERIM)
        return approval.submit(answer_id=answer.pk, by=self._writer(answer), at=self.at, reasons=EXCUSES)

    def act_approve(self) -> desk.Act:
        row = self._say()
        return approval.approve(approval_id=row.pk, version=row.answer.version, by=row.person, at=self.at)

    def act_send_back(self) -> desk.Act:
        row = self._say()
        return approval.send_back(approval_id=row.pk, version=row.answer.version, reason_code="no-specifics",
                                  words="Кто и когда?", by=row.person, at=self.at)  # fmt: skip

    def act_recall_from_approval(self) -> desk.Act:
        answer = Answer.objects.filter(state=Answer.State.APPROVAL).order_by("pk").first()
        if answer is None:
            raise ValueError("nothing is on approval")
        return approval.recall(answer_id=answer.pk, by=self._writer(answer), at=self.at)

    def act_publish(self) -> None:
        """From the first word to the author, at once."""
        answer = self._written(Answer.Kind.FINAL)
        approval.submit(answer_id=answer.pk, by=self._writer(answer), at=self.at, reasons=EXCUSES)
        row = Approval.objects.filter(answer=answer, said="", asked_at__isnull=False).first()
        if row is not None and row.person is not None:
            answer.refresh_from_db()
            approval.approve(approval_id=row.pk, version=answer.version, by=row.person, at=self.at)

    def act_recall_published(self) -> None:
        self.act_publish()
        answer = Answer.objects.filter(state=Answer.State.PUBLISHED, same_as=None).order_by("-published_at").first()
        if answer is None:
            raise ValueError("nothing is published")
        publishing.recall(answer_id=answer.pk, by=self.boss, at=self.at)

    def act_rate(self) -> None:
        self._hear(Rating.Source.PAGE)

    def act_rate_in_channel(self) -> None:
        self._hear(Rating.Source.CHANNEL)

    def act_rate_by_phone(self) -> None:
        self._hear(Rating.Source.PHONE)

    def act_promise(self) -> desk.Act:
        day = (self.at + timedelta(days=self.chance.choice((1, 9)))).date()
        return promised.give(**self._act(body__isnull=False), day=day, words="Отремонтируем бордюр")

    def act_keep_promise(self) -> desk.Act:
        promise = self._promise()
        return promised.keep(question_ids=[promise.question_id], clock_id=promise.clock_id or 0, by=self.boss,
                             at=self.at)  # fmt: skip

    def act_give_promise_up(self) -> desk.Act:
        promise = self._promise()
        return promised.give_up(question_ids=[promise.question_id], clock_id=promise.clock_id or 0,
                                words="нет материалов", by=self.boss, at=self.at)  # fmt: skip

    def act_withdraw_promise(self) -> desk.Act:
        promise = self._promise()
        return promised.withdraw(question_ids=[promise.question_id], clock_id=promise.clock_id or 0,
                                 words="прочитано неверно", by=self.boss, at=self.at)  # fmt: skip

    def act_days_pass(self) -> None:
        self.at += timedelta(days=self.chance.choice((2, 15)))
        promises.sweep(self.at)
        approval_round.look(self.at)
        verdicts.close_silent(self.at)

    def act_extend(self) -> desk.Act:
        return terms.extend(**self._act(body__isnull=False), days=10, reason="request", words="запрос в инспекцию")

    def act_change_kind(self) -> desk.Act:
        question = self._one()
        ground = "not" if question.appeal.legal_kind == "appeal" else "epgu"
        return registering.change_kind(question_ids=[question.pk], ground=ground, words="заявление 4411", by=self.boss,
                                       at=self.at)  # fmt: skip

    def act_register(self) -> desk.Act:
        return registering.register(**self._act(appeal__legal_kind="appeal"))

    def act_recount(self) -> None:
        day = self.at.date() + timedelta(days=self.chance.randrange(1, 5))
        CalendarDay.objects.update_or_create(day=day, region="", defaults={"kind": "off", "name": "Указ"})
        recount.run(why="Указ", by=None, at=self.at)

    def act_foresee(self) -> None:
        foreseeing.tell(self.at)

    def act_line(self) -> None:
        run.drain(now=lambda: self.at)

    def _written(self, kind: str) -> Answer:
        question = self._one(body__isnull=False, state__in=("sent", "taken"), waits_for="")
        worker = self.workers[question.body.code] if question.body else self.boss
        if question.state in ("sent", "taken") and question.assignee_id != worker.pk:
            assigning.take(question_ids=[question.pk], by=worker, at=self.at)
        answer = drafting.open_for(question, kind=kind, by=worker, at=self.at)
        outcome = self.chance.choice(("solved", "planned", "explained", "refused"))
        text = self.chance.choice((GOOD, PROMISE))
        drafting.save(answer.pk, text=text, filled={}, outcome=outcome, kind=kind, version=answer.version, by=worker,
                      at=self.at)  # fmt: skip
        return Answer.objects.get(pk=answer.pk)

    def _writer(self, answer: Answer) -> Any:
        return answer.by

    def _say(self) -> Any:
        found = Approval.objects.filter(said="", asked_at__isnull=False, person__isnull=False)
        row = found.select_related("answer", "person").order_by("pk").first()
        if row is None:
            raise ValueError("nothing waits for a word")
        return row

    def _hear(self, source: str) -> None:
        question = self._one(state__in=("answered", "closed"))
        said = self.chance.choice((Said(1, False), Said(2, None), Said(None, False), Said(3, None), Said(5, True)))
        by = self.boss if source == Rating.Source.PHONE else None
        verdicts.hear(question_id=question.pk, source=source, said=said, by=by, at=self.at)

    def _promise(self) -> Promise:
        owed = list(Promise.objects.filter(clock__isnull=False, clock__done_at=None).order_by("pk"))
        if not owed:
            raise ValueError("nothing is promised")
        return self.chance.choice(owed)
