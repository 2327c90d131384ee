"""The Tuần Giáo case of 2020, built through the same use cases that a person's clicks call.

``plan_sample`` invents it as values; ``build`` lets it happen, day by day, in 19 databases and the district's.
"""

from clc_desktop.sample.plan import Sample, SampleCentre, plan_sample
from clc_desktop.sample.proof import self_test
from clc_desktop.sample.story import SampleResult, build

__all__ = ["Sample", "SampleCentre", "SampleResult", "build", "plan_sample", "self_test"]
