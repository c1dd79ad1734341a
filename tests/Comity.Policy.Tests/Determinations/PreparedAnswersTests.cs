using System.Text;
using System.Text.Json;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Packs;

namespace Comity.Policy.Tests.Determinations;

/// <summary>Prepared answers against the form that everything else writes.</summary>
public sealed class PreparedAnswersTests
{
    private static readonly DateOnly Today = new(2025, 6, 1);
    private static readonly string[] Days = ["2014-03-09", "2016-02-29", "2025-01-27", "2025-01-28", "2025-11-24", "9999-12-31", "0001-01-01"];
    private static readonly string[] Odd = ["\"\"", "\"null\"", "null", "[]", "{}", "1e400", "-0", "\"\\u0041\"", "\"ä\"", "tru", "\"x\ty\"", "\"2025-02-30\""];

    [Theory]
    [InlineData("new-york")]
    [InlineData("example-state")]
    public void AnyRequestIsAnsweredToTheByteOrNotAtAll(string pack)
    {
        var decider = PolicyDecider.Create(PackReader.Read(Repository.Pack(pack)).Pack!).Decider!;
        var random = new Random(6);
        var (plain, answered) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var (text, isPlain) = Request(random, decider.Pack);
            var bytes = Encoding.UTF8.GetBytes(text);
            var done = decider.Answers.TryAnswer(bytes, Today, out var on, out var answer);
            var expected = Expected(decider, text);
            plain += isPlain ? 1 : 0;
            answered += done ? 1 : 0;
            if (done)
            {
                var written = new byte[answer!.Length];
                answer.CopyTo(written, on);
                Assert.Equal(expected, Encoding.UTF8.GetString(written));
            }
            else
            {
                Assert.False(isPlain && expected is not null, text);
            }
        }

        Assert.True(plain > 5_000, $"{plain} plain requests");
        Assert.True(answered >= plain, $"{answered} answered of {plain} plain requests");
    }

    [Theory]
    [InlineData("""{"facts":{},"facts":{}}""")]
    [InlineData("""{"facts":{"place":"school","place":"home"}}""")]
    [InlineData("""{"facts":{"requestedAction":["arrest"]}}""")]
    [InlineData("""{"facts":{"requestedAction":"arrest, notify-of-release"}}""")]
    [InlineData("""{"facts":{}} {}""")]
    [InlineData("""{"facts":{}""")]
    [InlineData("""{"on":null,"facts":{}}""")]
    [InlineData("""{"on":"2025-02-29","facts":{}}""")]
    [InlineData("""{"on":"2025-1-1","facts":{}}""")]
    [InlineData("""{"f\u0061cts":{"pl\u0061ce":"school"}}""")]
    [InlineData("""{"on":"2025-02-01"}""")]
    [InlineData("")]
    [InlineData("[]")]
    public void WhatIsNotPlainIsLeftToTheReader(string request)
    {
        var decider = PolicyDecider.Create(PackReader.Read(Repository.Pack("new-york")).Pack!).Decider!;
        Assert.False(decider.Answers.TryAnswer(Encoding.UTF8.GetBytes(request), Today, out _, out _));
    }

    private static string? Expected(PolicyDecider decider, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return RequestReader.Read(decider.Pack, document.RootElement, Today).Request is { } request ? DeterminationJson.Text(decider.Decide(request)) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // A request, and whether it is one of those that have a prepared answer.
    private static (string Text, bool Plain) Request(Random random, PolicyPack pack)
    {
        var plain = true;
        var share = random.NextDouble();
        var facts = new List<string>();
        foreach (var fact in pack.Facts.Where(_ => random.NextDouble() < share).OrderBy(_ => random.Next()))
        {
            var odd = random.Next(60) == 0;
            plain &= !odd;
            facts.Add($"\"{fact.Name}\":{(odd ? Odd[random.Next(Odd.Length)] : Value(random, fact))}");
        }

        var space = random.Next(3) == 0 ? " \n" : "";
        var members = new List<string> { $"\"facts\":{{{string.Join("," + space, facts)}}}" };
        if (random.Next(4) > 0)
        {
            members.Insert(random.Next(2), $"\"on\":{space}\"{(random.Next(2) == 0 ? Days[random.Next(Days.Length)] : new DateOnly(2010, 1, 1).AddDays(random.Next(8000)).ToString("yyyy-MM-dd"))}\"");
        }

        var text = $"{space}{{{string.Join(",", members)}}}{space}";
        if (random.Next(30) == 0)
        {
            plain = false;
            text = text.Remove(random.Next(text.Length), 1);
        }

        return (text, plain);
    }

    private static string Value(Random random, Fact fact)
    {
        if (fact.MayBeAbsent && random.Next(4) == 0)
        {
            return random.Next(2) == 0 ? "null" : "\"null\"";
        }

        return fact.Kind switch
        {
            FactKind.Boolean => random.Next(2) == 0 ? "true" : random.Next(2) == 0 ? "false" : "\"true\"",
            FactKind.Choice => $"\"{Fact.Written(fact.Values[random.Next(fact.Values.Count)].Value)}\"",
            FactKind.Number => $"{Math.Round((double)random.Next(100), fact.Grid!.Decimals)}",
            FactKind.Date => $"\"{new DateOnly(2010, 1, 1).AddDays(random.Next(8000)):yyyy-MM-dd}\"",
            _ => random.Next(2) == 0 ? "\"Albany\"" : "\"Kings\"",
        };
    }
}
