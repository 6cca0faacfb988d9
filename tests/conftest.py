"""Set up hypothesis for the laws: always on, quick, and told how to repeat a failure."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "laws",
    max_examples=15,
    deadline=None,
    print_blob=True,
    # A whole portfolio is a large thing to draw; on a busy machine that is no fault of a law.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.register_profile("thorough", parent=settings.get_profile("laws"), max_examples=2000)
settings.load_profile("laws")
