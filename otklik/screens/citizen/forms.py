"""What an author may say by the link: a rating of the answer, words to a question they were asked."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from otklik.answers.papers.file_kinds import ACCEPT
from otklik.satisfaction import ratings
from otklik.satisfaction.ratings import LONGEST
from otklik.screens.settings.forms import DeskForm

MOST_PHOTOS = 3
STARS = ((5, "отлично"), (4, "хорошо"), (3, "терпимо"), (2, "плохо"), (1, "очень плохо"))
_WHICH = {"yes": True, "no": False}


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files of one box; gives a list, empty where none was chosen."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(required=False, widget=_Files(attrs={"accept": ACCEPT}), **kwargs)
        self._most = most

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if len(given) > self._most:
            raise forms.ValidationError(f"Файлов больше {self._most}: оставьте самые нужные.")
        return [super(FilesField, self).clean(one, initial) for one in given]


class RateForm(DeskForm):
    """Stars, solved or not, reasons, words, photos."""

    is_solved = forms.ChoiceField(
        label="Вопрос решён?", choices=[("yes", "Да, решён"), ("no", "Нет, не решён")], widget=forms.RadioSelect,
        error_messages={"required": "Скажите, решён ли вопрос: от этого зависит, вернётся ли он в работу."},
    )  # fmt: skip
    stars = forms.TypedChoiceField(
        label="Как вам ответ?", choices=[(number, f"{number} — {words}") for number, words in STARS],
        widget=forms.RadioSelect, coerce=int,
        error_messages={"required": "Поставьте оценку от 1 до 5."},
    )  # fmt: skip
    reasons = forms.MultipleChoiceField(
        label="Что можно отметить", required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Такой отметки больше нет: выберите снова."},
    )  # fmt: skip
    comment = forms.CharField(
        label="Что осталось не так или что понравилось", required=False, max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}), help_text="Фамилии, телефоны и адреса скроем сами.",
        error_messages={"max_length": f"Длиннее {LONGEST} знаков: сократите."},
    )  # fmt: skip
    photos = FilesField(label="Фото", most=MOST_PHOTOS, help_text=f"До {MOST_PHOTOS}, например как выглядит сейчас.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ratings.reasons()
        self.good = frozenset(row.code for row in rows if row.is_good)
        self.fields["reasons"].choices = [(row.code, row.title) for row in rows]  # type: ignore[attr-defined]

    def clean_is_solved(self) -> bool:
        return _WHICH[self.cleaned_data["is_solved"]]


class TellForm(DeskForm):
    """What the author answers to a clarifying question, with photos."""

    text = forms.CharField(
        label="Ваш ответ", max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Ответ пуст: напишите, о чём спрашивают.",
                        "max_length": "Длиннее 4000 знаков: сократите."},
    )  # fmt: skip
    photos = FilesField(label="Фото", most=MOST_PHOTOS, help_text=f"До {MOST_PHOTOS}, если помогут понять.")
