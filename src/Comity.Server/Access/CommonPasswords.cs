using Microsoft.AspNetCore.Identity;

namespace Comity.Server.Access;

/// <summary>
/// Refuses passwords that guessers try first (NIST SP 800-63B-4 §3.1.1.2): the most used ones, two of them together, each with digits or signs before and
/// behind it or for letters, one text several times, and runs along the alphabet, the digits or the keyboard.
/// </summary>
internal sealed class CommonPasswords : IPasswordValidator<Account>
{
    // So many of the list, which begins with the most used, are looked for in pairs too.
    private const int Pairing = 2_000;

    // A password of runs that are as long as this on average is a walk and no word.
    private const int RunLength = 4;

    private static readonly string[] Rows = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

    // The 10,000 most used and all others of 12 characters or more among the 30,000 of zxcvbn (Dropbox, MIT license), which counted them in leaked lists.
    private static readonly Lazy<Dictionary<string, int>> Places = new(() =>
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            places.TryAdd(line, places.Count);
        }

        return places;
    });

    /// <inheritdoc/>
    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) => Task.FromResult(IsCommon(password ?? "")
        ? IdentityResult.Failed(new IdentityError { Code = "CommonPassword", Description = "This is among the passwords that are guessed first, or made from one. Choose several words that do not belong together." })
        : IdentityResult.Success);

    /// <summary>Whether a password is one that guessers try first.</summary>
    internal static bool IsCommon(string password)
    {
        var text = password.ToLowerInvariant();
        var joined = string.Concat(text.Where(char.IsAsciiLetterOrDigit));
        return IsWalk(text) || IsRepeated(text) || IsKnown(text) || IsKnown(joined)
            || new[] { Core(text), Core(joined), Core(Letters(text)), Letters(Core(text)) }.Any(core => IsKnown(core) || IsRepeated(core) || IsPair(core));
    }

    private static bool IsKnown(string text) => text.Length > 2 && Places.Value.ContainsKey(text);

    private static bool IsPair(string text) => Enumerable.Range(3, int.Max(0, text.Length - 5)).Any(cut => IsMostUsed(text[..cut]) && IsMostUsed(text[cut..]));

    private static bool IsMostUsed(string text) => Places.Value.TryGetValue(text, out var place) && place < Pairing;

    private static bool IsRepeated(string text) =>
        Enumerable.Range(1, text.Length / 2).Any(length => text.Length % length == 0 && text.Select((letter, place) => letter == text[place % length]).All(same => same));

    private static bool IsWalk(string text)
    {
        var (runs, steps) = (1, Step.Any);
        for (var i = 1; i < text.Length; i++)
        {
            steps &= Steps(text[i - 1], text[i]);
            if (steps == Step.None)
            {
                (runs, steps) = (runs + 1, Step.Any);
            }
        }

        return text.Length >= RunLength && runs * RunLength <= text.Length;
    }

    private static Step Steps(char from, char to)
    {
        var alphabet = char.IsAsciiLetterOrDigit(from) && char.IsAsciiLetterOrDigit(to) ? to - from : 0;
        var row = Rows.FirstOrDefault(row => row.Contains(from) && row.Contains(to));
        var keyboard = row is null ? 0 : row.IndexOf(to) - row.IndexOf(from);
        return (from == to ? Step.Same : Step.None) | (alphabet switch { 1 => Step.Next, -1 => Step.Before, _ => Step.None })
            | (keyboard switch { 1 => Step.Right, -1 => Step.Left, _ => Step.None });
    }

    private static string Core(string text) => text.Trim([.. text.Where(letter => !char.IsAsciiLetter(letter))]);

    // Letters for the digits and signs that are written in their place.
    private static string Letters(string text) => string.Concat(text.Select(letter => letter switch
    {
        '@' or '4' => 'a', '3' => 'e', '1' or '!' => 'i', '0' => 'o', '$' or '5' => 's', '7' => 't', _ => letter,
    }));

    // How one letter may follow another in a run: in the alphabet, or on the keyboard.
    [Flags]
    private enum Step
    {
        None = 0,
        Same = 1,
        Next = 2,
        Before = 4,
        Right = 8,
        Left = 16,
        Any = Same | Next | Before | Right | Left,
    }
}
