using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Comity.Records.Privacy;

/// <summary>
/// Looks for things about a person in free text. It would rather refuse too much: an officer can always say it another way. Legal
/// citations, docket numbers, record numbers and recent dates are let through.
/// </summary>
public static partial class PersonalData
{
    private const int Timeout = 1_000;
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    // Numbers that records and courts use: 2026-000123, 2024-01234, 25-cv-01234.
    private const string LegalNumber = @"(?<!\d)(?:19|20)\d\d-\d{5,6}(?!\d)|(?<!\d)\d{1,2}-[a-z]{2}-\d{3,6}(?!\d)";

    private static readonly (PersonalDataKind Kind, Regex Pattern)[] BeforeDates =
    [
        (PersonalDataKind.AlienNumber, AlienNumber()),
        (PersonalDataKind.AlienNumber, AlienNumberByName()),
        (PersonalDataKind.SocialSecurityNumber, SocialSecurityNumber()),
        (PersonalDataKind.SocialSecurityNumber, SocialSecurityNumberByName()),
        (PersonalDataKind.CriminalHistoryNumber, CriminalHistoryNumber()),
        (PersonalDataKind.PassportNumber, PassportNumber()),
        (PersonalDataKind.DriverLicenceNumber, DriverLicenceNumber()),
        (PersonalDataKind.DateOfBirth, BirthBeforeDate()),
        (PersonalDataKind.DateOfBirth, DateBeforeBirth()),
    ];

    private static readonly (PersonalDataKind Kind, Regex Pattern)[] AfterDates =
    [
        (PersonalDataKind.EmailAddress, EmailAddress()),
        (PersonalDataKind.PhoneNumber, PhoneNumber()),
        (PersonalDataKind.IdentificationNumber, IdentificationNumber()),
    ];

    /// <summary>What a text seems to hold about a person; null for nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="today">The day from which the age of a date is counted; today (UTC) when null.</param>
    public static PersonalDataFinding? Check(string text, DateOnly? today = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsWords(text))
        {
            return null;
        }

        try
        {
            return Kind(Plain(text), today ?? DateOnly.FromDateTime(DateTime.UtcNow)) is { } kind ? PersonalDataFinding.Of(kind) : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return PersonalDataFinding.Of(PersonalDataKind.Unchecked);
        }
    }

    // Everything that is looked for holds a digit, an at sign or a bracket; most texts are plain words.
    private static bool IsWords(string text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetter(letter) && letter is not (' ' or '-' or '.' or ',' or ':' or ';' or '_' or '/' or '\''))
            {
                return false;
            }
        }

        return true;
    }

    private static PersonalDataKind? Kind(string text, DateOnly today)
    {
        foreach (var (kind, pattern) in BeforeDates)
        {
            if (pattern.IsMatch(text))
            {
                return kind;
            }
        }

        var rest = LegalNumbers().Replace(text, "@@");
        foreach (var pattern in new[] { YearFirst(), YearLast(), Compact(), MonthFirst(), DayFirst(), YearMonthDay() })
        {
            var old = false;
            rest = pattern.Replace(rest, match =>
            {
                var year = Year(match, today);
                old |= year is { } known && today.Year - known is >= 10 and <= 110;
                return year is null ? match.Value : "@@";
            });
            if (old)
            {
                return PersonalDataKind.DateOfBirth;
            }
        }

        foreach (var (kind, pattern) in AfterDates)
        {
            if (pattern.IsMatch(rest))
            {
                return kind;
            }
        }

        return null;
    }

    // One form for the many ways to write a letter, a dash or a space; what cannot be seen is left out.
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var written in text.EnumerateRunes())
        {
            // Full-width forms stand at a fixed distance from ASCII.
            var rune = written.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(written.Value - 0xFEE0) : written;
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Format:
                    break;
                case UnicodeCategory.DashPunctuation:
                    plain.Append('-');
                    break;
                case UnicodeCategory.SpaceSeparator or UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    plain.Append(' ');
                    break;
                case UnicodeCategory.DecimalDigitNumber:
                    plain.Append((int)Rune.GetNumericValue(rune));
                    break;
                default:
                    plain.Append(rune.Value == '\u2019' ? "'" : rune.ToString());
                    break;
            }
        }

        return plain.ToString();
    }

    private static int? Year(Match match, DateOnly today)
    {
        if (match.Groups["digits"] is { Success: true, Value: var digits })
        {
            foreach (var form in new[] { "yyyyMMdd", "MMddyyyy", "ddMMyyyy" })
            {
                if (DateOnly.TryParseExact(digits, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 1900 and < 2100)
                {
                    return date.Year;
                }
            }

            return null;
        }

        var year = Number(match, "y");
        if (match.Groups["y"].Length == 2)
        {
            year += year <= today.Year % 100 ? 2000 : 1900;
        }

        var (first, second) = (Number(match, "a"), match.Groups["b"].Success ? Number(match, "b") : 1);
        return (first, second) is ((>= 1 and <= 12), (>= 1 and <= 31)) or ((>= 1 and <= 31), (>= 1 and <= 12)) ? year : null;
    }

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    private const string Month = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
        + "|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sept?iembre|octubre|noviembre|diciembre)";

    private const string Birth = @"(?<![-\w])(?:dob|d\.o\.b|yob|born|birth ?day|birth ?date|date of birth|year of birth|nacid[oa]|nacimiento)(?!\w)";

    [GeneratedRegex(LegalNumber, Options, Timeout)]
    private static partial Regex LegalNumbers();

    [GeneratedRegex(@"(?<![a-z0-9])a[-# ]{0,3}(?!(?:19|20)\d\d-(?:\d\d-\d\d|\d{5,6}|20\d\d)(?!\d))(?:\d[ -]{0,3}){6,8}\d(?!\d)", Options, Timeout)]
    private static partial Regex AlienNumber();

    [GeneratedRegex(@"\b(?:alien(?: registration)?|a)[ -]*(?:number|no|num|nr|#)[.:# ]*(?:is )?\d[\d -]{3,}", Options, Timeout)]
    private static partial Regex AlienNumberByName();

    [GeneratedRegex(@"(?<!\d)\d{3}[ .-]{0,3}\d{2}[ .-]{0,3}\d{4}(?!\d)", Options, Timeout)]
    private static partial Regex SocialSecurityNumber();

    [GeneratedRegex(@"\b(?:ssn|social security)\D{0,30}\d{4}", Options, Timeout)]
    private static partial Regex SocialSecurityNumberByName();

    [GeneratedRegex(@"\b(?:fbi|sid|nysid)\b[ .:#]*(?:no|number)?[ .:#]*\d{4,}[a-z0-9]*", Options, Timeout)]
    private static partial Regex CriminalHistoryNumber();

    [GeneratedRegex(@"(?<![a-z0-9])(?:[a-z]\d{8}|[a-z]{2}\d{6,7})(?![a-z0-9])|\bpassport\b[ .:#]*(?:no|number)?[ .:#]*[a-z]{0,2}\d{5,9}", Options, Timeout)]
    private static partial Regex PassportNumber();

    [GeneratedRegex(@"(?<![a-z0-9])[a-z](?:\d{3}-\d{4}-\d{4}|\d{14})(?!\d)|\bdriver'?s?'? licen[cs]e\b\D{0,12}\d{5,}", Options, Timeout)]
    private static partial Regex DriverLicenceNumber();

    [GeneratedRegex(Birth + @"\D{0,25}(?:(?:19|20)\d\d|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)", Options, Timeout)]
    private static partial Regex BirthBeforeDate();

    [GeneratedRegex(@"(?:19|20)\d\d(?:-\d\d-\d\d)?\D{0,20}" + Birth, Options, Timeout)]
    private static partial Regex DateBeforeBirth();

    [GeneratedRegex(@"(?<![\d-])(?<y>(?:19|20)\d\d)[-/. ](?<a>\d{1,2})[-/. ](?<b>\d{1,2})(?!\d)", Options, Timeout)]
    private static partial Regex YearFirst();

    // Sections of a code look like dates too: O.C.G.A. § 16-5-70.
    [GeneratedRegex(@"(?<!\d|§ ?|\d-)(?<a>\d{1,2})(?<s>[-/. ])(?<b>\d{1,2})\k<s>(?:(?<y>(?:19|20)\d\d)|(?<=[-/.])(?<y>\d\d))(?!\d)", Options, Timeout)]
    private static partial Regex YearLast();

    [GeneratedRegex(@"(?<!\w)(?<digits>\d{8})(?!\w)", Options, Timeout)]
    private static partial Regex Compact();

    [GeneratedRegex(@"\b" + Month + @"\.?,? (?<a>\d{1,2})(?:st|nd|rd|th)?,? (?:de |of )?(?<y>(?:19|20)\d\d)(?!\d)", Options, Timeout)]
    private static partial Regex MonthFirst();

    [GeneratedRegex(@"(?<!\d)(?<a>\d{1,2})(?:st|nd|rd|th)? ?(?:of |de )?" + Month + @"\.?,? ?(?:of |del? )?(?<y>(?:19|20)\d\d|\d\d)(?!\d)", Options, Timeout)]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"(?<!\d)(?<y>(?:19|20)\d\d),? " + Month + @"\.? (?<a>\d{1,2})(?!\d)", Options, Timeout)]
    private static partial Regex YearMonthDay();

    [GeneratedRegex(@"[^\s@]@[^\s@]+\.[a-z]{2,}|\w ?[(\[]at[)\]] ?\w+ ?(?:[(\[]dot[)\]]|\.) ?\w", Options, Timeout)]
    private static partial Regex EmailAddress();

    [GeneratedRegex(@"(?<!\d)(?:\+?1[ .-]?)?\(?[2-9]\d\d\)?[ .-]{0,2}\d{3}[ .-]?\d{4}(?!\d)|\+\d{1,3}(?:[ .-]?\d{2,4}){2,4}|\b(?:call|phone|telephone|tel|cell|fax)\b\D{0,12}\d{3}[ .-]?\d{4}(?!\d)", Options, Timeout)]
    private static partial Regex PhoneNumber();

    [GeneratedRegex(@"(?<!\d)\d\d-\d{7}(?!\d)|(?<![a-z])[a-z]{3}\d{10,13}|(?:\d[ -]?){8}\d|\b(?:inmate|din|prisoner|detainee|booking)\b\D{0,12}\d[\da-z-]{3,}", Options, Timeout)]
    private static partial Regex IdentificationNumber();
}
