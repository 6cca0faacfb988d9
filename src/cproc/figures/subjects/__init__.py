"""What the records of one subject tell: who funds, what is spent, who stands how to the office.

The floor between counting and the named figures, which are made of it.
"""

from cproc.figures.subjects.deadlines import *
from cproc.figures.subjects.funding import *
from cproc.figures.subjects.spending import *
from cproc.figures.subjects.standing import *
