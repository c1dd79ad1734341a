using Microsoft.AspNetCore.Builder;

namespace Comity.Server.Access;

/// <summary>What a person may do in Comity. One account may have several roles.</summary>
[Flags]
public enum Roles
{
    /// <summary>Nothing but their own account.</summary>
    None = 0,

    /// <summary>Asks the policy and keeps determinations.</summary>
    Officer = 1,

    /// <summary>Approves what officers keep, or returns it.</summary>
    Supervisor = 2,

    /// <summary>Reviews what policy sends to counsel.</summary>
    Counsel = 4,

    /// <summary>Reads everything that was kept and checks it.</summary>
    Auditor = 8,

    /// <summary>Looks after accounts, roles and units.</summary>
    Administrator = 16,
}

/// <summary>Names of roles, and what they open.</summary>
internal static class RoleNames
{
    /// <summary>Every role, once.</summary>
    public static IReadOnlyList<Roles> All { get; } = [.. Enum.GetValues<Roles>().Where(role => role != Roles.None)];

    /// <summary>All roles together.</summary>
    public static Roles Every { get; } = All.Aggregate(Roles.None, (sum, role) => sum | role);

    /// <summary>The roles of a set, one by one.</summary>
    public static IEnumerable<Roles> Each(this Roles roles) => All.Where(role => roles.HasFlag(role));

    /// <summary>A role's word.</summary>
    public static string Word(this Roles role) => role.ToString().ToLowerInvariant();

    /// <summary>A set of roles in words.</summary>
    public static string Words(this Roles roles) => roles == Roles.None ? "none" : string.Join(", ", roles.Each().Select(Word));

    /// <summary>The role of that word; none for an unknown word.</summary>
    public static Roles Read(string? word) => All.FirstOrDefault(role => role.Word() == word);

    /// <summary>What a role is for, in one line.</summary>
    public static string Purpose(this Roles role) => role switch
    {
        Roles.Officer => "asks the policy and keeps determinations",
        Roles.Supervisor => "approves what officers keep, or returns it",
        Roles.Counsel => "reviews what policy sends to counsel",
        Roles.Auditor => "reads and checks everything that was kept",
        _ => "looks after accounts, roles and units",
    };

    /// <summary>Opens addresses to whoever has one of the roles, and to nobody else.</summary>
    public static TBuilder For<TBuilder>(this TBuilder routes, Roles roles)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(policy => policy.RequireRole(roles.Each().Select(Word)));
}
