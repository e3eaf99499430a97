"""Migrations without rendering every related model again for each operation.

Django keeps the models of each moment as classes and, after every operation, makes anew all that are related to the
one that changed. Everything here is related to the users, so a new house spent three quarters of its first start on
that. Three operations do not need it: a new model has nobody who refers to it yet; an index or a constraint changes an
option of one class; a new field can join the class that is there, since the statement that adds it asks for its table
alone. `benchmarks/migrations.py` compares the schema with the one that Django's own executor makes.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED, Field


class QuickState(ProjectState):
    """The models of a moment; classes that are rendered already are changed in place where that is the same."""

    def clone(self) -> QuickState:
        """As Django's, of this kind."""
        new = QuickState(
            models={key: state.clone() for key, state in self.models.items()}, real_apps=self.real_apps
        )
        if "apps" in self.__dict__:
            new.apps = self.apps.clone()
        new.is_delayed = self.is_delayed
        return new

    @property
    def _rendered(self) -> bool:
        return "apps" in self.__dict__

    def add_model(self, model_state: ModelState) -> None:
        """Render the new one alone."""
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:
            self.resolve_model_relations(key)
        if self._rendered:
            self.apps.render_multiple([model_state])

    def add_field(
        self, app_label: str, model_name: str, name: str, field: Field[Any, Any], preserve_default: bool
    ) -> None:
        """Let the field join the class that is there."""
        if not preserve_default:
            field = field.clone()
            field.default = NOT_PROVIDED
        key = app_label, model_name
        self.models[key].fields[name] = field
        if self._relations is not None:
            self.resolve_model_field_relations(key, name, field)
        if self._rendered:
            field.clone().contribute_to_class(self.apps.get_model(*key), name)

    def _append_option(self, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
        state = self.models[app_label, model_name]
        state.options[option_name] = [*state.options[option_name], obj]
        if self._rendered:
            meta = self.apps.get_model(app_label, model_name)._meta
            setattr(meta, option_name, list(state.options[option_name]))
            meta.__dict__.pop("total_unique_constraints", None)


class QuickExecutor(MigrationExecutor):
    """Begins with a quick state."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> QuickState:
        state = super()._create_project_state(with_applied_migrations)
        return QuickState(models=state.models, real_apps=state.real_apps)
