"""What services do beyond their specifications: one signed row a type.

Each row says where it was seen: a rule of the ARM notes (L, E), a documentation page or a public issue.
A type without a row behaves as its specification says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .table import Facts


@dataclass(frozen=True, slots=True)
class Refusal:
    """A change of status that the service refuses. An empty set of words means any word."""

    source: str
    status_code: int
    code: str
    message: str
    current: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()

    def applies(self, current: str, wanted: str) -> bool:
        """Whether going from `current` to `wanted` is refused."""
        return (not self.current or current in self.current) and (not self.wanted or wanted in self.wanted)


@dataclass(frozen=True, slots=True)
class Busy:
    """How a service refuses a write while another one runs on the same target (E10-E13)."""

    status_code: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The habits of one type. The defaults are those of a service that follows its specification.

    Attributes:
        source: where the habits were seen.
        answer: the PUT's answer in the words of `style.py`; empty, as specified.
        answer_until: the newest api-version `answer` holds for; empty, all of them.
        delete_answer: the same for DELETE.
        verbs: api-versions whose approving verb is another one than the newest's.
        settled_state: provisioningState at rest.
        running_state: provisioningState while an operation runs; empty, chosen from the enum.
        echoes: pieces of the id and type as the service spells them, by the usual spelling.
        type_echo: the `type` the service answers with; empty, the ARM type.
        put_status: the status that answers of a PUT carry in place of `Approved`.
        polling: form of the polling URL: `usual`, `bare` (no query) or `asyncId`.
        error_shape: how the service wraps its errors (L35), a name from `errors.py`.
        needs_id: the body must carry the connection's own id (E7).
        optional_body: an empty body approves.
        delete_body: DELETE answers with the connection.
        if_match: connections carry an ETag, and a decision may name it in If-Match.
        default_top: connections on a page of a list, unless $top says otherwise; 0, it has no list options.
        description_error: a missing description is refused with SQL's misleading error (E6).
        absent_put: code for a PUT on a connection that does not exist; empty, 404.
        refusals: changes of status it refuses.
        busy: how it refuses a second write; None, only the same connection is guarded.
    """

    source: str = ""
    answer: str = ""
    answer_until: str = ""
    delete_answer: str = ""
    verbs: tuple[tuple[str, str], ...] = ()
    settled_state: str = "Succeeded"
    running_state: str = ""
    echoes: tuple[tuple[str, str], ...] = ()
    type_echo: str = ""
    put_status: str = ""
    polling: str = "usual"
    error_shape: str = "wrapped"
    needs_id: bool = False
    optional_body: bool = False
    delete_body: bool = False
    if_match: bool = False
    default_top: int = 0
    description_error: bool = False
    absent_put: str = ""
    refusals: tuple[Refusal, ...] = field(default=())
    busy: Busy | None = None


DISCONNECTED = Refusal(
    source="E4: a disconnected connection is informative only and should be deleted",
    status_code=400,
    code="BadRequest",
    message="The private endpoint connection is disconnected and can only be deleted.",
    current=frozenset({"Disconnected"}),
)

_SQL_REFUSALS = (
    Refusal(
        source="E2: SQL specification",
        status_code=400,
        code="IncorrectPrivateLinkServiceConnectionStateStatus",
        message="The private link service connection status must be Approved or Rejected.",
        wanted=frozenset({"Pending", "Disconnected"}),
    ),
    Refusal(
        source="E2: SQL specification, MicrosoftDocs/azure-docs#71740",
        status_code=400,
        code="PrivateEndpointConnectionStatusNotPending",
        message="The private endpoint connection status is not Pending.",
        current=frozenset({"Approved", "Rejected"}),
    ),
)
_SQL = Behaviour(
    source="L10, E2, E6, E16",
    settled_state="Ready",
    running_state="Approving",
    description_error=True,
    absent_put="PrivateEndpointConnectionDoesNotExist",
    refusals=_SQL_REFUSALS,
)
_OLD_DATABASE = Behaviour(source="L10: single servers share SQL's states", settled_state="Ready")
_CONFLICT = Busy(409, "AnotherOperationInProgress", "Another operation on this or a dependent resource runs.")
_VAULT = Behaviour(
    source="E11",
    busy=Busy(409, "ConflictError", "The vault changed from the point the operation began; serialize them."),
)
_WEB = Behaviour(source="L35", error_shape="pascal")
_EVENT_GRID = Behaviour(source="specification: $filter, $top from 1 to 100, 20 unless given", default_top=20)
_DEVICES = Behaviour(source="specification: DELETE answers with the connection", delete_body=True)

_ROWS = MappingProxyType(
    {
        "Microsoft.ApiManagement/service": Behaviour(
            source="API Management page (sample request and answers), E7, L35",
            put_status="Succeeded",
            polling="asyncId",
            error_shape="details-null",
            needs_id=True,
        ),
        "Microsoft.Batch/batchAccounts": Behaviour(
            source="specification: etag, optional If-Match on PATCH", if_match=True
        ),
        "Microsoft.ContainerService/managedClusters": Behaviour(
            source="AKS page: sample id and type",
            echoes=(("/managedClusters/", "/managedCluster/"),),
            type_echo="Microsoft.Network/privateLinkServices/privateEndpointConnections",
        ),
        "Microsoft.DigitalTwins/digitalTwinsInstances": Behaviour(
            source="Digital Twins page: sample answers and their headers, L4",
            answer="202-aao-location",
            delete_answer="202-aao-location-bare",
            running_state="Succeeded",
            echoes=(("/resourceGroups/", "/resourcegroups/"),),
            polling="bare",
        ),
        "Microsoft.DocumentDB/databaseAccounts": Behaviour(
            source="Cosmos DB page: 202 without header or body, ids spelt DocumentDb; E3, E12, L35",
            answer="202-bare",
            # From the TypeSpec versions on, the 202 declares Location and Retry-After.
            answer_until="2024-08-15",
            echoes=(("Microsoft.DocumentDB", "Microsoft.DocumentDb"),),
            error_shape="unwrapped",
            refusals=(
                Refusal(
                    source="E3: MicrosoftDocs/azure-docs#86823",
                    status_code=400,
                    code="BadRequest",
                    message="Approving rejected private endpoint connections is not supported.",
                    current=frozenset({"Rejected"}),
                    wanted=frozenset({"Approved"}),
                ),
            ),
            busy=Busy(
                412,
                "PreconditionFailed",
                "There is already an operation in progress which requires exclusive lock on this account.",
            ),
        ),
        "Microsoft.Storage/storageAccounts": Behaviour(
            source="E1, E10",
            refusals=(
                Refusal(
                    source="E1: Azure/azure-rest-api-specs#30308",
                    status_code=400,
                    code="InvalidValuesForRequestParameters",
                    message="Values for request parameters are invalid: "
                    "privateLinkServiceConnectionState.status.",
                    current=frozenset({"Approved"}),
                    wanted=frozenset({"Approved"}),
                ),
            ),
            busy=Busy(
                409,
                "StorageAccountOperationInProgress",
                "An operation that requires exclusive access runs on this storage account.",
            ),
        ),
        "Microsoft.HorizonDb/clusters": Behaviour(
            source="specification: 2026-01-20-preview has PATCH alone",
            verbs=(("2026-01-20-preview", "PATCH"),),
        ),
        "Microsoft.DBforPostgreSQL/flexibleServers": Behaviour(
            source="specification: the 202 declares Azure-AsyncOperation from 2025-08-01 on",
            answer="202-location-bare",
            answer_until="2024-08-01",
        ),
        "Microsoft.Dashboard/grafana": Behaviour(source="specification: body optional", optional_body=True),
        "Microsoft.Search/searchServices": Behaviour(source="specification", delete_body=True),
        "Microsoft.Devices/iotHubs": _DEVICES,
        "Microsoft.Devices/provisioningServices": _DEVICES,
        "Microsoft.EventGrid/domains": _EVENT_GRID,
        "Microsoft.EventGrid/namespaces": _EVENT_GRID,
        "Microsoft.EventGrid/partnerNamespaces": _EVENT_GRID,
        "Microsoft.EventGrid/topics": _EVENT_GRID,
        "Microsoft.Sql/servers": _SQL,
        "Microsoft.Sql/managedInstances": _SQL,
        "Microsoft.DBforMySQL/servers": _OLD_DATABASE,
        "Microsoft.DBforPostgreSQL/servers": _OLD_DATABASE,
        "Microsoft.DBforMariaDB/servers": _OLD_DATABASE,
        "Microsoft.KeyVault/vaults": _VAULT,
        "Microsoft.CognitiveServices/accounts": Behaviour(source="E13", busy=_CONFLICT),
        "Microsoft.Network/privateLinkServices": Behaviour(source="E13", busy=_CONFLICT),
        "Microsoft.Network/applicationGateways": Behaviour(source="E13", busy=_CONFLICT),
        "Microsoft.Web/sites": _WEB,
        "Microsoft.Web/sites/slots": _WEB,
        "Microsoft.Web/staticSites": _WEB,
        "Microsoft.Web/hostingEnvironments": _WEB,
    }
)
_PLAIN = Behaviour()


def of(arm_type: str) -> Behaviour:
    """The habits of an ARM type, in the specification's casing."""
    return _ROWS.get(arm_type, _PLAIN)


def verb(facts: Facts, api_version: str) -> str:
    """The verb that approves at an api-version; empty where nothing does."""
    return dict(of(facts.type).verbs).get(api_version, facts.verb)


def rows() -> MappingProxyType[str, Behaviour]:
    """Every signed row by ARM type."""
    return _ROWS
