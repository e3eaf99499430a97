"""Addresses of evidence files."""

from django.urls import path, register_converter

from tongguan.platform.files import views


class DigestConverter:
    """A SHA-256 in hex."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DigestConverter, "digest")

urlpatterns = [
    path("files/", views.upload, name="files_upload"),
    path("files/<digest:digest>/", views.download, name="files_download"),
    path("files/<digest:digest>/small/", views.thumbnail, name="files_thumbnail"),
]
