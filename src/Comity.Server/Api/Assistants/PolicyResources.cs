using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Instruments;
using Comity.Server.Policies;
using Comity.Server.Web;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Comity.Server.Api.Assistants;

/// <summary>Today's policy and its provisions, as texts that an assistant may read.</summary>
internal sealed class PolicyResources(PolicyVersions versions, TimeProvider clock)
{
    private const string PolicyUri = "comity://policy";
    private const string ProvisionsUri = "comity://provisions";
    private const string JsonMediaType = "application/json";

    /// <summary>How the address of a provision is made.</summary>
    public static ListResourceTemplatesResult Templates { get; } = new()
    {
        ResourceTemplates = [new ResourceTemplate { UriTemplate = $"{ProvisionsUri}/{{key}}", Name = "provision", Title = "A provision by its key", MimeType = JsonMediaType }],
    };

    /// <summary>The resources.</summary>
    public ListResourcesResult List() => new()
    {
        Resources =
        [
            new Resource { Uri = PolicyUri, Name = "policy", Title = "The policy: its facts, their values, and the papers that it knows", MimeType = JsonMediaType },
            new Resource { Uri = ProvisionsUri, Name = "provisions", Title = "The provisions in force today", MimeType = JsonMediaType },
            .. InForce().Select(provision => new Resource { Uri = Uri(provision), Name = provision.Key, Title = $"{provision.Key}: {provision.Title}", MimeType = JsonMediaType }),
        ],
    };

    /// <summary>Whether there is a resource at that address.</summary>
    public bool Has(string? uri) => uri is not null && Writer(uri) is not null;

    /// <summary>Reads a resource.</summary>
    /// <exception cref="McpException">There is none at that address.</exception>
    public ReadResourceResult Read(string uri) => Writer(uri) is { } write
        ? new ReadResourceResult { Contents = [new TextResourceContents { Uri = uri, MimeType = JsonMediaType, Text = DeterminationJson.Text(write) }] }
        : throw new McpProtocolException("There is no such resource.", McpErrorCode.ResourceNotFound);

    private Action<Utf8JsonWriter>? Writer(string uri)
    {
        var (pack, today) = (versions.At(clock.Today()).Pack, clock.Today());
        return uri switch
        {
            PolicyUri => writer => PackApi.Write(writer, pack),
            ProvisionsUri => writer => PackApi.Write(writer, pack, today),
            _ => pack.Provisions.Values.FirstOrDefault(provision => Uri(provision) == uri || $"{ProvisionsUri}/{provision.Key}" == uri) is { } found ? writer => PackApi.Write(writer, found) : null,
        };
    }

    private IEnumerable<Provision> InForce() =>
        versions.At(clock.Today()).Pack.Provisions.Values.Where(provision => provision.IsInForce(clock.Today()));

    private static string Uri(Provision provision) => $"{ProvisionsUri}/{System.Uri.EscapeDataString(provision.Key)}";
}
