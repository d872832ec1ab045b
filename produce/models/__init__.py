from .offering import Menu, Offering, Product
from .outlet import (
    ALL_OUTLETS,
    ClosedDay,
    Outlet,
    OutletDuty,
    OutletKind,
    OutletQuerySet,
)
from .record import (
    Meal,
    OutletRecord,
    OutletRecordQuerySet,
    Sale,
    State,
    may_enter,
    may_see,
    record_model,
)
from .serving import Serving
