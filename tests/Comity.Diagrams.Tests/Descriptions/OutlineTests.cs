using Comity.Diagrams.Descriptions;
using CsCheck;

namespace Comity.Diagrams.Tests.Descriptions;

public class OutlineTests
{
    // Written out again, an outline is the cubes.
    [Fact]
    public void NothingIsLostAndNothingAdded() => Gen.Int[0, 5].Array[0, 4].Array[1, 8].Sample(numbers =>
    {
        var cubes = numbers.Select(cube => (IReadOnlyList<ConditionText>)[.. cube.Distinct().Select(number => new ConditionText($"v{number % 3}", "", $"{number}"))]).DistinctBy(Written).ToList();
        var outline = Outline.Of(cubes);
        var again = outline.Parts.SelectMany(part => part.OneOf.Count == 0 ? [part.All] : part.OneOf.Select(one => part.All.Append(one))).Select(cube => Written(outline.Common.Concat(cube)));
        Assert.Equal(cubes.Select(Written).Order(), again.Order());
        Assert.True(outline.Parts.Count <= cubes.Count);
    });

    [Fact]
    public void CubesThatDifferInOneConditionStandTogether()
    {
        ConditionText Is(string name) => new(name, name, "yes");
        var outline = Outline.Of([[Is("a"), Is("b"), Is("c")], [Is("a"), Is("b"), Is("d")], [Is("a"), Is("e")]]);
        Assert.Equal([Is("a")], outline.Common);
        Assert.Equal([Is("b")], outline.Parts[0].All);
        Assert.Equal([Is("c"), Is("d")], outline.Parts[0].OneOf);
        Assert.Equal([Is("e")], outline.Parts[1].All);
    }

    private static string Written(IEnumerable<ConditionText> cube) => string.Join(' ', cube.Select(condition => condition.Text).Order(StringComparer.Ordinal));
}
