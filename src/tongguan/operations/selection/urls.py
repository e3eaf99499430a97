"""Addresses."""

from django.urls import path

from tongguan.operations.selection import views

urlpatterns = [
    path("selection/rules/", views.rules, name="selection_rules"),
    path("selection/rules/new/", views.new_rule, name="selection_rule_new"),
    path("selection/rules/<str:reference>/back-test/", views.back_tested, name="selection_back_test"),
    path("selection/models/", views.models, name="selection_models"),
    path("selection/outcomes/<str:reference>/", views.outcomes, name="selection_outcomes"),
    path("selection/decisions/", views.decided, name="selection_decisions"),
    path("selection/why/<str:reference>/", views.why, name="selection_why"),
    path("public/selection/", views.numbers, name="selection_numbers"),
]
