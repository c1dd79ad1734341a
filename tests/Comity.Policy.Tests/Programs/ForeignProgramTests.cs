using System.Text;
using System.Text.Json.Nodes;
using Comity.Feel.Evaluation;
using Comity.Policy.Programs;

namespace Comity.Policy.Tests.Programs;

/// <summary>Programs that strangers hand in: what is wrong is found, with its place.</summary>
public sealed class ForeignProgramTests
{
    private static readonly byte[] Example = CompiledPacks.Json(CompiledPacks.ExampleState);

    [Theory]
    [InlineData("format", "2", "$.format", "Only format 1 is read.")]
    [InlineData("format", "\"1\"", "$.format", "Only format 1 is read.")]
    [InlineData("format", null, "$", "'format' is missing")]
    [InlineData("policy/colour", "1", "$.policy.colour", "no member 'colour'")]
    [InlineData("policy/digest", "\"abc\"", "$.policy.digest", "sha256")]
    [InlineData("policy/action", "\"holdHours\"", "$.policy.action", "no choice 'holdHours'")]
    [InlineData("policy/tally", "[\"x\"]", "$.policy.tally[0]", "no fact 'x'")]
    [InlineData("instruments/1/provisions/0/key", "\"x\"", "$.instruments[1].provisions[0].key", "EX-COOP § 10")]
    [InlineData("instruments/1/id", "\"EX-COURT\"", "$.instruments[1]", "twice")]
    [InlineData("instruments/1/status", "\"InForce\"", "$.instruments[1].status", "in-force")]
    [InlineData("instruments/1/from", "\"2023-02-30\"", "$.instruments[1].from", "not a day")]
    [InlineData("facts/2/kind", "\"amount\"", "$.facts[2].kind", "'amount'")]
    [InlineData("facts/2/min", "800", "$.facts[2].min", "more than 'max'")]
    [InlineData("facts/2/min", "0.01", "$.facts[2].min", "no value")]
    [InlineData("facts/2/decimals", "11", "$.facts[2].decimals", "from 0 to 10")]
    [InlineData("facts/2/values", "[]", "$.facts[2].values", "no list of values")]
    [InlineData("facts/2/name", "\"on\"", "$.facts[2]", "taken")]
    [InlineData("facts/2/name", "\"formNumber\"", "$.facts[4]", "taken")]
    [InlineData("facts/2/cost", "0", "$.facts[2].cost", "greater than 0")]
    [InlineData("facts/0/values/1/value", "\"hold\"", "$.facts[0].values[1].value", "twice")]
    [InlineData("facts/0/likelihoods", "{\"x\":1}", "$.facts[0].likelihoods.x", "not a value")]
    [InlineData("facts/0/ask", "{\"provision\":\"x\",\"reason\":\"\",\"condition\":\"\",\"when\":-2}", "$.facts[0].ask.provision", "'x'")]
    [InlineData("documents/0/settles", "{\"holdHours\":721}", "$.documents[0].settles.holdHours", "not a value")]
    [InlineData("documents/0/actions", "[\"sing\"]", "$.documents[0].actions[0]", "not a value")]
    [InlineData("variables/0/values", "[false,true]", "$.variables[0].values", "in their order")]
    [InlineData("variables/1/absent", "false", "$.variables[1]", "'absent'")]
    [InlineData("variables/3/starts", "[0,48.1,48.1]", "$.variables[3].starts[2]", "one after the other")]
    [InlineData("variables/3/starts", "[1,48.1]", "$.variables[3].starts[0]", "smallest")]
    [InlineData("variables/3/starts", "[0,48.15]", "$.variables[3].starts[1]", "no value")]
    [InlineData("variables/3/starts", "[]", "$.variables[3].starts", "no region")]
    [InlineData("variables/3/last", "700", "$.variables[3].last", "greatest")]
    [InlineData("variables/4/day", "false", "$.variables[4]", "'on'")]
    [InlineData("variables/5/name", "\"action\"", "$.variables[5]", "no fact 'action'")]
    [InlineData("variables/5/name", "\"holdHours\"", "$.variables[5]", "twice")]
    [InlineData("variables/2/texts", "[\"a\",\"a\"]", "$.variables[2].texts", "twice")]
    [InlineData("terminals/2", "\"perhaps\"", "$.terminals[2]", "'perhaps'")]
    [InlineData("terminals/2", "\"undetermined\"", "$.terminals[2]", "without flaws")]
    [InlineData("nodes/0", "[5,0,1,-3]", "$.nodes[0][1]", "from -6 to -1")]
    [InlineData("nodes/3", "[4,3,1,2]", "$.nodes[3][1]", "from -6 to 2")]
    [InlineData("nodes/3", "[4,-4,1,20]", "$.nodes[3][3]", "from -6 to 2")]
    [InlineData("nodes/0", "[5,-7,1,-3]", "$.nodes[0][1]", "from -6 to -1")]
    [InlineData("nodes/1", "[5,0,1,-3]", "$.nodes[1][1]", "later variable")]
    [InlineData("nodes/0", "[6,-3,1,-4]", "$.nodes[0][0]", "from 0 to 5")]
    [InlineData("nodes/0", "[5,-3,2,-4]", "$.nodes[0][2]", "from 1 to 1")]
    [InlineData("nodes/14", "[1,10,2,13,1,10]", "$.nodes[14][4]", "from 3 to 2")]
    [InlineData("nodes/0", "[5,-3]", "$.nodes[0]", "a level, a child")]
    [InlineData("nodes/0", "[5,-3,1]", "$.nodes[0]", "a level, a child")]
    [InlineData("nodes/0", "[5,-3.5,1,-4]", "$.nodes[0][1]", "whole number")]
    [InlineData("nodes/0", "{}", "$.nodes[0]", "a level, a child")]
    [InlineData("roots/outcome", "20", "$.roots.outcome", "not an outcome everywhere")]
    [InlineData("roots/outcome", "-3", "$.roots.outcome", "does not follow")]
    [InlineData("roots/outcome", "99", "$.roots.outcome", "whole number")]
    [InlineData("roots/review", "15", "$.roots.review", "not true or false")]
    [InlineData("roots/review", "-1", "$.roots.review", "does not follow")]
    [InlineData("roots/findings/0/provision", "\"EX-COURT art. 2\"", "$.roots.findings[0].provision", "EX-COURT art. 1")]
    [InlineData("roots/findings/0/effect", "\"not-covered\"", "$.roots.findings[0].effect", "required")]
    [InlineData("roots/findings/0/circumstance", "\"x\"", "$.roots.findings[0].circumstance", "no circumstance")]
    [InlineData("roots/findings/0/when", "-2", "$.roots.outcome", "does not follow")]
    [InlineData("roots/findings/0/when", "15", "$.roots.findings[0].when", "not true or false")]
    [InlineData("roots/conditions", "[]", "$.roots.conditions", "does not follow")]
    [InlineData("roots/circumstances", "[{\"circumstance\":\"x\",\"when\":-1}]", "$.roots.circumstances", "does not follow")]
    [InlineData("roots", "[]", "$.roots", "not an object")]
    [InlineData("nodes", "{}", "$.nodes", "not an array")]
    public void WhatIsWrongIsFoundAtItsPlace(string place, string? json, string path, string words)
    {
        var read = ProgramJson.Read(Changed(place, json), "policy.json");
        Assert.Null(read.Program);
        var finding = Assert.Single(read.Diagnostics);
        Assert.Equal(("PROG0002", "policy.json", path), (finding.Code, finding.Location!.File, finding.Location.Element));
        Assert.Contains(words, finding.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("[", "line 1")]
    [InlineData("{\n\"format\": 1,\n}", "line 3")]
    [InlineData("{\"format\": 1, \"format\": 1}", "twice")]
    [InlineData("{\"format\": \"\\ud800\"}", "not Unicode")]
    public void WhatIsNoJsonIsFoundAtItsLine(string text, string words)
    {
        var finding = Assert.Single(ProgramJson.Read(Encoding.UTF8.GetBytes(text)).Diagnostics);
        Assert.Equal("PROG0001", finding.Code);
        Assert.Contains(words, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsTooLargeIsRefused()
    {
        Assert.Equal("PROG0001", Assert.Single(ProgramJson.Read(new byte[ProgramJson.MaximumBytes + 1]).Diagnostics).Code);
        Assert.Equal("PROG0001", Assert.Single(ProgramJson.Read(Encoding.UTF8.GetBytes(new string('[', 100_000))).Diagnostics).Code);
        using var little = new WorkBudget(new WorkLimits(10, 10));
        var read = ProgramJson.Read(Deep(500), work: little);
        Assert.Equal("DIAG0002", Assert.Single(read.Diagnostics).Code);
        var deep = Assert.Single(ProgramJson.Read(Deep(1_001)).Diagnostics);
        Assert.Contains("more than 1,000 facts", deep.Message, StringComparison.Ordinal);
        Assert.NotNull(ProgramJson.Read(Deep(1_000)).Program);
    }

    // Whatever is changed: a finding, or a program that writes what it reads.
    [Fact]
    public void NoTextMakesReadingThrow()
    {
        var random = new Random(18);
        var read = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var json = (byte[])Example.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                var at = random.Next(json.Length);
                json[at] = json[at] is >= (byte)'0' and <= (byte)'9' ? (byte)('0' + random.Next(10)) : Example[random.Next(Example.Length)];
            }

            if (ProgramJson.Read(json) is { Program: { } program })
            {
                read++;
                var written = CompiledPacks.Json(program);
                Assert.Equal(written, CompiledPacks.Json(CompiledPacks.Read(written)));
            }
        }

        Assert.InRange(read, 500, 4_500);
    }

    [Fact]
    public void APolicyThatContradictsItselfIsNotWritten()
    {
        using var folder = new TemporaryPack(("m.dmn", SmallPack.Files["m.dmn"].Replace(
            "<text>[]</text></literalExpression></decision>\n  <decision id=\"r\"",
            "<text>[{effect: \"maybe\", provision: \"LAW § 1\", reason: \"\"}]</text></literalExpression></decision>\n  <decision id=\"r\"",
            StringComparison.Ordinal)));
        var logic = folder.Logic();
        Assert.NotEmpty(logic.Flaws);
        var written = ProgramJson.Write(logic.Program);
        Assert.Null(written.Json);
        Assert.Equal(logic.Flaws, written.Diagnostics);
    }

    private static byte[] Changed(string place, string? json)
    {
        var root = JsonNode.Parse(Example)!;
        var names = place.Split('/');
        var parent = names[..^1].Aggregate(root, (node, name) => node is JsonArray items ? items[int.Parse(name)]! : node[name]!);
        if (json is null)
        {
            parent.AsObject().Remove(names[^1]);
        }
        else if (parent is JsonArray array)
        {
            array[int.Parse(names[^1])] = JsonNode.Parse(json);
        }
        else
        {
            parent[names[^1]] = JsonNode.Parse(json);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    // One node for each of some facts, each on the way to the next.
    private static byte[] Deep(int count)
    {
        var root = JsonNode.Parse(Example)!;
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"fact{i}")];
        JsonArray Of(IEnumerable<string> items) => [.. items.Select(item => JsonNode.Parse(item))];
        root["policy"]!.AsObject().Remove("action");
        root["documents"] = new JsonArray();
        const string Values = """[{"value":true,"label":""},{"value":false,"label":""}]""";
        root["facts"] = Of(names.Select(name =>
            $$"""{"name":"{{name}}","kind":"boolean","label":"","question":"","values":{{Values}}}"""));
        root["variables"] = Of(names.Select(name => $$"""{"name":"{{name}}","values":[true,false]}"""));
        root["terminals"] = JsonNode.Parse("[false,true,\"not-covered\",\"required\"]");
        root["nodes"] = Of(names.Reverse().Select((_, i) => $"[{count - 1 - i},{(i == 0 ? -2 : i - 1)},1,-1]")
            .Concat(names.Reverse().Select((_, i) => $"[{count - 1 - i},{(i == 0 ? -4 : count + i - 1)},1,-3]")));
        root["roots"] = JsonNode.Parse(
            $$"""
            {"outcome":{{(2 * count) - 1}},"review":-1,"reviewReasons":[],"circumstances":[],"conditions":[],
             "findings":[{"provision":"EX-COOP § 10","effect":"required","reason":"","when":{{count - 1}}}]}
            """);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }
}
