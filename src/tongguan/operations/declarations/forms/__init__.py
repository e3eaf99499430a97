"""The trader's declaration form: derived from the neutral model, read back into it."""

from tongguan.operations.declarations.forms.layout import SUMMARY, WHOLE
from tongguan.operations.declarations.forms.pages import DeclarationForms, UploadForm, code_lists

__all__ = ["SUMMARY", "WHOLE", "DeclarationForms", "UploadForm", "code_lists"]
