"""How many examples hypothesis tries where a test does not say; more with a profile of its own.

``pytest --hypothesis-profile=thorough`` takes ten times as many.
"""

from hypothesis import settings

settings.register_profile("short", max_examples=50)
settings.register_profile("thorough", max_examples=500)
settings.load_profile("short")
