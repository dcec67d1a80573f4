"""How hard Hypothesis tries: as usual, or with `--hypothesis-profile=nightly` for as long as a night allows."""

from hypothesis import HealthCheck, Phase, settings

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
_USUAL = settings(deadline=None, max_examples=30, suppress_health_check=_SLOW_IS_FINE)

settings.register_profile("usual", _USUAL)
settings.register_profile("nightly", _USUAL, max_examples=1_000, print_blob=True)
# To see a test go red over a planted fault: the first example that bites is enough.
settings.register_profile("planted", _USUAL, database=None, phases=[Phase.explicit, Phase.generate])
# Under CI Hypothesis takes a profile of its own: more examples, the same ones every time. It too may be slow.
settings.register_profile("ci", settings.get_profile("ci"), suppress_health_check=_SLOW_IS_FINE)
if settings.get_current_profile_name() == "default":
    settings.load_profile("usual")
elif settings.get_current_profile_name() == "ci":
    settings.load_profile("ci")
