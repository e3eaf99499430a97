"""Assembly: settings, urls, API and ASGI, put together from the module manifests. Lists no module."""
