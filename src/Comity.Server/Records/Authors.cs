using System.Security.Claims;
using Comity.Records;
using Comity.Server.Access;

namespace Comity.Server.Records;

/// <summary>Who did something, as records say it: never an account.</summary>
internal static class Authors
{
    /// <summary>The role in which someone acts, and the name of their unit.</summary>
    public static Author Of(ClaimsPrincipal user, Roles acting) => new(acting.Word(), user.Unit());
}
