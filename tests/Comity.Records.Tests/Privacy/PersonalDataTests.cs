using Comity.Records.Privacy;
using CsCheck;

namespace Comity.Records.Tests.Privacy;

public sealed class PersonalDataTests
{
    private static readonly DateOnly Today = new(2026, 3, 15);

    [Theory]
    [InlineData("A012345678")]
    [InlineData("A 012 345 678")]
    [InlineData("A012-345-678")]
    [InlineData("A-12345678")]
    [InlineData("A# 1234567")]
    [InlineData("his a012345678.")]
    [InlineData("Ａ０１２３４５６７８")]
    [InlineData("A012\u200B345\u2013678")]
    [InlineData("A\n012\n345\n678")]
    [InlineData("alien number 12345")]
    [InlineData("Alien registration no.: 12-345-678")]
    [InlineData("A-number: 01234567")]
    public void AlienNumbersAreRefused(string text) => Refused(PersonalDataKind.AlienNumber, text);

    [Theory]
    [InlineData("123-45-6789")]
    [InlineData("123 45 6789")]
    [InlineData("123456789")]
    [InlineData("123-45 6789")]
    [InlineData("123 - 45 - 6789")]
    [InlineData("123.45.6789")]
    [InlineData("SSN123456789x")]
    [InlineData("SSN ends in 6789")]
    [InlineData("social security number XXX-XX-6789")]
    public void SocialSecurityNumbersAreRefused(string text) => Refused(PersonalDataKind.SocialSecurityNumber, text);

    [Theory]
    [InlineData("1985-03-15")]
    [InlineData("3/15/1985")]
    [InlineData("15.03.1985")]
    [InlineData("03-15-85")]
    [InlineData("3/15/85")]
    [InlineData("03 15 1985")]
    [InlineData("19850315")]
    [InlineData("03151985")]
    [InlineData("March 15, 1985")]
    [InlineData("Mar. 15th 1985")]
    [InlineData("15 March 1985")]
    [InlineData("15MAR85")]
    [InlineData("the 15th of March, 1985")]
    [InlineData("1985 March 15")]
    [InlineData("15 de marzo de 1985")]
    [InlineData("1916-01-01")]
    [InlineData("2016-12-31")]
    [InlineData("DOB 2019-05-01")]
    [InlineData("D.O.B.: 5/1/2019")]
    [InlineData("born in 1985")]
    [InlineData("he was born on May 1, 2020")]
    [InlineData("2020-05-01 is the date of birth")]
    [InlineData("birthday: 2020-05-01")]
    [InlineData("YOB 1999")]
    [InlineData("nacido en 1985")]
    public void BirthDatesAreRefused(string text) => Refused(PersonalDataKind.DateOfBirth, text);

    [Theory]
    [InlineData(PersonalDataKind.IdentificationNumber, "12-3456789")]
    [InlineData(PersonalDataKind.IdentificationNumber, "123 456 789")]
    [InlineData(PersonalDataKind.IdentificationNumber, "1 2 3 4 5 6 7 8 9")]
    [InlineData(PersonalDataKind.IdentificationNumber, "MSC2190012345678")]
    [InlineData(PersonalDataKind.IdentificationNumber, "inmate no. 21-B-1234")]
    [InlineData(PersonalDataKind.PassportNumber, "C01234567")]
    [InlineData(PersonalDataKind.PassportNumber, "AB123456")]
    [InlineData(PersonalDataKind.PassportNumber, "passport 123456")]
    [InlineData(PersonalDataKind.DriverLicenceNumber, "D123-4567-8901")]
    [InlineData(PersonalDataKind.DriverLicenceNumber, "S12345678901234")]
    [InlineData(PersonalDataKind.DriverLicenceNumber, "driver's license 1234567")]
    [InlineData(PersonalDataKind.CriminalHistoryNumber, "FBI No. 123456AB7")]
    [InlineData(PersonalDataKind.CriminalHistoryNumber, "FBI# 12345AB6")]
    [InlineData(PersonalDataKind.CriminalHistoryNumber, "SID 01234567")]
    [InlineData(PersonalDataKind.CriminalHistoryNumber, "NYSID: 01234567L")]
    [InlineData(PersonalDataKind.EmailAddress, "j.doe@example.org")]
    [InlineData(PersonalDataKind.EmailAddress, "jdoe (at) example (dot) org")]
    [InlineData(PersonalDataKind.PhoneNumber, "(518) 555-0142")]
    [InlineData(PersonalDataKind.PhoneNumber, "518.555.0142")]
    [InlineData(PersonalDataKind.PhoneNumber, "+1 518 555 0142")]
    [InlineData(PersonalDataKind.PhoneNumber, "5185550142")]
    [InlineData(PersonalDataKind.PhoneNumber, "call 555-0142")]
    [InlineData(PersonalDataKind.PhoneNumber, "+44 20 7946 0958")]
    public void OtherIdentifiersAreRefused(PersonalDataKind kind, string text) => Refused(kind, text);

    [Theory]
    [InlineData("")]
    [InlineData("8 U.S.C. § 1326")]
    [InlineData("8 U.S.C. §§ 1226(a), 1357(g)(10)")]
    [InlineData("42 U.S.C. § 1983")]
    [InlineData("9 NYCRR 8.170")]
    [InlineData("168 A.D.3d 31")]
    [InlineData("People ex rel. Wells v. DeMarco, 168 A.D.3d 31 (2d Dep't 2018)")]
    [InlineData("I-247A")]
    [InlineData("Form I-200 and Form I-205")]
    [InlineData("2025-01-28")]
    [InlineData("A 2025-01-28 letter asks for a release date")]
    [InlineData("a 2024-2025 budget")]
    [InlineData("January 28, 2025")]
    [InlineData("received 1/28/25 at 10:45")]
    [InlineData("Executive Order 170.1")]
    [InlineData("25-cv-01234")]
    [InlineData("1:25-cv-01234-ABC, Dkt. 17")]
    [InlineData("2026-000123")]
    [InlineData("as in record 2026-000123, of 2026-01-05")]
    [InlineData("A 2026-000123")]
    [InlineData("docket 2024-01234")]
    [InlineData("Index No. 450123/2025")]
    [InlineData("2025 WL 1234567")]
    [InlineData("90 Fed. Reg. 8443")]
    [InlineData("585 F. Supp. 3d 1234, 1240-1241")]
    [InlineData("CPL 160.50, CPL 160.55 and Penal Law § 120.05")]
    [InlineData("O.C.G.A. § 16-5-70")]
    [InlineData("Pub. L. 104-208")]
    [InlineData("The birthright citizenship order of January 20, 2025")]
    [InlineData("A U.S.-born person; request of 2025-01-28")]
    [InlineData("The request gives no alien number and no date of birth.")]
    [InlineData("The FBI letter of 2025-01-28 asks for an interview")]
    [InlineData("passport checked on 2025-01-28")]
    [InlineData("We may call counsel under 8 U.S.C. § 1373")]
    [InlineData("Driver's license data, see Vehicle and Traffic Law § 201")]
    public void LegalTextIsKept(string text) => Assert.Null(PersonalData.Check(text, Today));

    [Fact]
    public void DatesAreJudgedByTheYearsSince()
    {
        for (var years = 0; years <= 120; years++)
        {
            var text = $"dated {Today.AddYears(-years):yyyy-MM-dd}.";
            Assert.Equal(years is >= 10 and <= 110, PersonalData.Check(text, Today) is not null);
        }
    }

    [Fact]
    public void TheMessageMendsAndDoesNotRepeatTheValue()
    {
        var finding = PersonalData.Check("see SSN 123-45-6789");

        Assert.NotNull(finding);
        Assert.Contains("social security number", finding.Message, StringComparison.Ordinal);
        Assert.Contains("Remove", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(finding.Message, char.IsAsciiDigit);
    }

    [Fact]
    public void EveryKindHasItsOwnWords() => Assert.Distinct(
        Enum.GetValues<PersonalDataKind>().Select(kind => PersonalDataFinding.Of(kind).Message));

    private static readonly Gen<string> Digit3 = Gen.Int[0, 999].Select(n => n.ToString("D3", null));
    private static readonly Gen<string> Digit2 = Gen.Int[0, 99].Select(n => n.ToString("D2", null));
    private static readonly Gen<string> Digit4 = Gen.Int[0, 9999].Select(n => n.ToString("D4", null));
    private static readonly Gen<string> Separator = Samples.OneOf("", " ", "-", "\u2011", "\u00A0", " - ");

    private static readonly Gen<string> Words = Samples.OneOf(
        "the", "request", "of", "May", "march", "born", "A", "a", "§", "8 U.S.C. § 1326", "2025-01-28,", "2026-000123", "warrant", "(", "no.", "I-247A",
        "DeMarco", "número", "in 2025", "ICE;", "25-cv-01234").Array[0, 8].Select(words => string.Join(' ', words));

    private static readonly Gen<string> Random = Gen.OneOf(
        Words, Gen.String[Gen.Char["abc xyzABCXYZ,.;:()\n§"], 0, 30].Select(text => text + " "));

    [Fact]
    public void ASocialSecurityNumberIsRefusedAmongAnyWords() => Gen.Select(Random, Digit3, Digit2, Digit4, Separator, Random).Sample(
        (before, a, b, c, separator, after) =>
            PersonalData.Check($"{before} {a}{separator}{b}{separator}{c} {after}", Today) is not null,
        iter: 4_000);

    [Fact]
    public void AnAlienNumberIsRefusedAmongAnyWords()
    {
        var number = Gen.Select(Samples.OneOf("A", "a", "A-", "A ", "A#", "A# "), Digit3, Digit3, Gen.Int[1, 3], Digit3, Separator)
            .Select((prefix, a, b, length, c, separator) => prefix + a + separator + b + separator + c[..length]);
        Gen.Select(Random, number, Random).Sample(
            (before, identifier, after) => PersonalData.Check($"{before} {identifier} {after}", Today) is not null, iter: 4_000);
    }

    [Fact]
    public void AnyTextIsCheckedInBoundedTime() =>
        Gen.String[Gen.Char["0123456789 -./aA@§"], 0, 4_000].Sample(text => PersonalData.Check(text, Today)?.Kind != PersonalDataKind.Unchecked, iter: 200);

    private static void Refused(PersonalDataKind kind, string text)
    {
        Assert.Equal(kind, PersonalData.Check(text, Today)?.Kind);
        Assert.Equal(kind, PersonalData.Check($"The officer wrote: {text}, and no more.", Today)?.Kind);
    }
}
