"""Hypothesis strategies, one for every class of the model.

Each takes the fields of its class by keyword: None, or nothing, means that the strategy draws
the field; a value pins it. What a record refers to is drawn from `Names`.
"""

from cproc.testing.strategies.fields import *
from cproc.testing.strategies.iati_records import *
from cproc.testing.strategies.inventory_records import *
from cproc.testing.strategies.marks import *
from cproc.testing.strategies.money_records import *
from cproc.testing.strategies.office_records import *
from cproc.testing.strategies.project_records import *
from cproc.testing.strategies.whole_portfolios import *
