from .offering import Menu, Product
from .outlet import (
    ClosedDay,
    Outlet,
    OutletDuty,
    OutletKind,
    OutletQuerySet,
)
from .record import (
    Meal,
    OutletRecord,
    Sale,
    State,
    may_enter,
    may_see,
    record_model,
)
from .serving import Serving
