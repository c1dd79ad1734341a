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

    /// <summary>Numbers and dates in the forms in which people write them.</summary>
    [Theory]
    [InlineData("A.123.456.789")]
    [InlineData("A/123/456/789")]
    [InlineData("A_123_456_789")]
    [InlineData("A#123,456,789")]
    [InlineData("\u24B6 123 456 789")]
    [InlineData("A\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468")]
    [InlineData("A\u00B9\u00B2\u00B3\u2074\u2075\u2076\u2077\u2078\u2079")]
    [InlineData("A123\u0301456789")]
    [InlineData("123/45/6789")]
    [InlineData("123_45_6789")]
    [InlineData("last four 6789 of social")]
    [InlineData("12-Apr-85")]
    [InlineData("12 Apr 85")]
    [InlineData("12.Apr.1985")]
    [InlineData("Apr-12-1985")]
    [InlineData("Apr 12 '85")]
    [InlineData("12th day of April, 1985")]
    [InlineData("DOB: 041285")]
    [InlineData("DOB 04/12/85")]
    [InlineData("YOB 85")]
    [InlineData("YOB: '85")]
    [InlineData("born in 85")]
    [InlineData("born 85")]
    [InlineData("b.1985")]
    [InlineData("b. 1985")]
    [InlineData("age 39")]
    [InlineData("aged 39")]
    [InlineData("Age: 39")]
    [InlineData("39 years old")]
    [InlineData("39-year-old")]
    [InlineData("39 y/o")]
    [InlineData("04 12 85")]
    [InlineData("12·04·1985")]
    [InlineData("12•04•1985")]
    [InlineData("12_04_1985")]
    [InlineData("555-0147")]
    [InlineData("212/555/0147")]
    [InlineData("212 – 555 – 0147")]
    [InlineData("(212) 555-0147")]
    [InlineData("jsmith at example dot com")]
    [InlineData("jsmith@example")]
    [InlineData("jsmith@example.org")]
    [InlineData("GOMC850412HDFRRR09")]
    [InlineData("booking #2024-00123")]
    [InlineData("booking no. 2024-00123")]
    [InlineData("inmate id 24-00123")]
    [InlineData("matricula 1234567")]
    [InlineData("matrícula: 1234567")]
    [InlineData("fingerprint id 55421")]
    [InlineData("192.168.10.24")]
    [InlineData("2001:db8:85a3:0:0:8a2e:370:7334")]
    [InlineData("40.7128, -74.0060")]
    [InlineData("40.7128\u00B0 N, 74.0060\u00B0 W")]
    [InlineData("12 Main St")]
    [InlineData("12 Main Street, apartment 4")]
    [InlineData("1450 W. 45th Street")]
    [InlineData("221 Old Mill Road")]
    [InlineData("apt 4B at that house")]
    [InlineData("apt. 4")]
    [InlineData("P.O. Box 1234")]
    [InlineData("plate ABC1234")]
    [InlineData("plate no. 7XYZ123")]
    [InlineData("license plate NY ABC-1234")]
    [InlineData("ABC-1234")]
    [InlineData("1HGCM82633A004352")]
    [InlineData("VIN 1HGCM82633A004352")]
    [InlineData("\u202E desrever")]
    public void WhatPeopleWriteAboutPeopleIsRefused(string text)
    {
        Assert.NotNull(PersonalData.Check(text, Today));
        Assert.NotNull(PersonalData.Check($"The officer wrote: {text}, and no more.", Today));
    }

    /// <summary>What officers write about requests, law and procedure.</summary>
    [Theory]
    [InlineData("The act of April 12, 1985 was repealed")]
    [InlineData("Executive order of 12 April 1985, as amended")]
    [InlineData("The policy was amended on 1996-09-30.")]
    [InlineData("8 U.S.C. § 1373")]
    [InlineData("8 U.S.C. §§ 1226(a) and 1357(g)")]
    [InlineData("8 CFR 287.7(d) allows 48 hours")]
    [InlineData("9 NYCRR 8.170, 8.171")]
    [InlineData("168 A.D.3d 31")]
    [InlineData("People v. Smith, 168 A.D.3d 31, 33 (2d Dep't 2018)")]
    [InlineData("Galarza v. Szalczyk, 745 F.3d 634, 640-641 (3d Cir. 2014)")]
    [InlineData("Morales v. Chadbourne, 793 F.3d 208 (1st Cir. 2015)")]
    [InlineData("Printz v. United States, 521 U.S. 898, 935 (1997)")]
    [InlineData("Murphy v. NCAA, 138 S. Ct. 1461 (2018)")]
    [InlineData("City of New York v. Department of Justice, No. 18-cv-06471")]
    [InlineData("I-247A and I-200 were attached")]
    [InlineData("Form I-247A (3/17) without a warrant")]
    [InlineData("Form G-28 is not needed")]
    [InlineData("The fax came at 10:45 and again at 14:30:15.")]
    [InlineData("Received 9:05 a.m., answered 4:30 p.m.")]
    [InlineData("Received on 2026-03-14 at 08:15")]
    [InlineData("The request of March 3, 2026 asks for release dates.")]
    [InlineData("Two calls on 3/12/26; none was returned.")]
    [InlineData("Record 2026-000123 says the same")]
    [InlineData("See records 2026-000120, 2026-000121 and 2026-000122.")]
    [InlineData("Docket 2024-01234")]
    [InlineData("Docket 25-cv-01234 is sealed")]
    [InlineData("Index No. 450123/2025")]
    [InlineData("Local Law 228-2017")]
    [InlineData("Local Laws 58 and 59 of 2014")]
    [InlineData("Chapter 55 of the Laws of 2019, part E")]
    [InlineData("Pub. L. 104-208, div. C, § 642")]
    [InlineData("110 Stat. 3009-546")]
    [InlineData("90 Fed. Reg. 8443 (Jan. 29, 2025)")]
    [InlineData("Cal. Gov't Code §§ 7282.5, 7284.6")]
    [InlineData("730 ILCS 805/5, 805/10 and 805/15")]
    [InlineData("O.C.G.A. § 16-5-70")]
    [InlineData("N.J.S.A. 2C:39-5")]
    [InlineData("Penal Law §§ 120.05, 125.25 and 130.35")]
    [InlineData("CPL 160.50 applies; see also CPL 720.35(2)")]
    [InlineData("Attorney General Directive 2018-6 v2.0")]
    [InlineData("AG Law Enforcement Directive No. 2018-6")]
    [InlineData("Opinion 2019-F1 of the Attorney General")]
    [InlineData("The judge signed the warrant in part 3 of the court.")]
    [InlineData("Supervisor asked for 2 more days")]
    [InlineData("Counsel answered within 15 minutes")]
    [InlineData("Held no longer than 48 hours")]
    [InlineData("Policy 4.1.2 and 4.1.3 of the manual")]
    [InlineData("Section 3 may be read with section 4.")]
    [InlineData("General Order 2024-12, page 7")]
    [InlineData("Persons under age 18 are treated by another rule.")]
    [InlineData("Anyone over the age of 18 may consent")]
    [InlineData("The request names no offense and gives no birth date.")]
    [InlineData("We keep no license plate data for others")]
    [InlineData("The license plate readers are covered by policy 12.")]
    [InlineData("Fingerprints were not shared.")]
    [InlineData("The driver's license database was not searched.")]
    [InlineData("Booking took place before the request came.")]
    [InlineData("A detainer without a judicial warrant; see 8 CFR 287.7.")]
    [InlineData("The grant requires 34 U.S.C. § 10102(a)(6) notices")]
    [InlineData("ICE did not answer by 5 p.m.")]
    [InlineData("USCIS sent it under 8 U.S.C. § 1367.")]
    [InlineData("The agreement of June 1, 2020 (287(g)) ended in 2022")]
    [InlineData("1 of 3 requests was withdrawn")]
    [InlineData("Costs of $1,250.00 were refused")]
    [InlineData("Ratio 3:2, see table 4")]
    [InlineData("50% of the file was legible")]
    [InlineData("The form is version 2.1.0")]
    [InlineData("Street outreach and lane closures were not asked about")]
    [InlineData("No. 22-1234 is on appeal")]
    [InlineData("Cert. denied, 141 S. Ct. 124 (2020)")]
    [InlineData("Ley 1234 de 2019, artículo 5")]
    [InlineData("El oficial pidió la fecha de salida a las 10:30")]
    public void OrdinaryNotesAreKept(string text)
    {
        Assert.Null(PersonalData.Check(text, Today));
        Assert.Null(PersonalData.Check($"The officer wrote: {text}, and no more.", Today));
    }

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
