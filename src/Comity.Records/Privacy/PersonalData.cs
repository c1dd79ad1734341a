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
    // In milliseconds of the clock: on a busy machine, a process may stand still for seconds.
    private const int Timeout = 20_000;
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
        (PersonalDataKind.DateOfBirth, BirthBeforeShortDate()),
        (PersonalDataKind.DateOfBirth, DateBeforeBirth()),
        (PersonalDataKind.DateOfBirth, Age()),
        (PersonalDataKind.IdentificationNumber, NumberByName()),
        (PersonalDataKind.IdentificationNumber, Curp()),
        (PersonalDataKind.VehicleNumber, Plate()),
        (PersonalDataKind.VehicleNumber, VehicleIdentificationNumber()),
        (PersonalDataKind.Address, NetworkAddress()),
        (PersonalDataKind.Address, Coordinates()),
        (PersonalDataKind.Address, StreetAddress()),
    ];

    private static readonly (PersonalDataKind Kind, Regex Pattern)[] AfterDates =
    [
        (PersonalDataKind.EmailAddress, EmailAddress()),
        (PersonalDataKind.PhoneNumber, PhoneNumber()),
        (PersonalDataKind.PhoneNumber, ShortPhoneNumber()),
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
            return text.Any(IsTurning) ? PersonalDataFinding.Of(PersonalDataKind.Concealed) : Kind(Plain(text), today ?? DateOnly.FromDateTime(DateTime.UtcNow)) is { } kind ? PersonalDataFinding.Of(kind) : null;
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

        return !text.Contains(" dot ", StringComparison.OrdinalIgnoreCase);
    }

    // Embeddings, overrides and isolates: what is written behind them is read in another order.
    private static bool IsTurning(char letter) => letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static PersonalDataKind? Kind(string text, DateOnly today)
    {
        foreach (var (kind, pattern) in BeforeDates)
        {
            if (pattern.IsMatch(text))
            {
                return kind;
            }
        }

        var rest = DateOfLaw().Replace(LegalNumbers().Replace(text, "@@"), "@@");
        foreach (var pattern in new[] { YearFirst(), YearLast(), Spaced(), Compact(), MonthFirst(), DayFirst(), YearMonthDay() })
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
            // Full-width forms stand at a fixed distance from ASCII, and so do letters in circles.
            var rune = written.Value switch
            {
                >= 0xFF01 and <= 0xFF5E => new Rune(written.Value - 0xFEE0),
                >= 0x24B6 and <= 0x24CF => new Rune(written.Value - 0x24B6 + 'A'),
                >= 0x24D0 and <= 0x24E9 => new Rune(written.Value - 0x24D0 + 'a'),
                _ => written,
            };
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark:
                    break;
                case UnicodeCategory.DashPunctuation:
                    plain.Append('-');
                    break;
                case UnicodeCategory.SpaceSeparator or UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    plain.Append(' ');
                    break;
                case UnicodeCategory.DecimalDigitNumber:
                case UnicodeCategory.OtherNumber when Rune.GetNumericValue(rune) is >= 0 and <= 9 and var digit && digit == Math.Floor(digit):
                    plain.Append((int)Rune.GetNumericValue(rune));
                    break;
                default:
                    plain.Append(rune.Value switch { '\u2019' => "'", '\u00B7' or '\u2022' or '\u2219' or '\u22C5' or '\u2027' => ".", '\u2044' or '\u2215' => "/", _ => rune.ToString() });
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

    private const string Date = @"(?:" + Month + @"\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th)? (?:of )?" + Month + @",? (?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)(?!\d)";

    [GeneratedRegex(LegalNumber, Options, Timeout)]
    private static partial Regex LegalNumbers();

    // Not a date, and not a record's number.
    private const string NoDate = @"(?!(?:19|20)\d\d-(?:\d{5,6}|20\d\d)(?!\d)|(?:19|20)\d\d[-./ ]\d\d?[-./ ]\d\d?(?!\d)|(?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?:19|20)\d\d(?!\d))";

    [GeneratedRegex(
        @"(?<![a-z0-9])a[-# ./_:]{0,3}" + NoDate + @"(?:\d[-# ./_]{0,3}){6,8}\d(?!\d)|(?<![a-z0-9])a[-#./_:]{0,2}\d{2,3},\d{3},\d{3}(?!\d)", Options, Timeout)]
    private static partial Regex AlienNumber();

    [GeneratedRegex(@"\b(?:alien(?: registration)?|a)[ -]*(?:number|no|num|nr|#)[.:# ]*(?:is )?\d[\d -]{3,}", Options, Timeout)]
    private static partial Regex AlienNumberByName();

    [GeneratedRegex(@"(?<!\d)\d{3}[ ./_-]{0,3}\d{2}[ ./_-]{0,3}\d{4}(?!\d)", Options, Timeout)]
    private static partial Regex SocialSecurityNumber();

    [GeneratedRegex(@"\b(?:ssn|social security)\D{0,30}\d{4}|\blast (?:four|4)(?: digits)?\D{0,12}(?!(?:19|20)\d\d)\d{4}(?!\d)", Options, Timeout)]
    private static partial Regex SocialSecurityNumberByName();

    [GeneratedRegex(@"\b(?:fbi|sid|nysid)\b[ .:#]*(?:no|number)?[ .:#]*\d{4,}[a-z0-9]*", Options, Timeout)]
    private static partial Regex CriminalHistoryNumber();

    [GeneratedRegex(@"(?<![a-z0-9])(?:[a-z]\d{8}|[a-z]{2}\d{6,7})(?![a-z0-9])|\bpassport\b[ .:#]*(?:no|number)?[ .:#]*[a-z]{0,2}\d{5,9}", Options, Timeout)]
    private static partial Regex PassportNumber();

    [GeneratedRegex(@"(?<![a-z0-9])[a-z](?:\d{3}-\d{4}-\d{4}|\d{14})(?!\d)|\bdriver'?s?'? licen[cs]e\b\D{0,12}\d{5,}", Options, Timeout)]
    private static partial Regex DriverLicenceNumber();

    [GeneratedRegex(Birth + @"\D{0,25}(?:(?:19|20)\d\d|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4}|\d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d)", Options, Timeout)]
    private static partial Regex BirthBeforeDate();

    [GeneratedRegex(
        @"(?<![-\w])(?:dob|d\.o\.b|yob|y\.o\.b|born|year of birth|date of birth|nacid[oa])\b[ .:=#']{0,4}(?:in |on |en |el )?'?(?:\d{6}|\d\d)(?!\d)|(?<![\w.])b\. ?(?:19\d\d|20[01]\d)(?!\d)",
        Options, Timeout)]
    private static partial Regex BirthBeforeShortDate();

    // Laws say ages too: under age 18.
    [GeneratedRegex(
        @"(?<!\b(?:under|over|below|above|of|at|than|minimum|before|until|attained|the) )(?<![\w-])aged?(?: is)?[ :=]{1,3}\d{1,2}(?!\d|\.\d)|(?<!\d)\d{1,2}[ -]?(?:years?|yrs?)[ -]old|(?<!\d)\d{1,2} ?y/?o\b",
        Options, Timeout)]
    private static partial Regex Age();

    [GeneratedRegex(@"(?:19|20)\d\d(?:-\d\d-\d\d)?\D{0,20}" + Birth, Options, Timeout)]
    private static partial Regex DateBeforeBirth();

    [GeneratedRegex(@"(?<![\d-])(?<y>(?:19|20)\d\d)[-/. ](?<a>\d{1,2})[-/. ](?<b>\d{1,2})(?!\d)", Options, Timeout)]
    private static partial Regex YearFirst();

    // Sections of a code look like dates too: O.C.G.A. § 16-5-70.
    [GeneratedRegex(@"(?<!\d|§ ?|\d-)(?<a>\d{1,2})(?<s>[-/. _])(?<b>\d{1,2})\k<s>(?:(?<y>(?:19|20)\d\d)|(?<=[-/._])(?<y>\d\d))(?!\d)", Options, Timeout)]
    private static partial Regex YearLast();

    // With spaces only where a month or a day begins with 0.
    [GeneratedRegex(@"(?<!\d|§ ?|\d[ -])(?:(?<a>0[1-9]) (?<b>\d\d)|(?<a>\d\d) (?<b>0[1-9])) (?<y>\d\d)(?![\d.:/-]| \d)", Options, Timeout)]
    private static partial Regex Spaced();

    [GeneratedRegex(@"(?<!\w)(?<digits>\d{8})(?!\w)", Options, Timeout)]
    private static partial Regex Compact();

    [GeneratedRegex(@"\b" + Month + @"\.?[-/, ]{1,2}(?<a>\d{1,2})(?:st|nd|rd|th)?(?:[-/, ]{1,2}(?:de |of )?(?<y>(?:19|20)\d\d)|[-/](?<y>\d\d)|,? '(?<y>\d\d))(?!\d)", Options, Timeout)]
    private static partial Regex MonthFirst();

    [GeneratedRegex(
        @"(?<!\d)(?<a>\d{1,2})(?:st|nd|rd|th)?(?: day)?[-/. ]?(?:of |de )?" + Month + @"\.?[-/,. ]{0,2}(?:of |del? )?'?(?<y>(?:19|20)\d\d|\d\d)(?!\d)", Options, Timeout)]
    private static partial Regex DayFirst();

    // The act of April 12, 1985; amended on 1996-09-30. A law may be older than most people.
    [GeneratedRegex(
        @"\b(?:acts?|laws?|statutes?|orders?|agreements?|memorand(?:um|a)|memos?|opinions?|decisions?|regulations?|rules?|treaty|treaties|polic(?:y|ies)|directives?|amendments?|judgments?|circulars?|resolutions?|guidance|"
        + @"injunctions?|decrees?|ordinances?|conventions?) (?:of|dated|from) (?:the )?" + Date
        + @"|\b(?:enacted|repealed|amended|effective|decided|adopted|promulgated|in force since|in effect since|ratified|codified|superseded)(?: on| by| since| as of)?(?: the)? " + Date,
        Options, Timeout)]
    private static partial Regex DateOfLaw();

    [GeneratedRegex(@"(?<!\d)(?<y>(?:19|20)\d\d),? " + Month + @"\.? (?<a>\d{1,2})(?!\d)", Options, Timeout)]
    private static partial Regex YearMonthDay();

    [GeneratedRegex(@"[\w.+-]@[a-z0-9]|\w ?[(\[]at[)\]] ?\w+ ?(?:[(\[]dot[)\]]|\.) ?\w|\b[\w.+-]+ at [\w-]+ dot [a-z]{2,}\b", Options, Timeout)]
    private static partial Regex EmailAddress();

    [GeneratedRegex(
        @"(?<!\d)(?:\+?1[ .-]?)?\(?[2-9]\d\d\)?[ .-]{0,2}\d{3}[ .-]?\d{4}(?!\d)|(?<!\d)\(?[2-9]\d\d\)? ?([-/_]) ?\d{3} ?\1 ?\d{4}(?!\d)"
        + @"|\+\d{1,3}(?:[ .-]?\d{2,4}){2,4}|\b(?:call|phone|telephone|tel|cell|fax)\b\D{0,12}\d{3}[ .-]?\d{4}(?!\d)", Options, Timeout)]
    private static partial Regex PhoneNumber();

    // Seven digits. A year behind a number, as in Local Law 228-2017, is none.
    [GeneratedRegex(@"(?<![\w§.-]|§ |no\. )[2-9]\d\d-(?!(?:19|20)\d\d)\d{4}(?![\w-])", Options, Timeout)]
    private static partial Regex ShortPhoneNumber();

    [GeneratedRegex(@"(?<!\d)\d\d-\d{7}(?!\d)|(?<![a-z])[a-z]{3}\d{10,13}|(?:\d[ -]?){8}\d|\b(?:inmate|din|prisoner|detainee|booking)\b\D{0,12}\d[\da-z-]{3,}", Options, Timeout)]
    private static partial Regex IdentificationNumber();

    // With a word for "number", also where it looks like a court's.
    [GeneratedRegex(
        @"\b(?:booking|inmate|detainee|prisoner|arrest|jail|person|subject|client)\b[ .:]{0,2}(?:#|no\b|number|num\b|nr\b|id\b)[ .:#]{0,4}[a-z]{0,3}-?\d[\da-z-]{3,}"
        + @"|\bmatr[ií]cula\b\D{0,12}\d{5,}|\bfingerprints?\b[ .:]{0,2}(?:#|no\b|number|id\b)[ .:#]{0,4}[a-z]{0,3}\d{4,}|\bfin\b[ .:#]{1,4}\d{7,}", Options, Timeout)]
    private static partial Regex NumberByName();

    // Clave Única de Registro de Población (Mexico): 18 letters and digits.
    [GeneratedRegex(@"(?<!\w)[a-z]{4}\d{6}[hmx][a-z]{5}[a-z\d]\d(?!\w)", Options, Timeout)]
    private static partial Regex Curp();

    [GeneratedRegex(
        @"\b(?:plates?|placas?|licen[cs]e tag|tag)\b(?: is)?(?: (?:no\.?|number|num\.?))?[ .:#]{1,3}(?:[a-z]{2}[ :-]{1,2})?(?=[a-z]{0,4}[- ]?\d)(?!(?:19|20)\d\d\b)[a-z\d]{1,4}[- ]?[a-z\d]{2,4}(?!\w)"
        + @"|(?<![\w-])(?-i:[A-Z]{3})-(?!(?:19|20)\d\d)\d{4}(?![\w-])", Options, Timeout)]
    private static partial Regex Plate();

    // ISO 3779: 17 letters and digits without I, O and Q.
    [GeneratedRegex(@"(?<!\w)(?=[a-z]*\d[a-z]*\d)(?=\d*[a-z])[a-hj-npr-z\d]{17}(?!\w)", Options, Timeout)]
    private static partial Regex VehicleIdentificationNumber();

    [GeneratedRegex(@"(?<![\w.§])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]\w|\w)|(?<![\w:])(?:[\da-f]{1,4}:){4,7}[\da-f]{1,4}(?![\w:])|(?<![\w:])(?:[\da-f]{1,4}:){2,6}:[\da-f]{1,4}", Options, Timeout)]
    private static partial Regex NetworkAddress();

    [GeneratedRegex(@"(?<![\d.])-?\d{1,3}\.\d{4,}°?[ ,;nsew]{1,4}-?\d{1,3}\.\d{4,}|\d{1,3} ?° ?\d{1,2}", Options, Timeout)]
    private static partial Regex Coordinates();

    [GeneratedRegex(
        @"(?<![\w§.-]|§ )\d{1,5}(?:-\d{1,3})? (?:(?:north|south|east|west|[nsew])\.? )?(?:[a-z']+|\d{1,3}(?:st|nd|rd|th)) (?:st|street|ave|avenue|blvd|boulevard|road|rd|lane|ln|parkway|pkwy|terrace)\b(?!\.? [a-z]+ v\.)"
        + @"|(?<![\w§.-]|§ )(?-i:\d{1,5} (?:[NSEW]\.? )?[A-Z][a-z']+(?: [A-Z][a-z']+){0,2} (?:St|Street|Ave|Avenue|Blvd|Boulevard|Road|Rd|Lane|Ln|Drive|Dr|Parkway|Terrace|Highway|Hwy))\b"
        + @"|\b(?:apt|apartment)\b\.? ?#?\d+|\bp\.? ?o\.? box \d+", Options, Timeout)]
    private static partial Regex StreetAddress();
}
