using Microsoft.AspNetCore.Identity;

namespace Comity.Server.Access;

/// <summary>A member of the agency's staff who may sign in. It holds a sign-in name and nothing else about the person.</summary>
public sealed class Account : IdentityUser
{
    /// <summary>What the person may do.</summary>
    public Roles Roles { get; set; }

    /// <summary>The unit they work in; null for none.</summary>
    public string? UnitId { get; set; }

    /// <summary>Whether they act for records of every unit; of their own unit only where not.</summary>
    public bool AllUnits { get; set; }

    /// <summary>Whether the account is switched off; it stays, because records and logs name it.</summary>
    public bool Disabled { get; set; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A part of the agency that officers belong to.</summary>
public sealed class AgencyUnit
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; set; }

    /// <summary>Whether nobody is put into it any more; it stays, because records name it.</summary>
    public bool Closed { get; set; }
}
