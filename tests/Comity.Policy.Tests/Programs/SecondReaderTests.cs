using System.Text;
using System.Text.Json.Nodes;
using Comity.Policy.Determinations;
using Comity.Policy.Facts;
using Comity.Policy.Json;
using Jint;
using Jint.Native;

namespace Comity.Policy.Tests.Programs;

/// <summary>A program in another language decides by the serial form as Comity does: docs/examples/decide.mjs, in Jint.</summary>
public sealed class SecondReaderTests
{
    [Theory]
    [InlineData("new-york", 20_000)]
    [InlineData("example-state", 5_000)]
    public void ItAnswersEveryRequestAlike(string pack, int count)
    {
        var program = CompiledPacks.Of(pack);
        var requests = new RandomRequests(program, seed: 2025);
        var workers = Environment.ProcessorCount;
        var shares = Enumerable.Range(0, count).Select(_ => requests.Next()).Chunk((count + workers - 1) / workers).ToList();
        Parallel.ForEach(shares, new ParallelOptions { MaxDegreeOfParallelism = workers }, share =>
        {
            using var reader = new Reader(CompiledPacks.Json(program));
            foreach (var (request, answer) in share.Zip(reader.Decide(share)))
            {
                var expected = JsonNode.Parse(DeterminationJson.Text(program.Decide(request)))!.AsObject();
                expected.Remove("next");
                Assert.True(expected.ToJsonString() == answer!.ToJsonString(), $"{Written(request)}\n{expected}\n{answer}");
            }
        });
    }

    [Theory]
    [InlineData("""{"holdHours":720.1}""", "720.1 is not a value of 'holdHours'.")]
    [InlineData("""{"holdHours":-1}""", "-1 is not a value of 'holdHours'.")]
    [InlineData("""{"holdHours":0.15}""", "0.15 is not a value of 'holdHours'.")]
    [InlineData("""{"holdHours":"5"}""", "\"5\" is not a value of 'holdHours'.")]
    [InlineData("""{"judicialWarrant":"true"}""", "\"true\" is not a value of 'judicialWarrant'.")]
    [InlineData("""{"detainerIssued":"2023-02-29"}""", "\"2023-02-29\" is not a value of 'detainerIssued'.")]
    [InlineData("""{"formNumber":7}""", "7 is not a value of 'formNumber'.")]
    [InlineData("""{"form":"x"}""", "There is no fact 'form'.")]
    public void ItRefusesWhatIsNoValue(string facts, string message)
    {
        using var reader = new Reader(CompiledPacks.Json(CompiledPacks.ExampleState));
        Assert.Equal(message, reader.Refusal($$"""{"on":"2025-02-01","facts":{{facts}}}"""));
        Assert.Equal("\"1 May\" is not a value of 'on'.", reader.Refusal("""{"on":"1 May","facts":{}}"""));
    }

    private static string Written(PolicyRequest request) => DeterminationJson.Text(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("on", request.On.ToString("yyyy-MM-dd"));
        PolicyJson.Facts(
            writer, "facts", [.. request.Facts, .. request.Actions.Select(action => KeyValuePair.Create("requestedAction", action))]);
        writer.WriteEndObject();
    });

    private sealed class Reader : IDisposable
    {
        private readonly Engine _engine = new();

        public Reader(byte[] program)
        {
            var module = File.ReadAllText(Path.Combine(Repository.Root, "docs", "examples", "decide.mjs"));
            _engine.Modules.Add("decide", module);
            _engine.SetValue("json", Encoding.UTF8.GetString(program));
            _engine.Modules.Add("test", """
                import { decide } from 'decide';
                const program = JSON.parse(json);
                export const answers = requests => JSON.stringify(JSON.parse(requests).map(request => decide(program, request)));
                export const refusal = request => {
                  try { return decide(program, JSON.parse(request)).outcome; } catch (error) { return error.message; }
                };
                """);
        }

        public JsonArray Decide(IEnumerable<PolicyRequest> requests) =>
            JsonNode.Parse(Call("answers", $"[{string.Join(",", requests.Select(Written))}]"))!.AsArray();

        public string Refusal(string request) => Call("refusal", request);

        public void Dispose() => _engine.Dispose();

        private string Call(string function, string argument) =>
            _engine.Modules.Import("test").Get(function).Call(JsString.Create(argument)).AsString();
    }
}
