using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace Comity.Server.Access;

/// <summary>What a sign-in name may be: any text that people can read and type, such as <c>o'brien@agency.gov</c>, <c>CORP\olga</c> or <c>José Ruiz</c>.</summary>
internal sealed class SignInNames : IUserValidator<Account>
{
    /// <summary>How long one may be.</summary>
    public const int Maximum = 256;

    /// <inheritdoc/>
    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user) => Task.FromResult(Problem(user.UserName ?? "") is { } problem
        ? IdentityResult.Failed(new IdentityError { Code = nameof(SignInNames), Description = problem })
        : IdentityResult.Success);

    /// <summary>What is wrong with a name; null for nothing.</summary>
    internal static string? Problem(string name) =>
        name.Length is 0 or > Maximum ? $"A sign-in name has 1 to {Maximum} characters."
        : name != name.Trim() ? "A sign-in name does not begin or end with a space."
        : !name.EnumerateRunes().All(IsReadable) ? "The sign-in name holds a character that cannot be seen. Write it with letters, digits, signs and spaces."
        : null;

    // Half of a pair of surrogates is read as U+FFFD.
    private static bool IsReadable(Rune rune) => rune == new Rune(' ') || (rune.Value != 0xFFFD && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}
