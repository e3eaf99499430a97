"""Addresses."""

from django.urls import path

from tongguan.operations.release_times import views

urlpatterns = [
    path("release-times/", views.home, name="release_times"),
    path("release-times/study/", views.study, name="release_times_study"),
    path("release-times/study/issue/", views.issue, name="release_times_issue"),
    path("release-times/rows/", views.rows, name="release_times_rows"),
    path("release-times/declaration/<str:reference>/", views.declaration, name="release_times_declaration"),
]
