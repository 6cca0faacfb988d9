"""What people type into cells, read by what the office says of its way of writing."""

from cproc.loaders.dates import DateForm, read_dates
from cproc.loaders.reading import Read
from cproc.loaders.values.amounts import NumberForm, read_money, read_number
from cproc.loaders.values.people import Share, read_people, read_shares
from cproc.loaders.values.places import read_places

__all__ = [
    "DateForm",
    "NumberForm",
    "Read",
    "Share",
    "read_dates",
    "read_money",
    "read_number",
    "read_people",
    "read_places",
    "read_shares",
]
