"""Forms of topics: a table to load, a pair that says the same."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from otklik.reference.models import Topic
from otklik.screens.settings.forms import CodeField, DayField, DeskForm

_MAX_BYTES = 64 << 20


class UploadForm(DeskForm):
    """An edition of a classifier and its table."""

    code = CodeField(label="Код редакции", help_text="Например «official-2025». Тот же код обновит имеющуюся редакцию.")
    name = forms.CharField(label="Название", max_length=300)
    valid_from = DayField(label="Действует с", initial=timezone.localdate)
    source = forms.CharField(label="Источник", max_length=1000, help_text="Акт или адрес, откуда взята таблица.")
    table = forms.FileField(
        label="Таблица CSV",
        error_messages={
            "required": "Файл не выбран: выберите CSV с темами.",
            "empty": "Файл пуст: выберите CSV с темами.",
            "missing": "Файл не выбран: выберите CSV с темами.",
        },
    )

    def clean_table(self) -> UploadedFile:
        table: UploadedFile = self.cleaned_data["table"]
        if (table.size or 0) > _MAX_BYTES:
            raise forms.ValidationError(f"Файл больше {_MAX_BYTES >> 20} МБ: это не классификатор.")
        return table


class TopicField(forms.CharField):
    """A topic typed as «edition: code»; gives the pair."""

    def clean(self, value: str) -> tuple[str, str]:
        written = super().clean(value)
        edition, _, code = (part.strip() for part in written.partition(":"))
        if not code or not Topic.objects.filter(edition__code=edition, code=code).exists():
            raise forms.ValidationError(f"Темы «{written}» нет: пишите «редакция: код», например «im: im.05.03».")
        return edition, code


class MappingForm(DeskForm):
    """Two topics of different classifiers that say the same."""

    here = TopicField(label="Тема", max_length=120, widget=forms.TextInput(attrs={"placeholder": "im: im.05.03"}))
    there = TopicField(
        label="Говорит то же, что", max_length=120,
        widget=forms.TextInput(attrs={"placeholder": "official-2025: 0005.0005.0056.1147"}),
    )  # fmt: skip
    note = forms.CharField(label="Примечание", max_length=300, required=False)
