namespace Comity.Records.Privacy;

/// <summary>What a text seems to hold.</summary>
public enum PersonalDataKind
{
    /// <summary>An alien registration number.</summary>
    AlienNumber,

    /// <summary>A social security number.</summary>
    SocialSecurityNumber,

    /// <summary>A date of birth, or a date that is old enough to be one.</summary>
    DateOfBirth,

    /// <summary>A number of a criminal history.</summary>
    CriminalHistoryNumber,

    /// <summary>A passport's number.</summary>
    PassportNumber,

    /// <summary>A driver licence's number.</summary>
    DriverLicenceNumber,

    /// <summary>An e-mail address.</summary>
    EmailAddress,

    /// <summary>A phone number.</summary>
    PhoneNumber,

    /// <summary>Another number that may stand for a person.</summary>
    IdentificationNumber,

    /// <summary>A vehicle's plate or identification number.</summary>
    VehicleNumber,

    /// <summary>Where somebody lives or is: a street address, coordinates, the address of a device.</summary>
    Address,

    /// <summary>The text holds characters that hide what it says.</summary>
    Concealed,

    /// <summary>The text could not be checked in time.</summary>
    Unchecked,
}

/// <summary>Something in a text that may be about a person. It never repeats the text.</summary>
/// <param name="Kind">What it seems to be.</param>
/// <param name="Message">What to do about it.</param>
public sealed record PersonalDataFinding(PersonalDataKind Kind, string Message)
{
    /// <summary>The finding of a kind.</summary>
    public static PersonalDataFinding Of(PersonalDataKind kind) => new(kind, kind switch
    {
        PersonalDataKind.AlienNumber => Remove("an alien registration number"),
        PersonalDataKind.SocialSecurityNumber => Remove("a social security number"),
        PersonalDataKind.DateOfBirth => Remove("a date of birth"),
        PersonalDataKind.CriminalHistoryNumber => Remove("a criminal history number"),
        PersonalDataKind.PassportNumber => Remove("a passport number"),
        PersonalDataKind.DriverLicenceNumber => Remove("a driver licence number"),
        PersonalDataKind.EmailAddress => Remove("an e-mail address"),
        PersonalDataKind.PhoneNumber => Remove("a phone number"),
        PersonalDataKind.IdentificationNumber => Remove("an identification number"),
        PersonalDataKind.VehicleNumber => Remove("a vehicle's plate or identification number"),
        PersonalDataKind.Address => Remove("an address or a place"),
        PersonalDataKind.Concealed => "This text holds characters that change the direction in which it is read. Remove them: what is kept must read as it is written.",
        _ => "This text could not be checked for personal data. Make it shorter.",
    });

    private static string Remove(string what) => $"This looks like {what}. Remove it: Comity keeps decisions about requests and nothing about a person.";
}

/// <summary>A text was refused because it looks like something about a person.</summary>
/// <param name="member">Which member of the record.</param>
/// <param name="finding">What was found.</param>
public sealed class PersonalDataException(string member, PersonalDataFinding finding) : Exception($"{char.ToUpperInvariant(member[0])}{member[1..]}: {finding.Message}")
{
    /// <summary>Which member of the record.</summary>
    public string Field => member;

    /// <summary>What was found.</summary>
    public PersonalDataFinding Finding => finding;
}
