"""Counting: what counts as one, by which keys, and the engine that answers from it.

The room below all subjects: budgets, funding, spending and the named figures take what they
count with from here.
"""

from cproc.figures.counting.aspects import *
from cproc.figures.counting.breakdown import *
from cproc.figures.counting.budget import *
from cproc.figures.counting.engine import *
from cproc.figures.counting.exchange import *
from cproc.figures.counting.headings import *
from cproc.figures.counting.keys import *
from cproc.figures.counting.names import *
from cproc.figures.counting.periods import *
from cproc.figures.counting.query import *
from cproc.figures.counting.results import *
from cproc.figures.counting.units import *
from cproc.figures.counting.values import *
from cproc.figures.counting.views import *
