using System.Text;
using Comity.Policy.Editing;
using Comity.Policy.Packs;

namespace Comity.Policy.Tests.Editing;

/// <summary>What is said about an item that somebody writes as YAML and that cannot be read.</summary>
public sealed class WrittenItemTests
{
    private static readonly PackFiles Example = PackFiles.ReadFolder(Repository.Pack("example-state"));

    [Theory]
    [InlineData("section: § 20\ntitle: Release: a rule\ntext: x", "Line 2", "title: \"Release: a rule\"")]
    [InlineData("section: § 20\ntitle: A \"rule\": this\ntext: x", "Line 2", "title: \"A \\\"rule\\\": this\"")]
    [InlineData("section: § 20\ntitle: x\ntext: It says:", "Line 3", "text: \"It says:\"")]
    public void AColonInATextIsExplainedWithItsLineAndTheCure(string text, string line, string cure)
    {
        var problem = new AddItem(new PackItem(ItemKind.Provision, "§ 20", "EX-COOP"), "§ 10", text).Apply(Example).Problem!;
        Assert.Contains(line, problem.Message, StringComparison.Ordinal);
        Assert.Contains(cure, problem.Mend, StringComparison.Ordinal);
        var item = new PackItem(ItemKind.Provision, "§ 10", "EX-COOP");
        problem = new ReplaceItem(item, item.TextIn(Example)!, text).Apply(Example).Problem!;
        Assert.Contains(line, problem.Message, StringComparison.Ordinal);
        Assert.Contains(cure, problem.Mend, StringComparison.Ordinal);

        // What is offered reads.
        var mended = string.Join('\n', text.Split('\n').Select(written => cure.StartsWith(written.Split(':')[0] + ":",
            StringComparison.Ordinal) ? cure : written));
        Assert.NotNull(new AddItem(new PackItem(ItemKind.Provision, "§ 20", "EX-COOP"), "§ 10", mended).Apply(Example).Files);
    }

    [Fact]
    public void AFaultyValueLeavesEveryListReadable()
    {
        var files = Example.With("instruments.yaml",
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Example.Find("instruments.yaml")!.Value.Span).Replace("force: state-statute",
            "force: state-statue", StringComparison.Ordinal)));
        Assert.Null(PackReader.Read(files).Pack);
        Assert.NotEmpty(PackItem.All(files, ItemKind.Instrument)!);
        Assert.NotEmpty(PackItem.All(files, ItemKind.Provision, "EX-COOP")!);
        Assert.Equal(["requestedAction", "judicialWarrant", "holdHours", "detainerIssued", "formNumber"], PackItem.All(files,
            ItemKind.Fact)!.Select(item => item.Name));
        Assert.Null(PackItem.All(files.With("facts.yaml", "a: b: c"u8.ToArray()), ItemKind.Fact));
    }
}
