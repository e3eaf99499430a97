"""Rules of throughput: halls as scenarios, figures as words and charts."""

from tongguan.operations.passenger_flows.rules.charts import people_chart, ratio_chart
from tongguan.operations.passenger_flows.rules.hall import played, scenarios_of, told
from tongguan.operations.passenger_flows.rules.wording import MODEL_NAMES, from_how_many, words

__all__ = [
    "MODEL_NAMES",
    "from_how_many",
    "people_chart",
    "played",
    "ratio_chart",
    "scenarios_of",
    "told",
    "words",
]
