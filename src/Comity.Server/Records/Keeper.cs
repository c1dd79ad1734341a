using System.Security.Claims;
using Comity.Records;
using Comity.Server.Access;
using Comity.Server.Api.Keys;
using Comity.Server.Review;

namespace Comity.Server.Records;

/// <summary>Whoever keeps a record: a person, or a program for which somebody answers.</summary>
/// <param name="Author">How the record names them: a role and a unit.</param>
/// <param name="AccountId">The account that must not approve what they keep: the person's, or the one that made the program's key; null for a program with a provider's token.</param>
/// <param name="Program">What the program is known by; null for a person.</param>
internal sealed record Keeper(Author Author, string? AccountId, string? Program)
{
    /// <summary>The role of a program in a record.</summary>
    public const string ProgramRole = "program";

    /// <summary>An officer.</summary>
    public static Keeper Officer(ClaimsPrincipal user) => new(Authors.Of(user, Roles.Officer), user.AccountId(), null);

    /// <summary>A program.</summary>
    public static Keeper Of(ClaimsPrincipal program) => new(
        new Author(ProgramRole, program.FindFirstValue(AccountPrincipals.UnitClaim)), program.FindFirstValue(ApiKeys.MadeByClaim), program.FindFirstValue(ClaimTypes.NameIdentifier)!);

    /// <summary>Whether they kept a record.</summary>
    public bool Kept(ReviewCase item) => item.Program == Program && (Program is not null || item.AccountId == AccountId);
}
