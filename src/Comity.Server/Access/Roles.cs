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
    private static readonly FlagNames<Roles> Names = new(
        (Roles.Officer, "officer", "asks the policy and keeps determinations"),
        (Roles.Supervisor, "supervisor", "approves what officers keep, or returns it"),
        (Roles.Counsel, "counsel", "reviews what policy sends to counsel"),
        (Roles.Auditor, "auditor", "reads and checks everything that was kept"),
        (Roles.Administrator, "administrator", "looks after accounts, roles and units"));

    /// <summary>Every role, once.</summary>
    public static IReadOnlyList<Roles> All => Names.All;

    /// <summary>All roles together.</summary>
    public static Roles Every { get; } = All.Aggregate(Roles.None, (sum, role) => sum | role);

    /// <summary>The roles of a set, one by one.</summary>
    public static IEnumerable<Roles> Each(this Roles roles) => Names.Each(roles);

    /// <summary>A role's word.</summary>
    public static string Word(this Roles role) => Names.Word(role);

    /// <summary>A set of roles in words.</summary>
    public static string Words(this Roles roles) => Names.Words(roles);

    /// <summary>The role of that word; none for an unknown word.</summary>
    public static Roles Read(string? word) => Names.Read(word);

    /// <summary>What a role is for, in one line.</summary>
    public static string Purpose(this Roles role) => Names.Purpose(role);

    /// <summary>Opens addresses to whoever has one of the roles, and to nobody else.</summary>
    public static TBuilder For<TBuilder>(this TBuilder routes, Roles roles)
        where TBuilder : IEndpointConventionBuilder => routes.RequireAuthorization(policy => policy.RequireRole(roles.Each().Select(Word)));
}
